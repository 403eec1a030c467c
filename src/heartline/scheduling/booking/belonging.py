"""Visits of one plan keep its rules when one of them moves."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from itertools import pairwise
from uuid import UUID

from heartline.scheduling.availability.rules import FreeTime
from heartline.scheduling.booking.models import Appointment
from heartline.scheduling.booking.queries import STANDING
from heartline.scheduling.plans.models import PlanStep
from heartline.scheduling.plans.rules import Gap, Placed, allowed, placed


def broken(moving: Collection[Appointment], places: Mapping[UUID, FreeTime]) -> set[UUID]:
    """Which of `moving`, once at `places`, would break the rules of their plan. No query where none is in one, else two."""
    bookings = {visit.plan_booking_id for visit in moving if visit.plan_booking_id}
    if not bookings:
        return set()
    steps: dict[tuple[UUID, int], PlanStep] = {}
    for step in PlanStep.objects.filter(plan__bookings__in=bookings).distinct():
        steps[step.plan_id, step.place] = step
    standing = Appointment.objects.filter(plan_booking__in=bookings, status__in=[*STANDING, "fulfilled"])
    rows: dict[UUID, list[Appointment]] = defaultdict(list)
    for visit in standing.select_related("site", "plan_booking").order_by("plan_place"):
        if visit.plan_booking_id:
            rows[visit.plan_booking_id].append(visit)
    wrong: set[UUID] = set()
    for visits in rows.values():
        for before, after in pairwise(visits):
            plan_id = after.plan_booking.plan_id if after.plan_booking else UUID(int=0)
            gap = gap_of(steps.get((plan_id, after.plan_place or 0)))
            next_to = (after.plan_place or 0) - (before.plan_place or 0) == 1
            if next_to and not allowed(gap, _at(before, places), _at(after, places)):
                wrong |= {before.pk, after.pk} & set(places)
    return wrong


def gap_of(step: PlanStep | None) -> Gap:
    """What a step asks of the one before it."""
    if step is None:
        return Gap(same_site=False)
    return Gap(step.unit, step.least, step.most, step.same_site, step.same_clinician)


def _at(visit: Appointment, places: Mapping[UUID, FreeTime]) -> Placed:
    return placed(places[visit.pk]) if visit.pk in places else as_placed(visit)


def as_placed(visit: Appointment) -> Placed:
    """A booked visit as the rules look at it. It comes with its site."""
    return Placed(
        visit.clinician_id or UUID(int=0), visit.site_id, visit.period.lower, visit.period.upper, visit.site.time_zone
    )
