"""Registering a patient."""

from uuid import UUID

from django.db import connection, transaction

from heartline.kernel import ledger
from heartline.kernel.clock import now
from heartline.kernel.idempotency import once
from heartline.people.models import (
    Account,
    Address,
    ContactPoint,
    Coverage,
    HumanName,
    Identifier,
    Patient,
    PatientLanguage,
    RelatedPerson,
)
from heartline.people.names.rules import shown
from heartline.people.registration.person import PersonDetails
from heartline.people.registration.rules import MRN_SYSTEM, mrn
from heartline.people.search.actions import refresh

# What a patient's own row holds as it came in.
_OWN = {"birth_date", "sex", "gender_identity", "pronouns", "needs", "how_to_speak", "deceased_on"}


def register(details: PersonDetails, *, account: Account | None = None, key: str = "") -> Patient:
    """A new patient with all that is known of them, and a record number; the same one again under the same `key`."""
    with transaction.atomic():
        patient_id, _ = once("patient.register", key, lambda: _register(details, account))
        return Patient.objects.get(pk=patient_id)


def next_mrn() -> str:
    """A record number that nobody has. Numbers may be missing where a registration was broken off."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('people_mrn')")
        return mrn(cursor.fetchone()[0])


def _register(details: PersonDetails, account: Account | None) -> UUID:
    preferred = next((spoken for spoken in details.languages if spoken.preferred), next(iter(details.languages), None))
    patient = Patient.objects.create(
        account=account,
        name=shown(details.names),
        language=preferred.language if preferred else "",
        interpreter_needed=any(spoken.interpreter_needed for spoken in details.languages),
        **details.model_dump(include=_OWN),
    )
    HumanName.objects.bulk_create(HumanName(patient=patient, **name.model_dump()) for name in details.names)
    PatientLanguage.objects.bulk_create(
        PatientLanguage(patient=patient, **{**spoken.model_dump(), "preferred": spoken is preferred})
        for spoken in {spoken.language: spoken for spoken in reversed(details.languages)}.values()
    )
    _reachable_by(patient, details)
    if details.address:
        Address.objects.create(patient=patient, **details.address.model_dump())
    Coverage.objects.bulk_create(Coverage(patient=patient, **cover.model_dump()) for cover in details.coverages)
    RelatedPerson.objects.bulk_create(RelatedPerson(patient=patient, **one.model_dump()) for one in details.relatives)
    numbers = [Identifier(patient=patient, **number.model_dump()) for number in details.numbers]
    if not any(number.type == Identifier.Type.MRN for number in numbers):
        numbers.append(Identifier(patient=patient, system=MRN_SYSTEM, value=next_mrn(), type=Identifier.Type.MRN))
    Identifier.objects.bulk_create(numbers)
    refresh(patient.pk)
    ledger.record("patient.registered", patient_id=patient.pk, subject_id=patient.pk)
    return patient.pk


def _reachable_by(patient: Patient, details: PersonDetails) -> None:
    unique = {(contact.system, contact.value): contact for contact in reversed(details.contacts)}
    usable = [contact for contact in unique.values() if not contact.do_not_use]
    preferred = next((contact for contact in usable if contact.preferred), None)
    ContactPoint.objects.bulk_create(
        ContactPoint(
            patient=patient,
            preferred=contact is preferred,
            verified_at=now() if contact.verified else None,
            **contact.model_dump(exclude={"preferred", "verified"}),
        )
        for contact in reversed(unique.values())
    )
