"""How full a house is: every minute that somebody stays is counted once."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from heartline.scheduling.flow.rules import (
    PUNCTUAL,
    SLOT,
    STEADY,
    Peak,
    by_hour,
    default_limit,
    peaks,
    presence,
    quantiles,
    visits,
)

ROWS = st.lists(
    st.tuples(st.integers(300, 1000), st.integers(5, 120), st.sampled_from([0.0, 0.25, 0.9, 1.0])), max_size=12
)


@given(ROWS)
def test_no_minute_is_counted_twice(rows: list[tuple[int, int, float]]) -> None:
    load = presence(visits(rows), (0.0,), (1.0,))
    assert load.sum() * SLOT == pytest.approx(sum(length * chance for _start, length, chance in rows))


@given(ROWS, ROWS)
def test_two_groups_together_are_the_sum_of_both(
    one: list[tuple[int, int, float]], other: list[tuple[int, int, float]]
) -> None:
    both = presence(visits(one + other), PUNCTUAL, STEADY)
    apart = presence(visits(one), PUNCTUAL, STEADY) + presence(visits(other), PUNCTUAL, STEADY)
    assert np.allclose(both, apart)


def test_who_comes_early_waits_in_the_house() -> None:
    early = presence(visits([(600, 30, 1.0)]), (-15.0,), (1.0,))
    assert list(early[38:43]) == [0, 1, 1, 1, 0]


def test_who_comes_late_is_seen_from_then_on() -> None:
    late = presence(visits([(600, 30, 1.0)]), (15.0,), (1.0,))
    assert list(late[40:44]) == [0, 1, 1, 0]


def test_an_hour_is_as_full_as_its_fullest_quarter() -> None:
    hours = by_hour(presence(visits([(615, 15, 1.0), (615, 15, 0.5)]), (0.0,), (1.0,)))
    assert hours[10] == 1.5
    assert hours.sum() == 1.5


def test_peaks_are_stretches_above_the_limit() -> None:
    assert peaks([1, 5, 6, 4, 4.1], 4) == [Peak(1, 2, 6), Peak(4, 4, 4.1)]
    assert peaks([4, 4], 4) == []


def test_habits_are_history_unless_it_says_too_little_or_was_only_clicked() -> None:
    assert quantiles([3.0] * 10, PUNCTUAL) == PUNCTUAL
    assert quantiles([1.0] * 90 + [1.2] * 10, STEADY) == STEADY
    assert quantiles(list(range(101)), PUNCTUAL) == (10, 30, 50, 70, 90)


def test_without_a_limit_of_its_own_a_site_has_one_a_room() -> None:
    assert [default_limit(rooms) for rooms in (0, 1, 12)] == [1, 1, 12]
