"""Write a patient, their coverages and the people around them as another system describes them."""

from uuid import UUID

from heartline.kernel import ledger
from heartline.kernel.models import Event
from heartline.kernel.text import fold
from heartline.people.importing.details import CannotTake, CoverageDetails, How, PatientDetails, RelatedDetails, Taken
from heartline.people.importing.matching import same_patient
from heartline.people.linking.queries import records_of
from heartline.people.models import (
    Address,
    ContactPoint,
    Coverage,
    HumanName,
    Identifier,
    Patient,
    PatientLanguage,
    RelatedPerson,
)
from heartline.people.registration.actions import next_mrn
from heartline.people.registration.rules import MRN_SYSTEM
from heartline.people.search.actions import refresh

_COVERAGE = ("payer", "plan", "member_id", "group", "status")


def take_patient(details: PatientDetails, known: UUID | None, source: str) -> Taken:
    """Create, match or update; `known` is where this very resource went the last time. Call inside a transaction.

    A patient who came from outside follows their source; of one who was known here before, only gaps are filled.
    """
    patient = Patient.objects.select_for_update().filter(id=known).first() if known else None
    how = How.UPDATED
    if patient is None:
        match = same_patient(details)
        how = How.MATCHED if match else How.TAKEN
        patient = Patient.objects.select_for_update().get(id=match) if match else Patient()
    follows = how is How.TAKEN or _came_from_outside(patient.id)
    _write_person(patient, details, follows)
    _write_names(patient, details, follows)
    _write_identifiers(patient, details)
    _write_contact_points(patient, details)
    _write_addresses(patient, details, follows)
    _write_languages(patient, details)
    for contact in details.contacts:
        take_related_person(patient.id, contact, None)
    refresh(patient.id)
    ledger.record("patient.imported", patient_id=patient.id, data={"source": source, "how": how})
    return Taken(patient.id, how, details.notes)


def take_related_person(patient_id: UUID, details: RelatedDetails, known: UUID | None) -> Taken:
    """One row a person: known from before, or of the same name with this patient."""
    person = RelatedPerson.objects.filter(id=known).first() if known else None
    how = How.UPDATED if person else How.TAKEN
    if person is None:
        same = [p for p in RelatedPerson.objects.filter(patient_id=patient_id) if fold(p.name) == fold(details.name)]
        if same:
            person, how = same[0], How.MATCHED
        else:
            person = RelatedPerson()
    person.patient_id = patient_id
    person.name = details.name
    for field in ("relationship", "phone", "email", "language"):
        setattr(person, field, getattr(details, field) or getattr(person, field))
    person.emergency = person.emergency or details.emergency
    person.save()
    return Taken(person.id, how)


def take_coverage(patient_id: UUID, details: CoverageDetails, known: UUID | None) -> Taken:
    """One row a coverage; bills name the same one again and again, and that is the same coverage."""
    coverage = Coverage.objects.filter(id=known).first() if known else None
    how = How.UPDATED if coverage else How.TAKEN
    if coverage is None:
        same = Coverage.objects.filter(patient_id=patient_id, plan=details.plan, member_id=details.member_id)
        coverage = next((c for c in same if fold(c.payer) == fold(details.payer)), None)
        how = How.MATCHED if coverage else How.TAKEN
    coverage = coverage or Coverage()
    values = {"patient_id": patient_id} | {field: getattr(details, field) for field in _COVERAGE}
    values |= {field: getattr(details, field) or getattr(coverage, field) for field in ("starts_on", "ends_on")}
    if how is How.TAKEN or any(getattr(coverage, field) != value for field, value in values.items()):
        for field, value in values.items():
            setattr(coverage, field, value)
        coverage.save()
    return Taken(coverage.id, how)


def _came_from_outside(patient_id: UUID) -> bool:
    return Event.objects.filter(patient_id=patient_id, kind="patient.imported", data__how=How.TAKEN).exists()


def _write_person(patient: Patient, details: PatientDetails, follows: bool) -> None:
    def gap(field: str, empty: object = "") -> bool:
        return follows or getattr(patient, field) in (empty, None)

    if gap("name"):
        patient.name = details.names[0].text
    if (details.birth_date or details.birth_partial) and gap("birth_date"):
        patient.birth_date, patient.birth_partial = details.birth_date, details.birth_partial
    if details.sex != Patient.Sex.UNKNOWN and gap("sex", Patient.Sex.UNKNOWN):
        patient.sex = details.sex
    for field in ("gender_identity", "pronouns"):
        if getattr(details, field) and gap(field):
            setattr(patient, field, getattr(details, field))
    if details.deceased_on and gap("deceased_on"):
        patient.deceased_on = details.deceased_on
    if details.deceased and not details.deceased_on:
        patient.active = False
    elif follows:
        patient.active = details.active
    patient.save()


def _write_names(patient: Patient, details: PatientDetails, follows: bool) -> None:
    if follows:
        patient.names.all().delete()
    elif not patient.names.exists():
        HumanName.objects.create(patient=patient, use=HumanName.Use.USUAL, text=patient.name)
    present = {fold(text) for text in patient.names.values_list("text", flat=True)}
    for name in details.names:
        if fold(name.text) in present:
            continue
        # The name by which somebody is called here stays the one shown.
        use = name.use if follows or name.use != HumanName.Use.USUAL else HumanName.Use.OFFICIAL
        HumanName.objects.create(
            patient=patient, use=use, text=name.text, family=name.family, given=list(name.given), prefix=name.prefix,
            suffix=name.suffix,
        )  # fmt: skip


def _write_identifiers(patient: Patient, details: PatientDetails) -> None:
    for wanted in details.identifiers:
        row, _ = Identifier.objects.get_or_create(
            system=wanted.system, value=wanted.value, defaults={"patient": patient, "type": wanted.type}
        )
        if row.patient_id != patient.id and row.patient_id not in records_of(patient.id):
            raise CannotTake("Patient.identifier", "belongs to another patient known here")
    if not patient.identifiers.filter(type=Identifier.Type.MRN).exists():
        Identifier.objects.create(patient=patient, system=MRN_SYSTEM, value=next_mrn(), type=Identifier.Type.MRN)


def _write_contact_points(patient: Patient, details: PatientDetails) -> None:
    present = {(point.system, point.value) for point in patient.contact_points.all()}
    preferred = patient.contact_points.filter(preferred=True).exists()
    for point in details.contact_points:
        if (point.system, point.value) in present:
            continue
        ContactPoint.objects.create(
            patient=patient, system=point.system, value=point.value, use=point.use,
            preferred=point.preferred and not preferred, do_not_use=point.do_not_use, note=point.note,
        )  # fmt: skip
        preferred = preferred or point.preferred


def _write_addresses(patient: Patient, details: PatientDetails, follows: bool) -> None:
    if follows:
        patient.addresses.filter(use__in=[a.use for a in details.addresses]).delete()
    elif patient.addresses.exists():
        return
    Address.objects.bulk_create(
        Address(
            patient=patient, use=a.use, line=a.line, city=a.city, state=a.state, postal_code=a.postal_code,
            country=a.country,
        )
        for a in details.addresses
    )  # fmt: skip


def _write_languages(patient: Patient, details: PatientDetails) -> None:
    if patient.languages.exclude(language__in=[spoken.language for spoken in details.languages]).exists():
        return  # somebody here has asked them
    for spoken in details.languages:
        PatientLanguage.objects.update_or_create(
            patient=patient,
            language=spoken.language,
            defaults={"preferred": spoken.preferred, "interpreter_needed": spoken.interpreter_needed},
        )
    preferred = next((spoken for spoken in details.languages if spoken.preferred), None)
    if preferred:
        patient.language, patient.interpreter_needed = preferred.language, preferred.interpreter_needed
        patient.save(update_fields=["language", "interpreter_needed"])
