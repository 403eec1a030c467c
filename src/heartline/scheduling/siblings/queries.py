"""Which visits belong together, and as what."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q

from heartline.scheduling.booking.models import Appointment
from heartline.scheduling.booking.queries import STANDING, visits

SERIES, PLAN = "series", "plan"


@dataclass(frozen=True, slots=True)
class Family:
    """The visits that one belongs to, itself among them, in order; cancelled ones are in it."""

    kind: str
    visit: Appointment
    visits: list[Appointment]

    @property
    def standing(self) -> list[Appointment]:
        """What is still booked, or going on."""
        return [each for each in self.visits if each.status in STANDING]

    @property
    def others(self) -> list[Appointment]:
        return [each for each in self.standing if each.pk != self.visit.pk]

    @property
    def kept(self) -> list[Appointment]:
        """All but the cancelled: what "2 of 8" counts."""
        return [each for each in self.visits if each.status != Appointment.Status.CANCELLED]

    @property
    def number(self) -> int:
        """Which of them this one is, from 1; 0 for a cancelled one."""
        return next((n for n, each in enumerate(self.kept, 1) if each.pk == self.visit.pk), 0)

    @property
    def name(self) -> dict[str, str]:
        """The plan's, in several languages; empty for a series."""
        booking = self.visit.plan_booking
        return dict(booking.plan.name) if self.kind == PLAN and booking else {}


def families(found: Iterable[Appointment]) -> dict[UUID, Family]:
    """Visit id → its family, for those that have one. One query, none when none has."""
    found = list(found)
    series = {visit.series_id for visit in found if visit.series_id}
    plans = {visit.plan_booking_id for visit in found if visit.plan_booking_id}
    if not series and not plans:
        return {}
    members: dict[tuple[str, UUID], list[Appointment]] = defaultdict(list)
    together = (
        visits().filter(Q(series__in=series) | Q(plan_booking__in=plans)).select_related(*_WITH, "plan_booking__plan")
    )
    for each in together.order_by("period"):
        if each.series_id:
            members[SERIES, each.series_id].append(each)
        if each.plan_booking_id:
            members[PLAN, each.plan_booking_id].append(each)
    known = {}
    for visit in found:
        kind, key = (PLAN, visit.plan_booking_id) if visit.plan_booking_id else (SERIES, visit.series_id)
        if key:
            whole = members[kind, key]
            known[visit.pk] = Family(kind, next((each for each in whole if each.pk == visit.pk), visit), whole)
    return known


def family(visit: Appointment) -> Family | None:
    """This visit's. One query, none where it stands alone."""
    return families([visit]).get(visit.pk)


_WITH = ("patient", "service", "clinician__staff_member", "room__room", "site__organization")
