"""Whom a freed time suits, and in which order it is offered. Values in, values out; the simulation runs this same code.

Everything that counts is counted in one unit, days of waiting: clinical urgency is worth a head start, a wish that this
very time answers is worth a day, one's own clinician three. So each place can be explained by adding up, nobody starves
(whoever has waited longer by more than all head starts together goes first, whatever else), and it is plain that nothing
about language, age or who pays can enter: they are not among the values.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import IntEnum, StrEnum
from functools import cached_property
from uuid import UUID
from zoneinfo import ZoneInfo

DAY = timedelta(days=1)
EARLIER_BY = DAY  # what somebody who is booked already has to gain, to be asked at all
UNANSWERED = 3  # offers in a row without an answer, after which a person is asked whether they still wait
FIT_DAYS, MOST_FIT_DAYS, OWN_CLINICIAN_DAYS = 1, 3, 3
NARROW_DAYS, NARROW_HOURS = 3, 5  # wishes at least this narrow count as asked for …
DAY_BEGINS, DAY_ENDS = time(8), time(18)  # … an open end reaching to these


class Urgency(IntEnum):
    """Set by staff only."""

    ROUTINE = 0
    SOON = 1
    URGENT = 2


HEAD_START = {Urgency.ROUTINE: timedelta(0), Urgency.SOON: timedelta(days=14), Urgency.URGENT: timedelta(days=60)}
# By how much anybody can be ahead of somebody who has waited longer.
MOST_AHEAD = HEAD_START[Urgency.URGENT] + (MOST_FIT_DAYS + OWN_CLINICIAN_DAYS) * DAY


class Why(StrEnum):
    """What a place is made of."""

    URGENCY = "urgency"
    WAITED = "waited"
    DAYS = "days"
    HOURS = "hours"
    CLINICIAN = "clinician"
    SITE = "site"
    MODE = "mode"
    OWN_CLINICIAN = "own_clinician"


class Misfit(StrEnum):
    """Why somebody is not asked about a time."""

    WEEKDAY = "weekday"
    HOURS = "hours"
    CLINICIAN = "clinician"
    SITE = "site"
    MODE = "mode"
    DATES = "dates"
    NOTICE = "notice"
    NOT_EARLIER = "not_earlier"
    CANNOT_LEAVE = "cannot_leave"


@dataclass(frozen=True, slots=True)
class Wishes:
    """What suits somebody. Empty means any. Hours are on the clock of the site; `until` is the last day."""

    weekdays: frozenset[int] = frozenset()  # 1 = Monday
    starts: time | None = None
    ends: time | None = None
    clinicians: frozenset[UUID] = frozenset()
    sites: frozenset[UUID] = frozenset()
    modes: frozenset[str] = frozenset()
    first: date | None = None
    until: date | None = None
    notice: timedelta = timedelta(hours=2)


@dataclass(frozen=True)
class Slot:
    """A time that could be offered."""

    clinician_id: UUID
    site_id: UUID
    zone: str
    starts_at: datetime
    ends_at: datetime
    modes: Sequence[str]

    @cached_property
    def local(self) -> datetime:
        return self.starts_at.astimezone(ZoneInfo(self.zone))

    @cached_property
    def local_end(self) -> datetime:
        return self.ends_at.astimezone(ZoneInfo(self.zone))


@dataclass(frozen=True, slots=True)
class Waiting:
    """Somebody who waits. `earlier_than` is the start of the visit that they would give up for an earlier one, and
    `keeps_from` the moment from which that visit can no longer be given up online.
    """

    id: UUID
    joined_at: datetime
    urgency: Urgency = Urgency.ROUTINE
    wishes: Wishes = field(default_factory=Wishes)
    earlier_than: datetime | None = None
    keeps_from: datetime | None = None
    own_clinician: UUID | None = None


@dataclass(frozen=True, slots=True)
class Reason:
    """One thing that a place is made of, and for how many days of waiting it counts."""

    why: Why
    days: int


@dataclass(frozen=True, slots=True)
class Place:
    """Where somebody stands for a slot: `days` is what decides, `reasons` add up to it."""

    waiting: Waiting
    days: int
    reasons: tuple[Reason, ...]

    @property
    def order(self) -> tuple[int, datetime, str]:
        """What sorts first is asked first: most days, then who joined first."""
        return -self.days, self.waiting.joined_at, str(self.waiting.id)


def misfit(waiting: Waiting, slot: Slot, now: datetime) -> Misfit | None:
    """Why `slot` is nothing for them, or None where it suits."""
    wishes = waiting.wishes
    if waiting.earlier_than is not None and slot.starts_at > waiting.earlier_than - EARLIER_BY:
        return Misfit.NOT_EARLIER
    if waiting.keeps_from is not None and now >= waiting.keeps_from:
        return Misfit.CANNOT_LEAVE
    if wishes.clinicians and slot.clinician_id not in wishes.clinicians:
        return Misfit.CLINICIAN
    if wishes.sites and slot.site_id not in wishes.sites:
        return Misfit.SITE
    if wishes.modes and not wishes.modes.intersection(slot.modes):
        return Misfit.MODE
    day = slot.local.date()
    if (wishes.first and day < wishes.first) or (wishes.until and day > wishes.until):
        return Misfit.DATES
    if wishes.weekdays and day.isoweekday() not in wishes.weekdays:
        return Misfit.WEEKDAY
    if wishes.starts and slot.local.time() < wishes.starts:
        return Misfit.HOURS
    if wishes.ends and (slot.local_end.date() > day or slot.local_end.time() > wishes.ends):
        return Misfit.HOURS
    return Misfit.NOTICE if slot.starts_at - now < wishes.notice else None


def place(waiting: Waiting, slot: Slot, now: datetime) -> Place:
    """How many days of waiting somebody counts for this slot, and what they are made of."""
    waited = max((now - waiting.joined_at).days, 0)
    reasons = [Reason(Why.URGENCY, days)] if (days := HEAD_START[waiting.urgency].days) else []
    reasons.append(Reason(Why.WAITED, waited))
    reasons += [Reason(why, FIT_DAYS) for why in _answered(waiting.wishes, slot)][: MOST_FIT_DAYS // FIT_DAYS]
    if waiting.own_clinician == slot.clinician_id:
        reasons.append(Reason(Why.OWN_CLINICIAN, OWN_CLINICIAN_DAYS))
    return Place(waiting, sum(reason.days for reason in reasons), tuple(reasons))


def rank(everybody: Iterable[Waiting], slot: Slot, now: datetime) -> list[Place]:
    """Those whom `slot` suits, in the order in which they are asked. The same for the same values, however they come."""
    suited = [place(each, slot, now) for each in everybody if misfit(each, slot, now) is None]
    return sorted(suited, key=lambda place: place.order)


def standing(urgency: Urgency, joined_at: datetime) -> datetime:
    """The moment since which somebody counts as waiting, whatever the time offered: earlier goes first."""
    return joined_at - HEAD_START[urgency]


def mode_for(wishes: Wishes, modes: Sequence[str]) -> str:
    """The way to meet: the first that the time allows and they want."""
    return next((mode for mode in modes if not wishes.modes or mode in wishes.modes), modes[0])


def _answered(wishes: Wishes, slot: Slot) -> list[Why]:
    """The narrow wishes that this time answers: those who can seldom be offered anything."""
    begins, ends = wishes.starts or DAY_BEGINS, wishes.ends or DAY_ENDS
    asked = {
        Why.CLINICIAN: bool(wishes.clinicians),
        Why.DAYS: 0 < len(wishes.weekdays) <= NARROW_DAYS,
        Why.HOURS: (wishes.starts or wishes.ends) is not None and ends.hour - begins.hour <= NARROW_HOURS,
        Why.SITE: bool(wishes.sites),
        Why.MODE: bool(wishes.modes) and bool(set(slot.modes) - wishes.modes),
    }
    return [why for why, narrow in asked.items() if narrow]
