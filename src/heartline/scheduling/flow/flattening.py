"""Weekly hours that flatten a site's peak: which session begins when, and on which day (OR-Tools CP-SAT). Pure.

A session keeps its length, its clinician and its place; it begins earlier or later, or on another weekday. Shifts are
whole steps of every service that the clinician gives, so that as many visits fit as before. First the lowest peak is
found, then the fewest and smallest changes that keep it.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from math import lcm
from typing import Any

from heartline.scheduling.flow.rules import SLOT, SLOTS, Floats

EFFORT = 1.5  # deterministic seconds for each of the two questions
GRID = 30  # minutes: nobody wants to begin at a quarter past
SHIFTS = 90  # minutes, the most by which a session may begin earlier or later
CENTI = 100  # people are counted in hundredths
DAY_MOVE, CHANGE = 12, 3  # what another weekday and any change cost, in half hours of shift
TOLERANCE = 0.02  # of the lowest peak, for the sake of fewer changes


@dataclass(frozen=True, slots=True)
class Session:
    """A weekly stretch of work. `load`: expected people in house by the quarter hour, from midnight, as it is now."""

    clinician: int
    weekday: int
    starts: int  # minutes
    ends: int
    load: Floats
    kinds: frozenset[int]  # of rooms, one of which it needs
    steps: tuple[int, ...] = ()  # of the clinician's services, minutes
    capped: bool = False  # gives a service of which a day may have only so many
    fixed: bool = False  # nobody comes in person, or it is not to be touched


@dataclass(frozen=True, slots=True)
class Way:
    """How a session could be: on this weekday, this much later (minutes; negative: earlier)."""

    weekday: int
    shift: int


@dataclass(frozen=True, slots=True)
class Week:
    """What stays as it is. `open`: weekday → stretches in minutes; `elsewhere`: (clinician, weekday) with other work."""

    open: dict[int, list[tuple[int, int]]]
    rooms: dict[int, int]
    background: dict[int, Floats]
    elsewhere: frozenset[tuple[int, int]] = frozenset()


def ways(session: Session, sessions: Sequence[Session], week: Week) -> list[Way]:
    """All that this session could be, as it is now first."""
    now = Way(session.weekday, 0)
    if session.fixed:
        return [now]
    grid = lcm(GRID, *session.steps)
    shifts = [n * grid for n in range(-(SHIFTS // grid), SHIFTS // grid + 1)]
    taken = {s.weekday for s in sessions if s is not session and s.clinician == session.clinician}
    found = [now]
    for weekday, spans in sorted(week.open.items()):
        if weekday != session.weekday and (
            (session.clinician, weekday) in week.elsewhere or (session.capped and weekday in taken)
        ):
            continue
        found += [
            Way(weekday, shift)
            for shift in shifts
            if any(a <= session.starts + shift and session.ends + shift <= b for a, b in spans)
            and Way(weekday, shift) != now
        ]
    return found


def flatten(sessions: Sequence[Session], week: Week, enough: float = 0, effort: float = EFFORT) -> list[Way]:
    """A way for each session. Nothing is flattened below `enough` people: that is comfortable already."""
    choices = [ways(session, sessions, week) for session in sessions]
    before = peak_of(sessions, [each[0] for each in choices], week)
    lowest, first = _solve(sessions, choices, week, None, None, effort)
    bound = max(lowest * (1 + TOLERANCE), min(enough * CENTI, before * CENTI))
    _cost, best = _solve(sessions, choices, week, bound, first, effort)
    return best if peak_of(sessions, best, week) < before - 1e-9 else [each[0] for each in choices]


def shifted(load: Floats, shift: int) -> Floats:
    """The same people, later by `shift` minutes (a multiple of SLOT)."""
    moved = load * 0
    by = shift // SLOT
    if by >= 0:
        moved[by:] = load[: SLOTS - by]
    else:
        moved[:by] = load[-by:]
    return moved


def peak_of(sessions: Sequence[Session], chosen: Sequence[Way], week: Week) -> float:
    """The highest expected number of people in house in any quarter of an hour."""
    days = {weekday: load.copy() for weekday, load in week.background.items()}
    for session, way in zip(sessions, chosen, strict=True):
        days[way.weekday] = days.get(way.weekday, session.load * 0) + shifted(session.load, way.shift)
    return max((float(load.max()) for load in days.values()), default=0.0)


def _solve(
    sessions: Sequence[Session],
    choices: Sequence[Sequence[Way]],
    week: Week,
    bound: float | None,
    hint: Sequence[Way] | None,
    effort: float,
) -> tuple[int, list[Way]]:
    """The lowest peak in hundredths of people, or with `bound` the least change that stays under it."""
    from ortools.sat.python import cp_model  # takes half a second to load: only where something is solved

    model = cp_model.CpModel()
    takes = [[model.new_bool_var("") for _way in each] for each in choices]
    for ones in takes:
        model.add_exactly_one(ones)
    _apart(model, sessions, choices, takes)
    _rooms(model, sessions, choices, takes, week)
    peak = model.new_int_var(0, 100_000 * CENTI, "peak")
    for weekday, slot, terms, fixed in _loads(sessions, choices, takes, week):
        del weekday, slot
        model.add(sum(terms) + fixed <= peak)
    if bound is None:
        model.minimize(peak)
    else:
        model.add(peak <= int(bound) + 1)
        model.minimize(
            sum(
                _trouble(session, way) * take
                for session, each, row in zip(sessions, choices, takes, strict=True)
                for way, take in zip(each, row, strict=True)
            )
        )
    for each, row, wanted in zip(choices, takes, hint or [each[0] for each in choices], strict=True):
        for way, take in zip(each, row, strict=True):
            model.add_hint(take, way == wanted)
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = 7
    solver.parameters.cp_model_probing_level = 0
    solver.parameters.symmetry_level = 0
    solver.parameters.max_deterministic_time = effort
    status = solver.solve(model)
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return round(peak_of(sessions, hint or [e[0] for e in choices], week) * CENTI), list(
            hint or [each[0] for each in choices]
        )
    chosen = [
        next(way for way, take in zip(each, row, strict=True) if solver.boolean_value(take))
        for each, row in zip(choices, takes, strict=True)
    ]
    return round(solver.objective_value), chosen


def _trouble(session: Session, way: Way) -> int:
    if way == Way(session.weekday, 0):
        return 0
    return CHANGE + (DAY_MOVE if way.weekday != session.weekday else 0) + abs(way.shift) // 30


def _loads(
    sessions: Sequence[Session], choices: Sequence[Sequence[Way]], takes: Any, week: Week
) -> list[tuple[int, int, list[Any], int]]:
    terms: dict[tuple[int, int], list[Any]] = defaultdict(list)
    for session, each, row in zip(sessions, choices, takes, strict=True):
        for way, take in zip(each, row, strict=True):
            for slot, people in enumerate(shifted(session.load, way.shift)):
                if (scaled := round(people * CENTI)) > 0:
                    terms[way.weekday, slot].append(scaled * take)
    fixed = {(day, slot): round(p * CENTI) for day, load in week.background.items() for slot, p in enumerate(load)}
    return [(day, slot, each, fixed.get((day, slot), 0)) for (day, slot), each in sorted(terms.items())]


def _apart(model: Any, sessions: Sequence[Session], choices: Sequence[Sequence[Way]], takes: Any) -> None:
    """A clinician is in one session at a time."""
    for one in range(len(sessions)):
        for other in range(one):
            if sessions[one].clinician != sessions[other].clinician:
                continue
            for way, take in zip(choices[one], takes[one], strict=True):
                for theirs, taken in zip(choices[other], takes[other], strict=True):
                    if _overlap(sessions[one], way, sessions[other], theirs):
                        model.add_at_most_one([take, taken])


def _overlap(one: Session, way: Way, other: Session, theirs: Way) -> bool:
    return (
        way.weekday == theirs.weekday
        and one.starts + way.shift < other.ends + theirs.shift
        and other.starts + theirs.shift < one.ends + way.shift
    )


def _rooms(model: Any, sessions: Sequence[Session], choices: Sequence[Sequence[Way]], takes: Any, week: Week) -> None:
    """No more sessions at once than rooms of their kind, or than there are now where that is more already."""
    for kind, rooms in week.rooms.items():
        going: dict[tuple[int, int], list[Any]] = defaultdict(list)
        now: dict[tuple[int, int], int] = defaultdict(int)
        for session, each, row in zip(sessions, choices, takes, strict=True):
            if kind not in session.kinds:
                continue
            for way, take in zip(each, row, strict=True):
                for slot in range((session.starts + way.shift) // SLOT, -(-(session.ends + way.shift) // SLOT)):
                    going[way.weekday, slot].append(take)
            for slot in range(session.starts // SLOT, -(-session.ends // SLOT)):
                now[session.weekday, slot] += 1
        most = max([rooms, *now.values()])
        for taken in going.values():
            if len(taken) > most:
                model.add(sum(taken) <= most)
