"""What counts for a patient, and where a line of a plan stands."""

from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from heartline.scheduling.reassignment.rules import (
    DAY,
    LATEST,
    Clinician,
    Place,
    Slots,
    State,
    Urgency,
    Visit,
    allowed,
    clashes,
    conflicts,
    costs,
    reasons,
    state,
    urgency,
    within_reach,
)

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
ZONE = "UTC"
BASE = 740000  # a day


def slots(*starts: tuple[int, int, int]) -> Slots:
    """(minute from the base day's midnight, clinician, site) of each."""
    table = np.array(starts, dtype=np.int64).reshape(-1, 3)
    start = table[:, 0]
    yes = np.ones(len(start), dtype=bool)
    clock = (start // DAY + BASE, start % DAY)
    return Slots(start, {ZONE: clock}, table[:, 1], table[:, 2], {"in_person": yes}, 20, 0, 5)


def a_visit(**more: Any) -> Visit:
    defaults: dict[str, Any] = {
        "key": 0, "patient": 0, "service": 0, "start": 600, "day": BASE, "minute": 600, "site": 0, "mode": "in_person",
        "urgency": Urgency.NORMAL, "zone": ZONE,
    }  # fmt: skip
    return Visit(**defaults | more)


NEAR = [frozenset({0, 1}), frozenset({0, 1}), frozenset({2})]
ANYBODY = [Clinician("A", frozenset({"en", "vi"}), "female", frozenset({0})), Clinician("B", frozenset({"en"}), "male")]


@pytest.mark.parametrize(
    ("ahead", "category", "wanted"),
    [
        (timedelta(days=1), "primary", Urgency.SOON),
        (timedelta(days=3), "primary", Urgency.SOON),
        (timedelta(days=10), "primary", Urgency.NORMAL),
        (timedelta(days=28), "primary", Urgency.ROUTINE),
        (timedelta(days=28), "behavioural", Urgency.NORMAL),
    ],
)
def test_urgency_is_read_from_how_it_was_booked(ahead: timedelta, category: str, wanted: Urgency) -> None:
    assert urgency(NOON - ahead, NOON, category) is wanted


def fits(visit: Visit, *starts: tuple[int, int, int], now: int = 0) -> list[bool]:
    return [bool(each) for each in allowed(visit, slots(*starts), ANYBODY, NEAR, now)]


def test_later_the_same_day_and_earlier_with_notice() -> None:
    assert fits(a_visit(), (700, 0, 0), (500, 0, 0), now=100) == [True, True]
    assert fits(a_visit(), (700, 0, 0), (500, 0, 0), now=400) == [True, False]


def test_not_longer_than_it_can_wait() -> None:
    soon = a_visit(urgency=Urgency.SOON)
    last = LATEST[Urgency.SOON] * DAY + 600
    assert fits(soon, (last, 0, 0), (last + DAY, 0, 0)) == [True, False]


def test_not_too_far_away_when_they_come_in_person() -> None:
    assert fits(a_visit(), (700, 0, 1), (700, 0, 2)) == [True, False]


def test_not_while_they_are_elsewhere() -> None:
    assert fits(a_visit(busy=((710, 730),)), (690, 0, 0), (695, 0, 0), (729, 0, 0), (730, 0, 0)) == [
        True,
        False,
        False,
        True,
    ]


def test_new_patients_only_to_who_takes_them() -> None:
    assert fits(a_visit(new=True), (700, 0, 0), (700, 1, 0)) == [True, False]


def test_not_in_a_way_that_is_not_offered() -> None:
    assert fits(a_visit(mode="video"), (700, 0, 0)) == [False]


def of(visit: Visit, *starts: tuple[int, int, int]) -> list[int]:
    return [int(each) for each in costs(visit, slots(*starts), ANYBODY)]


def test_a_minute_later_is_a_point_and_earlier_two() -> None:
    known = a_visit(known=frozenset({0}))
    assert of(known, (600, 0, 0), (640, 0, 0), (560, 0, 0)) == [0, 40, 80]


def test_their_language_weighs_more_than_another_site_and_that_more_than_the_hour() -> None:
    viet = a_visit(language="vi", known=frozenset({0, 1}))
    spoken_elsewhere, here_not_spoken = of(viet, (600, 0, 1), (600, 1, 0))
    assert spoken_elsewhere < here_not_spoken
    assert of(viet, (700, 0, 0))[0] < spoken_elsewhere


def test_waiting_costs_by_urgency() -> None:
    tomorrow = (600 + DAY, 0, 0)
    waits = [of(a_visit(urgency=urge, known=frozenset({0})), tomorrow)[0] for urge in Urgency]
    assert waits == sorted(waits, reverse=True)
    assert len(set(waits)) == 3


def test_the_clinician_they_know_is_cheaper_most_of_all_in_therapy() -> None:
    known, unknown = (of(a_visit(known=k), (600, 0, 0))[0] for k in (frozenset({0}), frozenset()))
    therapy = of(a_visit(therapy=True), (600, 0, 0))[0]
    assert known < unknown < therapy


def test_reasons_say_what_counts() -> None:
    viet = a_visit(language="vi", known=frozenset({0}), gender="male")
    found = reasons(viet, slots((640, 0, 0), (600 + 2 * DAY, 1, 1)), 0, ANYBODY, own=-1)
    assert found == [["known"], ["speaks", "vi"], ["same_site"], ["later", 40], ["gender", "female"]]
    assert reasons(viet, slots((600 + 2 * DAY, 1, 1)), 0, ANYBODY, own=1) == [
        ["own"],
        ["lacks", "vi"],
        ["other_site"],
        ["days", 2],
    ]


def test_reach_is_by_distance_where_it_is_known() -> None:
    boston, cambridge, chicago = (42.36, -71.06), (42.37, -71.11), (41.88, -87.63)
    assert within_reach(boston, cambridge, False)
    assert not within_reach(boston, chicago, True)
    assert within_reach(None, chicago, True)


ASK = {
    "standing": True, "at_old": False, "at_new": True, "proposed": True, "moved": True, "told": True, "handled": True,
    "answer": "", "called": False, "stays": False,
}  # fmt: skip


@pytest.mark.parametrize(
    ("change", "wanted"),
    [
        ({}, State.TOLD),
        ({"answer": "keeps"}, State.KEEPS),
        ({"answer": "call"}, State.WANTS_CALL),
        ({"answer": "call", "called": True}, State.CALLED),
        ({"at_new": False, "answer": "keeps"}, State.OTHER),
        ({"standing": False}, State.CANCELLED),
        ({"told": False}, State.UNREACHED),
        ({"told": False, "handled": False}, State.MOVED),
        ({"moved": False, "at_old": True}, State.PROPOSED),
        ({"moved": False, "at_old": True, "proposed": False}, State.CALL),
        ({"moved": False, "at_old": False}, State.CHANGED),
        ({"moved": False, "at_old": True, "stays": True}, State.STAYS),
    ],
)
def test_where_a_line_stands(change: dict[str, Any], wanted: State) -> None:
    assert state(**ASK | change) is wanted


PLACES = st.lists(st.tuples(st.integers(0, 2), st.integers(0, 3), st.integers(0, 20), st.integers(1, 6)), max_size=8)


@given(PLACES)
def test_conflicts_are_those_that_overlap(rows: list[tuple[int, int, int, int]]) -> None:
    def at(minute: int) -> datetime:
        return NOON + timedelta(minutes=minute)

    places = [
        Place(n, who, patient, (at(start - 1), at(start + length + 1)), (at(start), at(start + length)))
        for n, (who, patient, start, length) in enumerate(rows)
    ]

    def clash(one: Place, other: Place) -> bool:
        return (
            one.clinician == other.clinician and one.taken[0] < other.taken[1] and other.taken[0] < one.taken[1]
        ) or (one.patient == other.patient and one.seen[0] < other.seen[1] and other.seen[0] < one.seen[1])

    wanted = {p.key for p in places if any(p is not o and clash(p, o) for o in places)}
    assert conflicts(places) == wanted
    assert {each.key for each in places if clashes(each, [o for o in places if o != each])} == wanted
