"""Everything about one patient that people owns, ready to show."""

from dataclasses import dataclass
from uuid import UUID

from heartline.kernel.clock import now
from heartline.kernel.errors import Words
from heartline.people.models import ContactPoint, Coverage, HumanName, Patient, Proxy, RelatedPerson
from heartline.people.proxies.queries import acting_for, held_by
from heartline.people.record.rules import Known, to_ask


@dataclass(frozen=True, slots=True)
class Card:
    """A patient with what surrounds them."""

    patient: Patient
    contact: ContactPoint | None  # how to reach them first
    contacts: list[ContactPoint]
    other_names: list[HumanName]
    coverages: list[Coverage]
    emergency_contacts: list[RelatedPerson]
    related: list[RelatedPerson]
    proxies: list[Proxy]  # who may act for them
    acts_for: list[Proxy]  # for whom they may act
    to_ask: list[Words]


def patient(patient_id: UUID) -> Patient | None:
    """The patient, or None where there is none or the database shows it not to this request. One query."""
    return Patient.objects.filter(pk=patient_id).first()


def card(patient_id: UUID) -> Card | None:
    """A patient with what surrounds them. Ten queries, whatever there is."""
    found = (
        Patient.objects.filter(pk=patient_id)
        .prefetch_related(
            "names", "languages", "contact_points", "addresses", "coverages", "related_people", "identifiers"
        )
        .first()
    )
    if found is None:
        return None
    contacts = sorted(found.contact_points.all(), key=lambda point: (not point.preferred, point.do_not_use, point.pk))
    usable = [point for point in contacts if not point.do_not_use]
    today = now().date()
    coverages = [c for c in found.coverages.all() if c.status == "active" and (not c.ends_on or c.ends_on > today)]
    related = list(found.related_people.all())
    emergency = [person for person in related if person.emergency]
    known = Known(
        birth_date=bool(found.birth_date),
        language=bool(found.language),
        reachable=bool(usable),
        preferred=any(point.preferred for point in contacts),
        verified=any(point.verified_at for point in usable),
        emergency_contact=bool(emergency),
        coverage=bool(coverages),
    )
    return Card(
        patient=found,
        contact=next(iter(usable), None),
        contacts=contacts,
        other_names=[name for name in found.names.all() if name.text != found.name],
        coverages=coverages,
        emergency_contacts=emergency,
        related=[person for person in related if not person.emergency],
        proxies=acting_for(found.pk),
        acts_for=held_by(found.account_id) if found.account_id else [],
        to_ask=to_ask(known),
    )
