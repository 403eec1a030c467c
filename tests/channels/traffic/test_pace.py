"""How fast may be sent: never more than the bucket holds and what has dripped in since."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heartline.channels.traffic.pace import Allowed, Pace, Wait, take

NOW = datetime(2026, 3, 2, 15, tzinfo=UTC)
paces = st.builds(Pace, st.timedeltas(timedelta(microseconds=1), timedelta(seconds=30)), st.integers(1, 20))


def test_a_burst_goes_out_at_once_and_the_next_one_waits_its_turn() -> None:
    pace, full = Pace(timedelta(seconds=1), burst=3), None
    for _ in range(3):
        told = take(pace, full, NOW)
        assert isinstance(told, Allowed)
        full = told.full_at
    assert take(pace, full, NOW) == Wait(NOW + timedelta(seconds=1))
    assert isinstance(take(pace, full, NOW + timedelta(seconds=1)), Allowed)


def test_three_segments_cost_three() -> None:
    pace = Pace(timedelta(seconds=1), burst=3)
    told = take(pace, None, NOW, cost=3)
    assert isinstance(told, Allowed)
    assert take(pace, told.full_at, NOW) == Wait(NOW + timedelta(seconds=1))


def test_a_message_larger_than_the_bucket_waits_until_it_is_full_and_then_goes() -> None:
    pace = Pace(timedelta(seconds=1), burst=2)
    first = take(pace, None, NOW)
    assert isinstance(first, Allowed)
    assert take(pace, first.full_at, NOW, cost=5) == Wait(NOW + timedelta(seconds=1))
    assert isinstance(take(pace, first.full_at, NOW + timedelta(seconds=1), cost=5), Allowed)


@given(paces, st.lists(st.tuples(st.timedeltas(timedelta(0), timedelta(seconds=40)), st.integers(1, 20)), max_size=30))
def test_in_no_span_of_time_more_goes_out_than_was_there_and_came_in(
    pace: Pace, steps: list[tuple[timedelta, int]]
) -> None:
    now, full, sent = NOW, None, list[tuple[datetime, int]]()
    for later, cost in steps:
        now, cost = now + later, min(cost, pace.burst)
        told = take(pace, full, now, cost)
        if isinstance(told, Allowed):
            full = told.full_at
            sent.append((now, cost))
    for first in range(len(sent)):
        for last in range(first, len(sent)):
            span = sent[last][0] - sent[first][0]
            total = sum(cost for _, cost in sent[first : last + 1])
            assert pace.every * (total - pace.burst) <= span


@given(paces, st.integers(1, 40), st.timedeltas(timedelta(0), timedelta(minutes=10)))
def test_who_waits_as_long_as_told_is_let_through(pace: Pace, cost: int, behind: timedelta) -> None:
    full = NOW + behind
    told = take(pace, full, NOW, cost)
    if isinstance(told, Wait):
        assert told.until > NOW
        assert isinstance(take(pace, full, told.until, cost), Allowed)


def test_nothing_for_nothing() -> None:
    with pytest.raises(ValueError, match="at least one"):
        take(Pace(timedelta(seconds=1)), None, NOW, cost=0)
    with pytest.raises(ValueError, match="interval"):
        Pace(timedelta(0))
