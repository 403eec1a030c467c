"""The ledger's entries for made-up visits, as booking would have written them (booking.happenings)."""

import json
from collections.abc import Iterator
from datetime import timedelta
from functools import cache
from typing import Any

from heartline.people.demo import Clinic
from heartline.scheduling.catalogue.models import Service
from heartline.scheduling.demo.fates import Fates
from heartline.scheduling.demo.visit import Visit, Who


class Telling:
    """Turns visits into rows of the ledger."""

    def __init__(self, clinic: Clinic, services: dict[str, Service], clinicians: list[str], fates: Fates) -> None:
        self.sites, self.services, self.clinicians, self.fates = clinic.sites, services, clinicians, fates
        self._beginning = cache(self._write_beginning)

    def events(self, visit: Visit) -> Iterator[tuple[Any, ...]]:
        """Booked, and whatever came after."""
        first = visit.moved_from or visit.start
        yield self._row(visit.booked_at, "appointment.booked", visit, visit.booked_by, self._facts(visit, first, 0))
        if visit.moved_at and visit.moved_from:
            was = self._facts(visit, visit.moved_from, 0)
            data = f'{self._facts(visit, visit.start, 1)[:-1]}, "before": {was}}}'
            yield self._row(visit.moved_at, "appointment.rescheduled", visit, self.fates.someone(visit), data)
        data = self._facts(visit, visit.start, visit.sequence)
        if visit.cancelled_at:
            told = f'{data[:-1]}, "reason": "{visit.cancel_reason}"}}'
            door = "desk" if visit.cancel_reason == "by_clinic" else ""
            yield self._row(visit.cancelled_at, "appointment.cancelled", visit, self.fates.someone(visit, door), told)
        if visit.seen_at and visit.mode == "in_person":
            yield self._row(visit.seen_at, "appointment.arrived", visit, self.fates.receiver(), data)
        if visit.status == "fulfilled":
            yield self._row(visit.end, "appointment.fulfilled", visit, self.fates.receiver(), data)
        if visit.status == "noshow":
            late = visit.start + timedelta(minutes=45)
            yield self._row(late, "appointment.missed", visit, self.fates.receiver(), data)

    def _row(self, at: Any, kind: str, visit: Visit, who: Who, data: str) -> tuple[Any, ...]:
        return at, kind, visit.person.id, self.sites[visit.site].pk, visit.id, *who, data

    def _facts(self, visit: Visit, start: Any, sequence: int) -> str:
        end = start + (visit.end - visit.start)
        return (
            f'{self._beginning(visit.slug, visit.clinician, visit.site)}, "starts_at": "{start.isoformat()}", '
            f'"ends_at": "{end.isoformat()}", "mode": "{visit.mode}", "sequence": {sequence}}}'
        )

    def _write_beginning(self, slug: str, clinician: int, site: int) -> str:
        place = self.sites[site]
        facts = {
            "service": slug,
            "service_name": self.services[slug].name,
            "clinician": self.clinicians[clinician],
            "site": place.name,
            "time_zone": place.time_zone,
        }
        return json.dumps(facts, ensure_ascii=False)[:-1]
