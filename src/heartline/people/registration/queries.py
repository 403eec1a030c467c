"""Who may already be known, before somebody is registered a second time."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from heartline.kernel.errors import Words
from heartline.people.matching.explain import agreeing, differing
from heartline.people.matching.queries import COMPARED, candidates, one_a_person
from heartline.people.matching.records import of_details
from heartline.people.models import ContactPoint, Patient
from heartline.people.registration.person import PersonDetails
from heartline.people.sensitive.closed import is_closed


@dataclass(frozen=True, slots=True)
class Alike:
    """Somebody known who may be the same; what agrees and what differs, each as label and words. Of a closed record: neither."""

    id: UUID
    name: str
    birth_date: date | None
    mrn: str
    phone: str
    probability: float
    agrees: list[tuple[Words, Words]]
    differs: list[tuple[Words, Words]]


def likely_same(details: PersonDetails, limit: int = 5) -> list[Alike]:
    """Patients who may be this person, the likeliest first, one record a person. Seven queries."""
    found = one_a_person(candidates(of_details(details), COMPARED))[:limit]
    ids = [one.patient_id for one in found]
    patients = Patient.objects.prefetch_related("identifiers", "contact_points").in_bulk(ids)
    return [
        Alike(
            one.patient_id,
            (patient := patients[one.patient_id]).name,
            patient.birth_date,
            patient.mrn,
            _phone(patient),
            one.probability,
            [] if is_closed(one.patient_id) else agreeing(one.evidence),
            [] if is_closed(one.patient_id) else differing(one.evidence),
        )
        for one in found
    ]


def _phone(patient: Patient) -> str:
    points = [p for p in patient.contact_points.all() if p.system != ContactPoint.System.EMAIL and not p.do_not_use]
    return next((point.value for point in sorted(points, key=lambda point: (not point.preferred, point.pk))), "")
