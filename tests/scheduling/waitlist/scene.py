"""A small clinic with people who wait, and the ways in which its day goes on."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from itertools import count
from typing import Any
from uuid import UUID

from heartline.kernel import actor, clock
from heartline.kernel.actor import Actor, Kind
from heartline.kernel.db.confine import as_patient, as_staff
from heartline.kernel.models import Event
from heartline.people.models import Patient, Site
from heartline.scheduling.availability.queries import free_times
from heartline.scheduling.booking import actions as booking
from heartline.scheduling.models import Appointment, FreedTime, Resource, Service, WaitlistEntry, WaitlistOffer
from heartline.scheduling.waitlist import actions, reactions, sweeping
from heartline.scheduling.waitlist.offering import offer_next
from heartline.scheduling.waitlist.rules import Urgency, Wishes
from tests import factories

MONDAY = datetime(2026, 3, 2, 15, 0, tzinfo=UTC)  # ten in the morning in New York
_key = count(1)


@dataclass
class Clinic:
    site: Site
    clinicians: list[Resource]
    service: Service
    rooms: list[Resource] = field(default_factory=list)

    def waits(
        self, *, days: int = 0, patient: Patient | None = None, urgency: Urgency = Urgency.ROUTINE,
        appointment: Appointment | None = None, **wishes: Any,
    ) -> WaitlistEntry:  # fmt: skip
        """Somebody who joined so many days ago."""
        who = patient or (appointment.patient if appointment else a_patient())
        with clock.set(clock.now() - timedelta(days=days)), actor.acting(actor.SYSTEM):
            return actions.join(who, self.service, Wishes(**wishes), appointment=appointment, urgency=urgency)

    def booked(
        self, after: timedelta, patient: Patient | None = None, clinician: Resource | None = None
    ) -> Appointment:
        """A visit at the first free time from now plus `after`."""
        start = clock.now() + after
        wanted = [clinician.pk] if clinician else None
        free = free_times(
            self.service, start=start, end=start + timedelta(days=4), clinicians=wanted, online=False, limit=1
        )[0]
        with actor.acting(actor.SYSTEM):
            return booking.book(
                patient or a_patient(), self.service, free.clinician_id, free.starts_at, mode="in_person",
                key=f"wait-{next(_key)}", online=False,
            )  # fmt: skip


def a_clinic(clinicians: int = 1, rooms: int = 0, **service: Any) -> Clinic:
    site = factories.a_site()
    resources = [factories.a_clinician() for _ in range(clinicians)]
    for resource in resources:
        factories.a_pattern(resource, site, starts=time(8), ends=time(17))
    made = [factories.a_room(site) for _ in range(rooms)]
    kind = {"room_kind": "exam"} if rooms else {}
    return Clinic(site, resources, factories.a_service(*resources, **kind | service), made)


def a_patient(**fields: Any) -> Patient:
    return factories.a_patient(account=factories.an_account(), **fields)


def cancel(visit: Appointment) -> FreedTime:
    """The visit is cancelled, and its time kept as free."""
    with actor.acting(actor.SYSTEM):
        booking.cancel(visit, "cannot_come")
    return react("appointment.cancelled")


def react(kind: str) -> FreedTime:
    """What the worker would do about the newest event of `kind`, up to what is free then."""
    event = Event.objects.filter(kind=kind).latest("id")
    known = {
        "appointment.cancelled": reactions.cancelled,
        "appointment.rescheduled": reactions.rescheduled,
        "appointment.booked": reactions.booked,
        "time.unblocked": reactions.unblocked,
        "hours.added": reactions.hours_added,
        "hours.away": reactions.hours_gone,
    }
    with actor.acting(actor.SYSTEM):
        known[kind](event)
    return FreedTime.objects.filter(event_id=event.pk).first()  # type: ignore[return-value]


def next_offer(freed: FreedTime) -> WaitlistOffer | None:
    with actor.acting(actor.SYSTEM):
        sweeping.expire_overdue(freed.clinician_id)
        return offer_next(freed)


@contextmanager
def as_themselves(patient: Patient) -> Iterator[None]:
    """As the portal does it: one transaction, under the patient's role, as the patient."""
    assert patient.account
    who = Actor(Kind.PATIENT, patient.name, patient.account.pk, door="portal")
    with as_patient(patient.account.pk), actor.acting(who):
        yield


@contextmanager
def at_the_desk() -> Iterator[None]:
    with as_staff(), actor.acting(Actor(Kind.STAFF, "Front desk", role="front_desk", door="desk")):
        yield


def states(entry_id: UUID | None = None) -> list[str]:
    found = WaitlistOffer.objects.order_by("sent_at")
    return list((found.filter(entry=entry_id) if entry_id else found).values_list("state", flat=True))
