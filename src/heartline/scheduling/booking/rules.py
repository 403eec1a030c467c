"""Which visits may be booked by whom, and what may become of them. Values in, values out."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from heartline.kernel.actor import Kind
from heartline.kernel.errors import Words
from heartline.people.proxies.rules import may_act
from heartline.scheduling.catalogue.rules import age_on


class Step(StrEnum):
    """What can be done to a visit."""

    RESCHEDULE = "reschedule"
    CANCEL = "cancel"
    ARRIVE = "arrive"
    COMPLETE = "complete"
    MISS = "miss"


IN_PERSON = "in_person"  # of the ways to meet, the only one to which somebody comes
BOOKED, ARRIVED, FULFILLED, CANCELLED, NOSHOW = "booked", "arrived", "fulfilled", "cancelled", "noshow"

# (status, step) → status after it. What is not here cannot be done.
TRANSITIONS: dict[tuple[str, Step], str] = {
    (BOOKED, Step.RESCHEDULE): BOOKED,
    (BOOKED, Step.CANCEL): CANCELLED,
    (ARRIVED, Step.CANCEL): CANCELLED,  # came, and left without being seen
    (BOOKED, Step.ARRIVE): ARRIVED,
    (NOSHOW, Step.ARRIVE): ARRIVED,  # came late after all
    (ARRIVED, Step.COMPLETE): FULFILLED,
    (BOOKED, Step.COMPLETE): FULFILLED,  # a call or video visit has no arrival
    (BOOKED, Step.MISS): NOSHOW,
}

_WHY_NOT: dict[str, tuple[Words, Words]] = {
    BOOKED: (_("This visit is still to come."), ""),
    CANCELLED: (_("This visit is already cancelled."), _("You do not need to do anything. You can book a new visit.")),
    FULFILLED: (_("This visit has already taken place."), _("You can book a new visit.")),
    ARRIVED: (_("You have already arrived for this visit."), _("Please speak with the front desk.")),
    NOSHOW: (_("The time of this visit has passed."), _("You can book a new visit.")),
}


NO_ARRIVAL: tuple[Words, Words] = (
    _("Nobody arrives for a phone or video visit."),
    _("Mark it as completed or missed once it is over."),
)


def has_arrival(mode: str) -> bool:
    """Whether a visit of this mode begins with somebody coming."""
    return mode == IN_PERSON


def after(status: str, step: Step, mode: str) -> str | None:
    """The status that `step` leads to from `status`, or None where it may not be done.

    A call has no arrival; one that was missed may come about later all the same.
    """
    if not has_arrival(mode):
        if step is Step.ARRIVE:
            return None
        if (status, step) == (NOSHOW, Step.COMPLETE):
            return FULFILLED
    return TRANSITIONS.get((status, step))


def too_early(step: Step, starts_at: datetime, now: datetime) -> bool:
    """Whether `step` speaks of something that cannot have happened yet. Both moments in the site's own zone.

    Somebody may arrive, and be seen, on the day of the visit; only a time that has come can be missed.
    """
    if step in (Step.ARRIVE, Step.COMPLETE):
        return now.date() < starts_at.date()
    return step is Step.MISS and now < starts_at


def why_not(status: str) -> tuple[Words, Words]:
    """For a visit in `status` that cannot be changed: what is the matter, and what to do instead."""
    return _WHY_NOT[status]


@dataclass(frozen=True, slots=True)
class Who:
    """What decides whether a patient may have a service."""

    birth_date: date | None
    returning: bool  # has been seen here before
    deceased: bool = False


@dataclass(frozen=True, slots=True)
class Terms:
    """What a service asks of those who book it."""

    online: str  # Service.Online
    min_age: int | None = None
    max_age: int | None = None
    active: bool = True


def ineligible(terms: Terms, who: Who, day: date, *, online: bool) -> Words | None:
    """Why this patient cannot book the service for `day` (local date of the visit), or None if they can."""
    if not terms.active:
        return _("This service is not offered any more.")
    if who.deceased:
        return _("This record is closed.")
    if who.birth_date is not None:
        age = age_on(who.birth_date, day)
        if terms.min_age is not None and age < terms.min_age:
            return _("This visit is for older patients.")
        if terms.max_age is not None and age > terms.max_age:
            return _("This visit is for younger patients.")
    if not online:
        return None
    if terms.online == "nobody":
        return _("This visit cannot be booked online.")
    if terms.online == "returning" and not who.returning:
        return _("Only patients who have been here before can book this visit online.")
    return None


def too_late_to_change(starts_at: datetime, now: datetime, notice: timedelta) -> Words | None:
    """Why a patient cannot move or cancel this visit without calling, or None if they can."""
    if starts_at <= now:
        return _("The time of this visit has passed.")
    if starts_at - now < notice:
        return _("It is too close to the visit to change it online.")
    return None


def may_arrange(kind: Kind, *, own: bool, scope: str) -> bool:
    """Whether an actor may book, move or cancel for a patient. `scope` is that of their proxy in force, or empty."""
    if kind in (Kind.STAFF, Kind.SYSTEM):
        return True
    return own or (scope != "" and may_act(scope, "visits"))
