"""Everything about one patient that people owns, ready to show."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from heartline.kernel.clock import now
from heartline.kernel.errors import Words
from heartline.people.contacts.queries import together
from heartline.people.linking.queries import links_among, of_person
from heartline.people.models import (
    Address,
    ContactPoint,
    Coverage,
    HumanName,
    Identifier,
    Link,
    Patient,
    PatientLanguage,
    Proxy,
    RelatedPerson,
)
from heartline.people.proxies.queries import acting_for, held_by
from heartline.people.record.rules import Known, to_ask


@dataclass(frozen=True, slots=True)
class Card:
    """A patient with what surrounds them, from all their records. Each thing knows its record: `patient_id`."""

    patient: Patient
    records: list[Patient]  # of this one person, the asked one first
    contact: ContactPoint | None  # how to reach them first
    contacts: list[ContactPoint]
    other_names: list[HumanName]
    languages: list[PatientLanguage]
    addresses: list[Address]
    identifiers: list[Identifier]
    coverages: list[Coverage]
    emergency_contacts: list[RelatedPerson]
    related: list[RelatedPerson]
    proxies: list[Proxy]  # who may act for them
    acts_for: list[Proxy]  # for whom they may act
    to_ask: list[Words]

    @property
    def others(self) -> list[Patient]:
        """The other records of this person."""
        return self.records[1:]

    @property
    def topics(self) -> list[str]:
        """What a page that shows them listens to: kernel/live.py."""
        return [f"patient:{record.pk}" for record in self.records]

    @property
    def account_id(self) -> UUID | None:
        """A login that reaches this person, by whichever record."""
        return next((record.account_id for record in self.records if record.account_id), None)

    def source(self, patient_id: UUID) -> str:
        """The record number of the record on which something stands, where there are several; else nothing."""
        if len(self.records) == 1:
            return ""
        return next((record.mrn for record in self.records if record.pk == patient_id), "")


def patient(patient_id: UUID) -> Patient | None:
    """The patient, or None where there is none or the database shows it not to this request. One query."""
    return Patient.objects.filter(pk=patient_id).first()


def card(patient_id: UUID) -> Card | None:
    """A patient with what surrounds them, on whichever of their records. Ten queries, whatever there is."""
    records = list(
        of_person(patient_id)
        .prefetch_related(
            "names", "languages", "contact_points", "addresses", "coverages", "related_people", "identifiers"
        )
        .order_by("created_at", "id")
    )
    records.sort(key=lambda record: record.pk != patient_id)
    found = next(iter(records), None)
    if found is None:
        return None
    contacts = together([point for record in records for point in record.contact_points.all()], patient_id)
    usable = [point for point in contacts if not point.do_not_use]
    today = now().date()
    coverages = [
        cover
        for cover in _once(records, "coverages", "payer", "plan", "member_id")
        if cover.status == "active" and (not cover.ends_on or cover.ends_on > today)
    ]
    related = _once(records, "related_people", "name", "relationship", "phone")
    emergency = [person for person in related if person.emergency]
    account_ids = [record.account_id for record in records if record.account_id]
    known = Known(
        birth_date=any(record.birth_date for record in records),
        language=any(record.language for record in records),
        reachable=bool(usable),
        preferred=any(point.preferred for point in contacts),
        verified=any(point.verified_at for point in usable),
        emergency_contact=bool(emergency),
        coverage=bool(coverages),
    )
    return Card(
        patient=found,
        records=records,
        contact=next(iter(usable), None),
        contacts=contacts,
        other_names=[name for name in _once(records, "names", "text") if name.text != found.name],
        languages=_once(records, "languages", "language"),
        addresses=_once(records, "addresses", "line", "city", "state", "postal_code"),
        identifiers=_once(records, "identifiers", "system", "value"),
        coverages=coverages,
        emergency_contacts=emergency,
        related=[person for person in related if not person.emergency],
        proxies=acting_for(found.pk),
        acts_for=held_by(*account_ids),
        to_ask=to_ask(known),
    )


def ties(card: Card) -> list[tuple[Patient, Link | None]]:
    """For staff: every record of the person with a link that ties it to the others; for the asked one, none.

    One query where there are several records, else none.
    """
    first = card.patient.pk
    links = links_among([record.pk for record in card.records]) if card.others else []
    links.sort(key=lambda link: first not in (link.a_id, link.b_id))
    tie = {
        other.pk: next((link for link in links if other.pk in (link.a_id, link.b_id)), None) for other in card.others
    }
    return [(record, tie.get(record.pk)) for record in card.records]


def _once(records: Sequence[Patient], things: str, *fields: str) -> list[Any]:
    """The things of all records; one that several records have just so is there once, from the first of them."""
    found: dict[tuple[Any, ...], Any] = {}
    for record in records:
        for thing in getattr(record, things).all():
            found.setdefault(tuple(getattr(thing, field) for field in fields), thing)
    return list(found.values())
