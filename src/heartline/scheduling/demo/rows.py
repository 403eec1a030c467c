"""Visits and meetings as rows of appointments and reservations."""

from collections.abc import Iterable, Iterator
from datetime import timedelta
from random import Random
from typing import Any
from uuid import UUID

from heartline.kernel.db.bulk import copy, span
from heartline.people.demo.draw import new_id
from heartline.people.models import Site
from heartline.scheduling.booking.models import Appointment, Reservation
from heartline.scheduling.catalogue.models import Service
from heartline.scheduling.demo.filling import Meeting
from heartline.scheduling.demo.visit import Visit

APPOINTMENT = ["id", "patient", "service", "clinician", "room", "site", "period", "mode", "status", "reason", "cancel_reason",
               "cancel_note", "sequence", "booked_door", "booked_by", "booked_at", "changed_at"]  # fmt: skip
RESERVATION = ["id", "resource", "period", "service", "appointment_id", "holder", "note", "created_at"]


class Rows:
    """`clinicians` are the resources' ids in the order of the visits' numbers."""

    def __init__(self, rng: Random, services: dict[str, Service], clinicians: list[UUID], sites: list[Site]) -> None:
        self.rng, self.services, self.clinicians, self.sites = rng, services, clinicians, sites

    def appointments(self, visits: Iterable[Visit]) -> int:
        return copy(Appointment, APPOINTMENT, map(self._appointment, visits))

    def reservations(self, visits: Iterable[Visit], meetings: Iterable[Meeting]) -> int:
        """Time taken by visits that were not cancelled, and by meetings."""
        return copy(Reservation, RESERVATION, self._reservations(visits, meetings))

    def _appointment(self, visit: Visit) -> tuple[Any, ...]:
        changed = max(at for at in (visit.booked_at, visit.moved_at, visit.cancelled_at, visit.seen_at) if at)
        if visit.status == "fulfilled":
            changed = visit.end
        _kind, _account, label, _role, door = visit.booked_by
        return (visit.id, visit.person.id, self.services[visit.slug].pk, self.clinicians[visit.clinician], visit.room,
                self.sites[visit.site].pk, span(visit.start, visit.end), visit.mode, visit.status, visit.reason,
                visit.cancel_reason, "", visit.sequence, door, label, visit.booked_at, changed)  # fmt: skip

    def _reservations(self, visits: Iterable[Visit], meetings: Iterable[Meeting]) -> Iterator[tuple[Any, ...]]:
        for visit in visits:
            if not visit.takes_time:
                continue
            service = self.services[visit.slug]
            period = span(visit.start - service.buffer_before, visit.end + service.buffer_after)
            for resource in filter(None, (self.clinicians[visit.clinician], visit.room)):
                yield (
                    new_id(self.rng),
                    resource,
                    period,
                    service.pk,
                    visit.id,
                    "",
                    "",
                    visit.moved_at or visit.booked_at,
                )
        for meeting in meetings:
            made = meeting.start - timedelta(days=20)
            yield (
                new_id(self.rng),
                meeting.resource_id,
                span(meeting.start, meeting.end),
                None,
                None,
                "",
                "Team meeting",
                made,
            )
