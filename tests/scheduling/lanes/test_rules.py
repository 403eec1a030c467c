"""The size of a lane against counting every way it could go."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise, product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from heartline.scheduling.lanes.rules import Taken, poisson_binomial, reckon, times

CHANCES = st.lists(st.floats(0, 1), min_size=0, max_size=8)


def chance_of(outcome: tuple[int, ...], chances: list[float]) -> float:
    return float(np.prod([chance if came else 1 - chance for came, chance in zip(outcome, chances, strict=True)]))


@given(CHANCES)
@settings(deadline=None)  # the machine may be busy
def test_counts_of_independent_events(chances: list[float]) -> None:
    by_hand = [0.0] * (len(chances) + 1)
    for outcome in product((0, 1), repeat=len(chances)):
        by_hand[sum(outcome)] += chance_of(outcome, chances)
    assert poisson_binomial(chances) == pytest.approx(by_hand, abs=1e-9)


@given(st.lists(st.floats(0, 1), min_size=1, max_size=5), st.floats(0, 0.9), st.floats(0, 0.5))
@settings(max_examples=60, deadline=None)
def test_the_most_places_within_the_risk(missed: list[float], usual: float, limit: float) -> None:
    found = reckon(missed, usual, limit)
    for extra, overflow in enumerate(found.overflow, 1):
        everybody = [1 - chance for chance in missed] + [1 - usual] * extra
        by_hand = sum(
            chance_of(outcome, everybody)
            for outcome in product((0, 1), repeat=len(everybody))
            if sum(outcome) > len(missed)
        )
        assert overflow == pytest.approx(by_hand, abs=1e-3)
    assert list(found.overflow) == sorted(found.overflow)
    within = [overflow <= limit for overflow in found.overflow]
    assert found.places == sum(within) or min(abs(overflow - limit) for overflow in found.overflow) < 1e-3


def test_nobody_booked_bears_no_extra_place() -> None:
    assert reckon([], 0.1, 0.2).places == 0


@given(st.lists(st.tuples(st.integers(0, 23), st.floats(0, 1)), max_size=20), st.integers(0, 6))
@settings(deadline=None)  # the machine may be busy
def test_places_lie_apart_within_the_time_on_the_grid(booked: list[tuple[int, float]], places: int) -> None:
    start = datetime(2026, 3, 9, 8, tzinfo=UTC)
    end, length, apart, step = (
        start + timedelta(hours=4),
        timedelta(minutes=20),
        timedelta(minutes=30),
        timedelta(minutes=10),
    )
    visits = [Taken(start + timedelta(minutes=10 * place), chance) for place, chance in booked]
    found = times(visits, places, start, end, length, apart, step)
    assert len(found) <= places and found == sorted(found)
    assert all(start <= at and at + length <= end and at.minute % 10 == 0 for at in found)
    assert all(later - earlier >= apart for earlier, later in pairwise(found))
    if places and visits and visits[0].starts_at + length <= end and len(set(booked)) == 1:
        assert found == [visits[0].starts_at]
