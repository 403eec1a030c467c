"""Is this somebody we know? Yes on proof only; a likeness is no proof."""

from functools import reduce
from operator import or_
from uuid import UUID

from django.db.models import Q

from heartline.kernel.text import fold
from heartline.people.importing.details import CannotTake, PatientDetails, PlaceDetails, StaffDetails
from heartline.people.models import Identifier, Patient, Site, StaffMember


def same_patient(details: PatientDetails) -> UUID | None:
    """The patient known here who this is, or None. At most three queries.

    Proof is an identifier of the same system and value, or the very same name (accents and case aside) with the same
    full birth date and the same phone, e-mail or address. Raises CannotTake when the proofs contradict each other:
    a person has to look.
    """
    if details.identifiers:
        wanted = {(i.system, i.value) for i in details.identifiers}
        rows = Identifier.objects.filter(value__in=[value for _, value in wanted]).select_related("patient")
        patients = {row.patient_id: row.patient for row in rows if (row.system, row.value) in wanted}
        if len(patients) > 1:
            raise CannotTake("Patient.identifier", f"names {len(patients)} different patients known here")
        for patient in patients.values():
            if _is_somebody_else(patient, details):
                raise CannotTake(
                    "Patient.identifier", "is that of a patient known here under another name and birth date"
                )
            return patient.id
    return _by_name_and_birth(details)


def same_staff(details: StaffDetails) -> UUID | None:
    """The member of staff with this NPI and this family name. The number alone is no proof: test data share them."""
    if not details.npi:
        return None
    found = [
        member.id
        for member in StaffMember.objects.filter(npi=details.npi)
        if set(fold(details.family or details.name).split()) <= set(fold(member.name).split())
    ]
    return found[0] if len(found) == 1 else None


def same_site(details: PlaceDetails) -> UUID | None:
    """The site of this name at this address."""
    if not (details.address.line and details.address.city):
        return None
    found = [
        site.id
        for site in Site.objects.filter(city__iexact=details.address.city)
        if fold(site.name) == fold(details.name) and fold(site.line) == fold(details.address.line)
    ]
    return found[0] if len(found) == 1 else None


def _is_somebody_else(patient: Patient, details: PatientDetails) -> bool:
    known_names = {fold(name.text) for name in patient.names.all()} | {fold(patient.name)}
    families = {fold(name.family) for name in patient.names.all() if name.family}
    same_name = any(fold(n.text) in known_names or (n.family and fold(n.family) in families) for n in details.names)
    same_birth = not (patient.birth_date and details.birth_date) or patient.birth_date == details.birth_date
    return not same_name and not same_birth


def _by_name_and_birth(details: PatientDetails) -> UUID | None:
    if details.birth_date is None:
        return None
    names = {fold(name.text) for name in details.names}
    contacts = {point.value for point in details.contact_points if not point.note}
    places = {_place(a.line, a.postal_code, a.city) for a in details.addresses if a.line}
    # Birth dates repeat (a placeholder may stand for thousands), so the index of names narrows it down first.
    named = reduce(or_, (Q(search__contains=word) for word in map(_rarest_word, names) if word), Q(pk=None))
    candidates = Patient.objects.filter(named, birth_date=details.birth_date).prefetch_related(
        "names", "contact_points", "addresses"
    )
    found = [
        patient.id
        for patient in candidates
        if names & ({fold(patient.name)} | {fold(name.text) for name in patient.names.all()})
        and (
            contacts & {point.value for point in patient.contact_points.all()}
            or places & {_place(a.line, a.postal_code, a.city) for a in patient.addresses.all() if a.line}
        )
    ]
    if len(found) > 1:
        raise CannotTake("Patient", f"could be any of {len(found)} patients of the same name and birth date known here")
    return found[0] if found else None


def _rarest_word(name: str) -> str:
    """The longest word that a patient of this (folded) name has in their search text."""
    return max((f" {word} " for word in name.split()), key=len, default="")


def _place(line: str, postal_code: str, city: str) -> tuple[str, str]:
    return fold(line), postal_code.strip() or fold(city)
