"""Who gets which time: one exact model for everybody together (OR-Tools CP-SAT), one thread and a fixed seed. Pure.

The same question has the same answer on every machine: the search is bounded by its own deterministic clock, not by a
watch.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from heartline.scheduling.reassignment.rules import SPREAD_FROM, WEIGHTS

EFFORT = 1.2  # units of CP-SAT's deterministic time, about as many seconds
SEED = 7
Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Option:
    """A time that a visit could have. Minutes; `taken` includes buffers, `seen` is the visit itself."""

    visit: int
    slot: int
    clinician: int
    day: int
    taken: Span
    seen: Span
    cost: int
    patient: int
    pool: str = ""  # rooms of one kind at one site; empty: needs none
    cap: str = ""  # clinician, service and day with a cap; empty: none


@dataclass(frozen=True, slots=True)
class Limits:
    """What there is of rooms and caps. `rooms`: pool → for each room, in order, when it is taken already."""

    rooms: dict[str, list[list[Span]]] = field(default_factory=dict)
    caps: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Plan:
    """Visit → its option, for those who have one, and whether it is proven that no plan has fewer points."""

    chosen: dict[int, Option]
    proven: bool


def solve(options: Sequence[Option], unplaced: dict[int, int], limits: Limits, effort: float = EFFORT) -> Plan:
    """The cheapest plan in which nobody's time, no room and no cap is used twice. `unplaced`: visit → points for none.

    Rooms are counted in the model, and given out afterwards as booking gives them (the first free by name); where that
    fails in the end although the count was right, the option is taken out and the rest solved again.
    """
    left = list(options)
    while True:
        plan = _solve(left, unplaced, limits, effort)
        homeless = without_room(plan.chosen.values(), limits)
        if not homeless:
            return plan
        left = [option for option in left if option not in homeless]


def without_room(chosen: Iterable[Option], limits: Limits) -> set[Option]:
    """Options for which no room is free all along, when they are given out in order of time, the first room first."""
    failed = set()
    rooms = {pool: [list(spans) for spans in each] for pool, each in limits.rooms.items()}
    for option in sorted((o for o in chosen if o.pool), key=lambda o: (o.taken, o.visit)):
        for spans in rooms.get(option.pool, []):
            if all(end <= option.taken[0] or begin >= option.taken[1] for begin, end in spans):
                spans.append(option.taken)
                break
        else:
            failed.add(option)
    return failed


def _solve(options: Sequence[Option], unplaced: dict[int, int], limits: Limits, effort: float) -> Plan:
    from ortools.sat.python import cp_model  # takes half a second to load: only where something is solved

    model = cp_model.CpModel()
    takes = [model.new_bool_var("") for _ in options]
    by_visit: dict[int, list[int]] = defaultdict(list)
    for number, option in enumerate(options):
        by_visit[option.visit].append(number)
    price: list[Any] = [option.cost * take for option, take in zip(options, takes, strict=True)]
    first = _greedy(options, limits)
    placed = {option.visit for option, wanted in zip(options, first, strict=True) if wanted}
    for visit, points in unplaced.items():
        nowhere = model.new_bool_var("")
        model.add_hint(nowhere, visit not in placed)
        model.add_exactly_one([nowhere, *(takes[n] for n in by_visit[visit])])
        price.append(points * nowhere)
    _once(model, options, takes, lambda o: o.clinician, lambda o: o.taken)
    _once(model, options, takes, lambda o: o.patient, lambda o: o.seen)
    _rooms(model, options, takes, limits)
    _caps(model, options, takes, limits)
    price += _spread(model, options, takes, first)
    model.minimize(sum(price))
    for take, wanted in zip(takes, first, strict=True):
        model.add_hint(take, wanted)
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    # What these would simplify is simple already; for two hundred visits they would use up the whole effort.
    solver.parameters.cp_model_probing_level = 0
    solver.parameters.symmetry_level = 0
    solver.parameters.linearization_level = 2
    solver.parameters.random_seed = SEED
    solver.parameters.max_deterministic_time = effort
    status = solver.solve(model)
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):  # the effort was too little even to begin
        return Plan({o.visit: o for o, wanted in zip(options, first, strict=True) if wanted}, proven=False)
    chosen = {o.visit: o for o, take in zip(options, takes, strict=True) if solver.boolean_value(take)}
    return Plan(chosen, status == cp_model.OPTIMAL)


def _once(model: Any, options: Sequence[Option], takes: list[Any], whose: Any, when: Any) -> None:
    """At most one at a time of those who share `whose`, among options of different visits."""
    groups: dict[int, list[int]] = defaultdict(list)
    for number, option in enumerate(options):
        groups[whose(option)].append(number)
    for numbers in groups.values():
        if len({options[n].visit for n in numbers}) < 2:
            continue
        for together, _fixed in cliques([(when(options[n]), n) for n in numbers], []):
            if len({options[n].visit for n in together}) > 1:
                model.add_at_most_one([takes[n] for n in together])


def _rooms(model: Any, options: Sequence[Option], takes: list[Any], limits: Limits) -> None:
    pools: dict[str, list[int]] = defaultdict(list)
    for number, option in enumerate(options):
        if option.pool:
            pools[option.pool].append(number)
    for pool, numbers in pools.items():
        rooms = limits.rooms.get(pool, [])
        fixed = [span for spans in rooms for span in spans]
        for together, taken in cliques([(options[n].taken, n) for n in numbers], fixed):
            if len({options[n].visit for n in together}) > len(rooms) - taken:
                model.add(sum(takes[n] for n in together) <= max(len(rooms) - taken, 0))


def _caps(model: Any, options: Sequence[Option], takes: list[Any], limits: Limits) -> None:
    for cap, most in limits.caps.items():
        counted = [take for option, take in zip(options, takes, strict=True) if option.cap == cap]
        if counted:
            model.add(sum(counted) <= max(most, 0))


def _spread(model: Any, options: Sequence[Option], takes: list[Any], first: list[bool]) -> list[Any]:
    """The price of giving much to one clinician on one day: it grows with each step."""
    days: dict[tuple[int, int], list[int]] = defaultdict(list)
    for number, option in enumerate(options):
        days[option.clinician, option.day].append(number)
    price = []
    for numbers in days.values():
        most = len({options[n].visit for n in numbers})
        for allowed in SPREAD_FROM:
            if most > allowed:
                over = model.new_int_var(0, most - allowed, "")
                model.add(sum(takes[n] for n in numbers) <= allowed + over)
                model.add_hint(over, max(sum(first[n] for n in numbers) - allowed, 0))
                price.append(WEIGHTS["spread"].points * over)
    return price


def cliques(moving: Sequence[tuple[Span, int]], fixed: Sequence[Span]) -> Iterator[tuple[list[int], int]]:
    """Every largest set of `moving` that are going on at one moment, with how many of `fixed` go on then."""
    events: list[tuple[int, int, int]] = []  # moment, 0 for an end and 1 for a start, number (−1: fixed)
    for (begin, end), number in moving:
        events += [(begin, 1, number), (end, 0, number)]
    for begin, end in fixed:
        events += [(begin, 1, -1), (end, 0, -1)]
    going: dict[int, None] = {}
    taken, grown = 0, False
    for _moment, starts, number in sorted(events):
        if starts:
            grown = True
            if number < 0:
                taken += 1
            else:
                going[number] = None
            continue
        if grown and going:
            yield list(going), taken
        grown = False
        if number < 0:
            taken -= 1
        else:
            going.pop(number, None)


def _greedy(options: Sequence[Option], limits: Limits) -> list[bool]:
    """A first plan to begin from: the cheapest options in turn, as long as they fit."""
    wanted = [False] * len(options)
    placed: set[int] = set()
    clinicians: dict[int, list[Span]] = defaultdict(list)
    patients: dict[int, list[Span]] = defaultdict(list)
    rooms = {pool: [list(spans) for spans in each] for pool, each in limits.rooms.items()}
    caps = dict(limits.caps)
    for number in sorted(range(len(options)), key=lambda n: (options[n].cost, options[n].taken, n)):
        option = options[number]
        if option.visit in placed or _meets(option.taken, clinicians[option.clinician]):
            continue
        if _meets(option.seen, patients[option.patient]) or caps.get(option.cap, 1) < 1:
            continue
        room = next((r for r in rooms.get(option.pool, []) if not _meets(option.taken, r)), None)
        if option.pool and room is None:
            continue
        wanted[number] = True
        placed.add(option.visit)
        clinicians[option.clinician].append(option.taken)
        patients[option.patient].append(option.seen)
        if room is not None and option.pool:
            room.append(option.taken)
        if option.cap in caps:
            caps[option.cap] -= 1
    return wanted


def _meets(span: Span, others: Iterable[Span]) -> bool:
    return any(begin < span[1] and end > span[0] for begin, end in others)
