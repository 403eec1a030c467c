"""Finding the times of a series in one step, and which of its visits go along."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from heartline.kernel import clock
from heartline.people.models import Patient
from heartline.scheduling.availability.queries import around_each, offered_each
from heartline.scheduling.availability.rules import FreeTime, Wanted
from heartline.scheduling.booking.models import Appointment
from heartline.scheduling.booking.queries import visits
from heartline.scheduling.catalogue.models import Service
from heartline.scheduling.picking.rules import Choice
from heartline.scheduling.series import rules

REACH = timedelta(days=3)  # how far from a taken time others are looked for
CHOICES = 4


@dataclass(slots=True)
class Occurrence:
    """One visit of a series: when it ought to be, and when it could be. `visit` is the one to be moved, if any."""

    number: int
    wanted_at: datetime
    zone: str
    time: FreeTime | None
    alternatives: list[FreeTime] = field(default_factory=list)
    visit: Appointment | None = None

    @property
    def exact(self) -> bool:
        return self.time is not None and self.time.starts_at == self.wanted_at and not self.alternatives

    @property
    def choices(self) -> list[tuple[str, FreeTime]]:
        """What there is to choose from, as the form names it."""
        times = self.alternatives or ([self.time] if self.time else [])
        return [(str(Choice(time.clinician_id, time.starts_at)), time) for time in times]


def find(
    service: Service,
    choice: Choice,
    *,
    every_weeks: int,
    count: int,
    patient: Patient | None = None,
    mode: str | None = None,
    holder: str = "",
    online: bool = True,
) -> list[Occurrence]:
    """The visits of a series that begins with `choice`. Three queries; empty when the first is not to be had.

    Each at the same time with the same clinician where that is free, else with what is nearest to it.
    """
    first = offered_each(
        [Wanted(0, service.pk, choice.clinician_id, choice.starts_at, None, mode, patient.pk if patient else None)],
        holder=holder,
        online=online,
    ).get(0)
    if first is None:
        return []
    moments = rules.occurrences(choice.starts_at, first.time_zone, every_weeks, count)
    wanted = [
        Wanted(n, service.pk, choice.clinician_id, at, first.site_id, mode, patient.pk if patient else None)
        for n, at in enumerate(moments)
    ]
    return _occurrences(wanted, first.time_zone, holder=holder, online=online)


def find_moves(
    visit: Appointment, others: Sequence[Appointment], choice: Choice, *, holder: str = "", online: bool = True
) -> list[Occurrence]:
    """Where `visit` (to `choice`) and `others` of its series (by as many days, at that time) could go. Two queries."""
    zone = visit.site.time_zone
    moving = {each.pk: each for each in [visit, *others]}
    wanted = [
        Wanted(
            n, each.service_id, choice.clinician_id,
            rules.shifted(each.period.lower, visit.period.lower, choice.starts_at, zone), None, each.mode,
            each.patient_id,
        )
        for n, each in enumerate(moving.values())
    ]  # fmt: skip
    found = _occurrences(wanted, zone, holder=holder, online=online, moving=list(moving))
    for occurrence, each in zip(found, moving.values(), strict=True):
        occurrence.visit = each
    return sorted(found, key=lambda occurrence: occurrence.wanted_at)


def _occurrences(
    wanted: Sequence[Wanted[int]], zone: str, *, holder: str, online: bool, moving: object = None
) -> list[Occurrence]:
    asked = {"holder": holder, "online": online, "moving": moving}
    exact = offered_each(wanted, **asked)  # type: ignore[arg-type]
    near = around_each([each for each in wanted if each.key not in exact], REACH, **asked)  # type: ignore[arg-type]
    found: list[Occurrence] = []
    for n, each in enumerate(wanted):
        if time := exact.get(each.key):
            found.append(Occurrence(n, each.starts_at, zone, time))
            continue
        others = rules.closest(near.get(each.key, []), each.starts_at, each.clinician_id, CHOICES)
        found.append(Occurrence(n, each.starts_at, zone, next(iter(others), None), others))
    return found


def movable(visit: Appointment, which: str) -> list[Appointment]:
    """The other visits that move or go with this one: "following", "all", or (any other word) none. One query.

    Only what is booked and has not begun: what is over stays as it was.
    """
    if visit.series_id is None or which not in ("following", "all"):
        return []
    found = visits().filter(
        series_id=visit.series_id, status=Appointment.Status.BOOKED, period__startswith__gt=clock.now()
    )
    if which == "following":
        found = found.filter(period__startswith__gt=visit.period.lower)
    return list(found.exclude(pk=visit.pk).order_by("period"))
