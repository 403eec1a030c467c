"""Finding all the visits of a plan in one step."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from heartline.kernel import clock
from heartline.people.models import Patient
from heartline.scheduling.availability.queries import offered_each, starts
from heartline.scheduling.availability.rules import Filters, FreeTime, Wanted
from heartline.scheduling.booking.belonging import gap_of
from heartline.scheduling.booking.models import Appointment
from heartline.scheduling.booking.queries import STANDING, visits
from heartline.scheduling.catalogue.models import Mode, Service
from heartline.scheduling.picking.rules import Choice
from heartline.scheduling.plans import rules
from heartline.scheduling.plans.models import Plan, PlanStep

# How far beyond the least time that a plan takes it is looked, and then further.
REACHES = (timedelta(days=4), timedelta(days=15), timedelta(days=50), timedelta(days=180))
MOST = 6


@dataclass(frozen=True, slots=True)
class Combination:
    """One way to have all the visits."""

    steps: list[tuple[PlanStep, FreeTime]]

    @property
    def trips(self) -> int:
        return rules.trips(rules.placed(time) for _step, time in self.steps)

    @property
    def value(self) -> str:
        """As the form names it."""
        return ",".join(str(Choice(time.clinician_id, time.starts_at)) for _step, time in self.steps)


def choices_of(value: str) -> list[Choice] | None:
    """What Combination.value wrote; None for anything else."""
    found = [Choice.parse(part) for part in value[:2000].split(",")]
    return [each for each in found if each] if all(found) else None


def open_plans(*, online: bool) -> list[Plan]:
    """Plans that may be booked, with steps and services. Three queries."""
    found = Plan.objects.filter(active=True, steps__isnull=False).distinct().prefetch_related("steps__service")
    return list(found.exclude(online=Service.Online.NOBODY) if online else found)


def with_steps(slug: str) -> Plan | None:
    """An active plan with its steps and their services. Three queries."""
    return Plan.objects.filter(slug=slug, active=True).prefetch_related("steps__service").first()


def mode_of(service: Service) -> str:
    """How a step is met: in person where it can be."""
    return Mode.IN_PERSON.value if Mode.IN_PERSON in service.modes else service.modes[0]


def find(
    plan: Plan,
    *,
    patient: Patient | None = None,
    site_id: UUID | None = None,
    start: datetime | None = None,
    holder: str = "",
    online: bool = True,
    most: int = MOST,
) -> list[Combination]:
    """The best ways to have all visits of `plan` from `start` (default: now), the earliest to finish first.

    It looks at a few days first and further only while there is nothing: what ends within the days looked at cannot be
    beaten by what lies beyond. At most four rounds of one query a step.
    """
    steps = list(plan.steps.all())
    filters = Filters(site_id=site_id, holder=holder, online=online, patient_id=patient.pk if patient else None)
    begin = max(start, clock.now()) if start else clock.now()
    return _rounds(steps, begin, filters, {}, most)


def read(
    plan: Plan, choices: Sequence[Choice], *, patient: Patient | None, holder: str = "", online: bool = True
) -> Combination | None:
    """The visits that were chosen, if all are free and keep the plan's rules; else None. One query."""
    steps = list(plan.steps.all())
    wanted = [
        Wanted(n, step.service_id, choice.clinician_id, choice.starts_at, None, mode_of(step.service),
               patient.pk if patient else None)
        for n, (step, choice) in enumerate(zip(steps, choices, strict=True))
    ]  # fmt: skip
    times = offered_each(wanted, holder=holder, online=online)
    if len(times) < len(steps):
        return None
    chosen = [times[n] for n in range(len(steps))]
    if not rules.keeps([gap_of(step) for step in steps], [rules.placed(time) for time in chosen]):
        return None
    return Combination(list(zip(steps, chosen, strict=True)))


def find_around(visit: Appointment, choice: Choice, *, holder: str = "", online: bool = True) -> list[Combination]:
    """Ways to move a plan's visits together, `visit` to just `choice`, the others to what is nearest after the rules.

    Visits of the plan that are over stay as they are and are looked at as they were.
    """
    standing = of_plan(visit)
    if visit.plan_booking is None:
        return []
    moving = [each.pk for each in standing]
    filters = Filters(holder=holder, online=online, moving=moving, patient_id=visit.patient_id)
    asked = Wanted(0, visit.service_id, choice.clinician_id, choice.starts_at, None, visit.mode, visit.patient_id)
    exact = offered_each([asked], moving=moving, holder=holder, online=online).get(0)
    if exact is None:
        return []
    places = [each.plan_place for each in standing]
    steps = [step for step in visit.plan_booking.plan.steps.select_related("service") if step.place in places]
    number = next((n for n, step in enumerate(steps) if step.place == visit.plan_place), None)
    if number is None:
        return []
    before = sum((_least(step) for step in steps[1 : number + 1]), timedelta(0)) + timedelta(days=30)
    begin = max(clock.now(), choice.starts_at - before)
    return _rounds(steps, begin, filters, {number: exact}, MOST)


def of_plan(visit: Appointment) -> list[Appointment]:
    """The standing visits of this one's plan that have not begun, in the plan's order. One query."""
    if visit.plan_booking_id is None:
        return []
    found = visits().filter(plan_booking_id=visit.plan_booking_id, status__in=STANDING)
    return list(found.filter(period__startswith__gt=clock.now()).order_by("plan_place"))


def _rounds(
    steps: Sequence[PlanStep], begin: datetime, filters: Filters, given: dict[int, FreeTime], most: int
) -> list[Combination]:
    if not steps:
        return []
    gaps = [gap_of(step) for step in steps]
    least = sum((_least(step) for step in steps[1:]), timedelta(0))
    horizon = clock.now() + min(max(step.service.horizon, step.service.lead_time) for step in steps)
    found: list[list[FreeTime]] = []
    for reach in REACHES:
        end = begin + least + reach
        choices = [
            [given[n]] if n in given else _times(step, begin, end, filters, _whose(gaps, n))
            for n, step in enumerate(steps)
        ]
        found = rules.combine(gaps, choices, most) if all(choices) else []
        if len(found) >= most or (found and reach >= REACHES[1]) or end >= max(horizon, begin + least + REACHES[0]):
            break
    return [Combination(list(zip(steps, times, strict=True))) for times in found]


def _times(step: PlanStep, start: datetime, end: datetime, filters: Filters, each_clinician: bool) -> list[FreeTime]:
    asked = replace(filters, mode=mode_of(step.service))
    return starts(step.service, start, end, asked, each_clinician=each_clinician)


def _whose(gaps: Collection[rules.Gap], number: int) -> bool:
    """Whether it matters with whom this step is: it, or the next, asks for the same clinician."""
    return any(gap.same_clinician for gap in list(gaps)[number : number + 2])


def _least(step: PlanStep) -> timedelta:
    return timedelta(days=step.least) if step.unit == rules.DAYS else timedelta(hours=step.least)
