"""The lowest peak there is, found against trying everything; and what must hold of any proposal."""

from itertools import product
from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from heartline.scheduling.flow.flattening import CENTI, TOLERANCE, Session, Way, Week, flatten, peak_of, shifted, ways
from heartline.scheduling.flow.rules import SLOT, SLOTS, Floats


def load(starts: int, ends: int, people: float) -> Floats:
    made = np.zeros(SLOTS)
    made[starts // SLOT : ends // SLOT] = people
    return made


def a_session(
    clinician: int, weekday: int, starts: int = 480, length: int = 120, people: float = 1.0, **more: Any
) -> Session:
    return Session(
        clinician,
        weekday,
        starts,
        starts + length,
        load(starts, starts + length, people),
        **{"kinds": frozenset()} | more,
    )


def a_week(days: int = 2, rooms: dict[int, int] | None = None, **more: Any) -> Week:
    return Week({day: [(480, 720)] for day in range(1, days + 1)}, rooms or {}, {}, **more)


@st.composite
def questions(draw: Any) -> tuple[list[Session], Week]:
    sessions = [
        a_session(draw(st.integers(0, 2)), draw(st.integers(1, 2)), 480 + 60 * draw(st.integers(0, 2)), 120, draw(st.sampled_from([0.5, 1.0, 2.0])), steps=(60,))
        for _ in range(draw(st.integers(1, 4)))
    ]  # fmt: skip
    kept: list[Session] = []
    for session in sessions:  # nobody works twice at once to begin with
        if all(s.clinician != session.clinician or s.weekday != session.weekday for s in kept):
            kept.append(session)
    return kept, a_week()


def together(sessions: list[Session], chosen: tuple[Way, ...]) -> bool:
    return all(
        one.clinician != other.clinician
        or way.weekday != theirs.weekday
        or one.ends + way.shift <= other.starts + theirs.shift
        or other.ends + theirs.shift <= one.starts + way.shift
        for n, (one, way) in enumerate(zip(sessions, chosen, strict=True))
        for other, theirs in list(zip(sessions, chosen, strict=True))[:n]
    )


@settings(max_examples=30, deadline=None)
@given(questions())
def test_no_other_hours_have_a_lower_peak(question: tuple[list[Session], Week]) -> None:
    sessions, week = question
    chosen = flatten(sessions, week)
    assert together(sessions, tuple(chosen))
    every = product(*(ways(session, sessions, week) for session in sessions))
    lowest = min(peak_of(sessions, each, week) for each in every if together(sessions, each))
    assert peak_of(sessions, chosen, week) <= lowest * (1 + TOLERANCE) + 1 / CENTI


def test_as_many_hours_as_before_and_within_opening_hours() -> None:
    sessions = [a_session(n, 1, length=60) for n in range(3)]
    chosen = flatten(sessions, a_week())
    assert len(chosen) == len(sessions)
    for session, way in zip(sessions, chosen, strict=True):
        assert 480 <= session.starts + way.shift
        assert session.ends + way.shift <= 720
    assert peak_of(sessions, chosen, a_week()) == 1


def test_nothing_changes_where_it_is_comfortable() -> None:
    sessions = [a_session(n, 1) for n in range(3)]
    assert flatten(sessions, a_week(), enough=5) == [Way(1, 0)] * 3


def test_shifts_are_whole_steps_of_each_service_so_that_as_many_visits_fit() -> None:
    found = ways(a_session(0, 1, starts=540, steps=(20, 15)), [], a_week(1))
    assert {way.shift for way in found} == {0, -60, 60}


def test_who_works_elsewhere_that_day_does_not_come() -> None:
    session = a_session(0, 1)
    assert {way.weekday for way in ways(session, [session], a_week(elsewhere=frozenset({(0, 2)})))} == {1}


def test_a_day_with_a_cap_is_not_filled_twice() -> None:
    one, other = a_session(0, 1, capped=True), a_session(0, 2, capped=True)
    assert {way.weekday for way in ways(one, [one, other], a_week())} == {1}


def test_no_more_sessions_at_once_than_rooms() -> None:
    sessions = [a_session(n, day, kinds=frozenset({0}), steps=(60,)) for n, day in enumerate((1, 1, 2))]
    chosen = flatten(sessions, a_week(rooms={0: 1}))
    going = [
        (way.weekday, slot)
        for session, way in zip(sessions, chosen, strict=True)
        for slot in range((session.starts + way.shift) // SLOT, (session.ends + way.shift) // SLOT)
    ]
    assert max(going.count(each) for each in going) <= 2


@given(st.integers(-6, 6))
def test_shifting_moves_people_and_loses_none(quarters: int) -> None:
    people = load(480, 720, 2.0)
    moved = shifted(people, quarters * SLOT)
    assert moved.sum() == people.sum()
    assert np.flatnonzero(moved)[0] == 480 // SLOT + quarters
