"""What makes another time good for a patient, in points: what is counted, how much, and the reasons in codes. Pure.

A point is a minute of trouble: the new time 40 minutes later the same day costs 40. All else is said in the same coin,
so that a manager can read the table WEIGHTS and disagree with it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from math import asin, cos, radians, sin, sqrt
from typing import Any

import numpy as np
from django.utils.translation import gettext_lazy as _

from heartline.kernel.errors import Words

Ints = np.ndarray[Any, np.dtype[np.int64]]
Flags = np.ndarray[Any, np.dtype[np.bool_]]
DAY = 24 * 60  # minutes


class Urgency(StrEnum):
    """How long this visit can wait, read from how it was booked."""

    SOON = "soon"
    NORMAL = "normal"
    ROUTINE = "routine"


LATEST = {Urgency.SOON: 3, Urgency.NORMAL: 14, Urgency.ROUTINE: 30}  # days after the old time, at the most
WAIT = {Urgency.SOON: 120, Urgency.NORMAL: 30, Urgency.ROUTINE: 10}  # points for each day of waiting
NOTICE_EARLIER = 3 * 60  # minutes from now before which nobody is asked to come earlier


def urgency(booked_at: datetime, starts_at: datetime, category: str) -> Urgency:
    """Booked within three days of the visit: it was wanted soon. Booked four weeks ahead: routine, but in therapy no wait is."""
    lead = starts_at - booked_at
    if lead <= timedelta(days=3):
        return Urgency.SOON
    return Urgency.ROUTINE if lead >= timedelta(days=28) and category != "behavioural" else Urgency.NORMAL


REACH = 40.0  # kilometres: a site farther away is not proposed for a visit in person


def within_reach(here: tuple[float, float] | None, there: tuple[float, float] | None, same_clock: bool) -> bool:
    """Whether one can go to the other site instead. Latitude and longitude in degrees; unknown: if the clocks agree."""
    if here is None or there is None:
        return same_clock
    (a, b), (c, d) = ((radians(x), radians(y)) for x, y in (here, there))
    half = sin((c - a) / 2) ** 2 + cos(a) * cos(c) * sin((d - b) / 2) ** 2
    return 2 * 6371.0 * asin(sqrt(half)) <= REACH


@dataclass(frozen=True, slots=True)
class Weight:
    points: int
    why: Words


WEIGHTS: dict[str, Weight] = {
    "minute": Weight(1, _("Each minute later or earlier in the day, on the same day.")),
    "earlier": Weight(1, _("The same again for a minute earlier: people plan for the later.")),
    "wait": Weight(WAIT[Urgency.NORMAL], _("Each day of waiting: 120 when it was booked for soon, 10 for routine.")),
    "site": Weight(180, _("Another site, when they come in person: other travel.")),
    "language": Weight(400, _("The clinician does not speak their language, and the one before did.")),
    "interpreter": Weight(150, _("Neither of the two speaks their language: the interpreter has to be booked again.")),
    "unknown": Weight(60, _("A clinician they have not been seen by.")),
    "therapy": Weight(300, _("The same in therapy, where knowing each other matters most.")),
    "gender": Weight(40, _("A man instead of a woman, or a woman instead of a man.")),
    "spread": Weight(15, _("The third, fifth and seventh visit given to one clinician on one day, each.")),
    "unplaced": Weight(1_000_000, _("Nobody found: twice for normal visits, three times for those booked for soon.")),
}
UNPLACED = {urge: WEIGHTS["unplaced"].points * n for n, urge in enumerate(reversed(Urgency), start=1)}
SPREAD_FROM = (2, 4, 6)  # visits of one clinician's day beyond which each further one costs the weight again


@dataclass(frozen=True, slots=True)
class Visit:
    """A visit that has to move. Minutes count from the epoch, in UTC; `day` and `minute` are the site's own."""

    key: int
    patient: int
    service: int
    start: int
    day: int  # date ordinal
    minute: int  # of the day
    site: int
    mode: str
    urgency: Urgency
    zone: str = ""  # of their site: a call with somebody far away is still at an hour of their own clock
    language: str = ""  # stem of BCP 47; empty: no need
    interpreter: bool = False
    spoke: bool = True  # the clinician until now speaks it
    gender: str = ""  # of the clinician until now, or what the patient asked for
    therapy: bool = False
    new: bool = False  # has never been seen here
    known: frozenset[int] = frozenset()  # clinicians who have seen them
    busy: tuple[tuple[int, int], ...] = ()  # their other visits


@dataclass(frozen=True, slots=True)
class Clinician:
    """Somebody who may take visits over; `takes_new` names the services for which they take new patients."""

    name: str
    languages: frozenset[str] = frozenset()
    gender: str = ""
    takes_new: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Slots:
    """Free times of one service as columns of equal length. `clocks`: zone → local day (ordinal) and minute of each."""

    start: Ints
    clocks: Mapping[str, tuple[Ints, Ints]]
    clinician: Ints
    site: Ints
    modes: Mapping[str, Flags]
    length: int  # minutes of the visit
    before: int  # buffers, minutes
    after: int

    def __len__(self) -> int:
        return len(self.start)


def allowed(visit: Visit, slots: Slots, clinicians: list[Clinician], near: Sequence[frozenset[int]], now: int) -> Flags:
    """Which slots this visit may have at all. What is False here is never proposed. `near`: site → sites within reach."""
    if not len(slots) or visit.mode not in slots.modes:
        return np.zeros(len(slots), dtype=bool)
    day = slots.clocks[visit.zone][0]
    fits = slots.modes[visit.mode] & (slots.start >= now)
    if visit.mode == "in_person":
        fits &= np.isin(slots.site, list(near[visit.site]))
    same_day_earlier = (day == visit.day) & (slots.start >= now + NOTICE_EARLIER)
    fits &= (slots.start >= visit.start) | same_day_earlier
    fits &= day <= visit.day + LATEST[visit.urgency]
    if visit.new:
        takes = np.array([visit.service in each.takes_new for each in clinicians], dtype=bool)
        fits &= takes[slots.clinician]
    for begin, end in visit.busy:
        fits &= (slots.start + slots.length <= begin) | (slots.start >= end)
    return fits


def costs(visit: Visit, slots: Slots, clinicians: list[Clinician]) -> Ints:
    """Points of each slot for this visit."""
    points = {name: weight.points for name, weight in WEIGHTS.items()}
    day, minute = slots.clocks[visit.zone]
    days, shift = day - visit.day, minute - visit.minute
    # On another day the hour matters half: they have to make a new plan anyway.
    trouble = np.where(days == 0, np.abs(shift) * points["minute"], np.abs(shift) * points["minute"] // 2)
    trouble += np.where((days == 0) & (shift < 0), -shift * points["earlier"], 0)
    trouble += days * WAIT[visit.urgency]
    if visit.mode == "in_person":
        trouble += (slots.site != visit.site) * points["site"]
    each = np.array(
        [_of_clinician(visit, number, who, points) for number, who in enumerate(clinicians)], dtype=np.int64
    )
    return trouble + each[slots.clinician]


def _of_clinician(visit: Visit, number: int, who: Clinician, points: Mapping[str, int]) -> int:
    cost = 0
    if visit.language and visit.language not in who.languages:
        cost += points["language"] if visit.spoke else points["interpreter"]
    if number not in visit.known:
        cost += points["therapy"] if visit.therapy else points["unknown"]
    if visit.gender and who.gender and who.gender != visit.gender:
        cost += points["gender"]
    return cost


def reasons(visit: Visit, slots: Slots, index: int, clinicians: list[Clinician], own: int) -> list[list[Any]]:
    """Why this slot is a good one, or what is not good about it, as codes with their facts; the best said first."""
    who, number = clinicians[slots.clinician[index]], int(slots.clinician[index])
    said: list[list[Any]] = []
    if number == own:
        said.append(["own"])
    elif number in visit.known:
        said.append(["known"])
    if visit.language:
        lacks = "interpreter" if visit.interpreter else "lacks"
        said.append(["speaks" if visit.language in who.languages else lacks, visit.language])
    if visit.mode == "in_person":
        said.append(["same_site" if slots.site[index] == visit.site else "other_site"])
    day, minute = slots.clocks[visit.zone]
    days, shift = int(day[index] - visit.day), int(minute[index] - visit.minute)
    if days == 0:
        said.append(["same_time"] if shift == 0 else ["later" if shift > 0 else "earlier", abs(shift)])
    else:
        said.append(["days", days])
    if visit.gender and who.gender and who.gender != visit.gender:
        said.append(["gender", who.gender])
    return said


def shortlist(cost: Ints, fits: Flags, slots: Slots, most: int) -> list[int]:
    """Indices of the best slots, and of the best of each clinician's day, so that who must give way finds somewhere to go."""
    found = np.flatnonzero(fits)
    order = found[np.lexsort((slots.clinician[found], slots.start[found], cost[found]))]
    best = list(order[:most])
    _days, firsts = np.unique(slots.clinician[order] * 10_000_000 + slots.start[order] // DAY, return_index=True)
    best += list(order[np.sort(firsts)][:most])
    return list(dict.fromkeys(int(index) for index in best))


class State(StrEnum):
    """Where a line of a plan stands."""

    PROPOSED = "proposed"
    CALL = "call"  # nothing fits: somebody has to call
    MOVED = "moved"  # not told yet
    TOLD = "told"
    UNREACHED = "unreached"  # moved, but there is no way to write to them
    KEEPS = "keeps"
    OTHER = "other"  # chose another time
    WANTS_CALL = "wants_call"
    CALLED = "called"
    CANCELLED = "cancelled"
    CHANGED = "changed"  # moved by somebody before the plan did
    STAYS = "stays"  # the clinician is back

    @property
    def settled(self) -> bool:
        return self in (State.KEEPS, State.OTHER, State.CALLED, State.CANCELLED, State.CHANGED, State.STAYS)

    @property
    def to_call(self) -> bool:
        return self in (State.CALL, State.UNREACHED, State.WANTS_CALL)


def state(
    *, standing: bool, at_old: bool, at_new: bool, proposed: bool, moved: bool, told: bool, handled: bool, answer: str,
    called: bool, stays: bool,
) -> State:  # fmt: skip
    """The first that is true, from what cannot change any more to what is still open."""
    answers = {"keeps": State.KEEPS, "call": State.WANTS_CALL}
    for true, what in (
        (not standing, State.CANCELLED),
        (moved and not at_new, State.OTHER),
        (called, State.CALLED),
        (moved and answer in answers, answers.get(answer, State.MOVED)),
        (moved and told, State.TOLD),
        (moved and handled, State.UNREACHED),
        (moved, State.MOVED),
        (not at_old, State.CHANGED),
        (stays, State.STAYS),
        (proposed, State.PROPOSED),
    ):
        if true:
            return what
    return State.CALL


@dataclass(frozen=True, slots=True)
class Place:
    """A proposed time: whose, and from when to when with buffers. `patient` and the visit itself for their own clashes."""

    key: Any
    clinician: Any
    patient: Any
    taken: tuple[datetime, datetime]
    seen: tuple[datetime, datetime]


def conflicts(places: list[Place]) -> set[Any]:
    """Keys of those that cannot all be: two patients with one clinician at once, or one patient in two places."""
    found: set[Any] = set()
    for who, when in (("clinician", "taken"), ("patient", "seen")):
        ordered = sorted(places, key=lambda p: (str(getattr(p, who)), getattr(p, when)))
        open_until: Place | None = None
        for place in ordered:
            same = open_until is not None and getattr(open_until, who) == getattr(place, who)
            if same and open_until is not None and getattr(open_until, when)[1] > getattr(place, when)[0]:
                found |= {open_until.key, place.key}
            if not same or open_until is None or getattr(place, when)[1] > getattr(open_until, when)[1]:
                open_until = place
    return found


def clashes(place: Place, others: Iterable[Place]) -> bool:
    """Whether `place` cannot be beside one of `others`."""
    return any(
        getattr(place, who) == getattr(other, who)
        and getattr(place, when)[0] < getattr(other, when)[1]
        and getattr(other, when)[0] < getattr(place, when)[1]
        for other in others
        for who, when in (("clinician", "taken"), ("patient", "seen"))
    )
