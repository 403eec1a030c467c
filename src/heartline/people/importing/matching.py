"""Is this somebody we know? Yes on proof only; a likeness is no proof."""

from uuid import UUID

from heartline.kernel.text import fold
from heartline.people.importing.details import CannotTake, PatientDetails, PlaceDetails, StaffDetails
from heartline.people.linking.queries import persons_of
from heartline.people.matching.evidence import NUMBER, Finding
from heartline.people.matching.person import Person, birth_of
from heartline.people.matching.proof import may_be_claimed
from heartline.people.matching.queries import candidates, judge
from heartline.people.matching.records import person_of, read
from heartline.people.matching.rules import DOUBTFUL_FROM, proves, score
from heartline.people.models import Identifier, Site, StaffMember

_NEAREST = (
    6  # patients who are compared: whoever is proven has name, birth date and home or phone in common, as few have
)
_ONE_NUMBER = (Finding(NUMBER, "same"), Finding(NUMBER, "member"))


def same_patient(details: PatientDetails) -> UUID | None:
    """The record of the patient known here who this is, or None. At most twelve queries, six for somebody new.

    Proof is an identifier of the same system and value, or what matching calls one (`proves`). What is only likely, or
    certain but for a slip, gets a record of its own: matching then links the two, which can be undone, or asks a
    steward. Raises CannotTake when the proofs contradict each other: a person has to look.
    """
    person = _as_compared(details)
    holders = _holders(details)
    if holders:
        if len(set(persons_of(holders).values())) > 1:
            raise CannotTake("Patient.identifier", f"names {len(holders)} different patients known here")
        if _is_somebody_else(person, holders):
            raise CannotTake("Patient.identifier", "is that of a patient known here under another name and birth date")
        return holders[0]
    contacts = [point.value for point in details.contact_points if not point.note]
    found = [one.patient_id for one in candidates(person, compared=_NEAREST) if proves(one.score, one.evidence)]
    found = [patient_id for patient_id in found if not may_be_claimed(patient_id, contacts)]
    if len(set(persons_of(found).values())) > 1:
        raise CannotTake("Patient", f"could be any of {len(found)} patients of the same name and birth date known here")
    return found[0] if found else None


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


def _holders(details: PatientDetails) -> list[UUID]:
    """Who has one of these identifiers, the oldest record first."""
    wanted = {(number.system, number.value) for number in details.identifiers}
    if not wanted:
        return []
    rows = Identifier.objects.filter(value__in=[value for _, value in wanted]).order_by("patient__created_at", "id")
    return list({row.patient_id: None for row in rows if row.patient_id and (row.system, row.value) in wanted})


def _is_somebody_else(person: Person, holders: list[UUID]) -> bool:
    """Whether so much else differs that the number was given twice, or is a whole family's."""
    likeliest = judge(person, read(holders))[0]
    rest = tuple(one for one in likeliest.evidence if one.field != NUMBER)
    # A record number of ours is nobody else's, but matching leaves it out: see `person_of`.
    number = next((one for one in likeliest.evidence if one in _ONE_NUMBER), _ONE_NUMBER[0])
    return score((*rest, number), likeliest.model) < DOUBTFUL_FROM


def _as_compared(details: PatientDetails) -> Person:
    return person_of(
        [(" ".join(name.given), name.family, name.text) for name in details.names],
        birth_of(details.birth_date, details.birth_partial),
        details.sex,
        [(home.line, home.city, home.postal_code, home.state) for home in details.addresses],
        [
            (point.system, point.value, False)
            for point in details.contact_points
            if not point.note and not point.do_not_use
        ],
        [(number.system, number.value, number.type) for number in details.identifiers],
    )
