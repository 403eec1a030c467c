"""One plan for everybody: nothing is used twice, everyone is placed or listed, and no plan has fewer points."""

from itertools import product
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from heartline.scheduling.reassignment.rules import SPREAD_FROM, WEIGHTS
from heartline.scheduling.reassignment.solving import Limits, Option, cliques, solve, without_room

NOWHERE = 1000
MOMENTS = st.integers(0, 8)


def overlap(one: tuple[int, int], other: tuple[int, int]) -> bool:
    return one[0] < other[1] and other[0] < one[1]


@st.composite
def questions(draw: Any, visits: int = 4, most: int = 3) -> tuple[list[Option], dict[int, int], Limits]:
    options = []
    count = draw(st.integers(1, visits))
    for visit in range(count):
        for slot in range(draw(st.integers(0, most))):
            start, length, before = draw(MOMENTS), draw(st.integers(1, 3)), draw(st.integers(0, 1))
            options.append(
                Option(
                    visit=visit,
                    slot=slot,
                    clinician=draw(st.integers(0, 2)),
                    day=0,
                    taken=(start - before, start + length + 1),
                    seen=(start, start + length),
                    cost=draw(st.integers(0, 30)),
                    patient=visit // 2,
                    pool=draw(st.sampled_from(["", "exam"])),
                    cap=draw(st.sampled_from(["", "full", "one"])),
                )
            )
    busy = [[(b, b + 2)] for b in draw(st.lists(MOMENTS, max_size=2))]
    return options, dict.fromkeys(range(count), NOWHERE), Limits({"exam": busy}, {"full": 0, "one": 1})


def possible(chosen: list[Option], limits: Limits) -> bool:
    for number, one in enumerate(chosen):
        for other in chosen[:number]:
            if one.clinician == other.clinician and overlap(one.taken, other.taken):
                return False
            if one.patient == other.patient and overlap(one.seen, other.seen):
                return False
    caps = all(sum(option.cap == cap for option in chosen) <= most for cap, most in limits.caps.items())
    return caps and not without_room(chosen, limits)


def points(chosen: list[Option], unplaced: dict[int, int]) -> int:
    total = sum(option.cost for option in chosen) + sum(
        unplaced[visit] for visit in unplaced if visit not in {option.visit for option in chosen}
    )
    for clinician in {option.clinician for option in chosen}:
        count = sum(option.clinician == clinician for option in chosen)
        total += sum(WEIGHTS["spread"].points * max(count - most, 0) for most in SPREAD_FROM)
    return total


def cheapest(options: list[Option], unplaced: dict[int, int], limits: Limits) -> int:
    """By trying everything."""
    each = [[None, *(o for o in options if o.visit == visit)] for visit in unplaced]
    tried = ([o for o in way if o is not None] for way in product(*each))
    return min(points(chosen, unplaced) for chosen in tried if possible(chosen, limits))


@settings(max_examples=60, deadline=None)
@given(questions())
def test_nothing_is_used_twice_and_everyone_is_placed_or_listed(question: Any) -> None:
    options, unplaced, limits = question
    plan = solve(options, unplaced, limits)
    assert possible(list(plan.chosen.values()), limits)
    assert all(option in options and option.visit == visit for visit, option in plan.chosen.items())


@settings(max_examples=60, deadline=None)
@given(questions())
def test_no_plan_has_fewer_points(question: Any) -> None:
    """Where rooms are given out one after another, taking an option out may cost a little; without rooms it never does."""
    options, unplaced, limits = question
    options = [Option(**{f: getattr(o, f) for f in o.__slots__} | {"pool": ""}) for o in options]
    plan = solve(options, unplaced, limits)
    assert plan.proven
    assert points(list(plan.chosen.values()), unplaced) == cheapest(options, unplaced, limits)


@settings(max_examples=30, deadline=None)
@given(questions(visits=6, most=5))
def test_the_same_question_has_the_same_answer(question: Any) -> None:
    assert solve(*question).chosen == solve(*question).chosen


@given(st.lists(st.tuples(MOMENTS, st.integers(1, 4)), max_size=7), st.lists(MOMENTS, max_size=3))
def test_cliques_know_every_moment(spans: list[tuple[int, int]], fixed: list[int]) -> None:
    moving = [((begin, begin + length), number) for number, (begin, length) in enumerate(spans)]
    blocked = [(begin, begin + 2) for begin in fixed]
    found = [(set(together), taken) for together, taken in cliques(moving, blocked)]
    for moment in range(14):
        going = {number for (begin, end), number in moving if begin <= moment < end}
        taken = sum(begin <= moment < end for begin, end in blocked)
        assert not going or any(going <= together and taken <= most for together, most in found)


def test_the_urgent_one_gets_the_only_time() -> None:
    options = [Option(v, 0, 0, 0, (0, 1), (0, 1), cost=5 - v, patient=v) for v in (0, 1)]
    assert set(solve(options, {0: 3000, 1: 1000}, Limits()).chosen) == {0}


def test_much_is_spread_over_clinicians() -> None:
    options = [Option(v, c, c, 0, (v, v + 1), (v, v + 1), cost=4 * c, patient=v) for v in range(8) for c in (0, 1)]
    plan = solve(options, dict.fromkeys(range(8), NOWHERE), Limits())
    assert sorted(o.clinician for o in plan.chosen.values()).count(0) in (4, 5)
