"""When to try again: never sooner than asked, never all together, and not for ever."""

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heartline.channels.traffic.retry import LONGEST_ASKED, Patience, asked_to_wait, next_wait

NOW = datetime(2026, 3, 2, 15, tzinfo=UTC)
chances = st.floats(0, 1, exclude_max=True)
waits = st.timedeltas(timedelta(0), timedelta(hours=6))


def test_the_longest_wait_doubles_until_its_cap() -> None:
    patience = Patience(timedelta(seconds=2), timedelta(seconds=20), attempts=6)
    almost = 1 - 2**-53
    told = [next_wait(attempt, almost, patience=patience) for attempt in range(1, 7)]
    assert [round(each.total_seconds()) for each in told if each] == [2, 4, 8, 16, 20] and told[-1] is None


def test_with_no_luck_at_all_it_is_tried_at_once_but_not_before_the_provider_wants_it() -> None:
    assert next_wait(1, 0) == timedelta(0)
    assert next_wait(1, 0, asked=timedelta(seconds=90)) == timedelta(seconds=90)


@given(st.integers(1, 200), chances, st.none() | waits)
def test_a_wait_is_at_least_what_is_asked_and_at_most_the_cap_more(
    attempt: int, chance: float, asked: timedelta | None
) -> None:
    patience = Patience(attempts=150)
    told = next_wait(attempt, chance, asked, patience)
    least = asked or timedelta(0)
    assert (told is None) == (attempt >= 150)
    assert told is None or least <= told <= least + patience.cap


@given(st.integers(1, 7), st.lists(chances, min_size=2, max_size=2, unique=True))
def test_two_that_failed_together_come_back_at_different_times(attempt: int, two: list[float]) -> None:
    low, high = sorted(two)
    first, second = next_wait(attempt, low), next_wait(attempt, high)
    assert first is not None and second is not None and first <= second
    assert second > first or high - low < 1e-5


@pytest.mark.parametrize(("attempt", "chance"), [(0, 0.5), (1, 1.0), (1, -0.1)])
def test_nonsense_is_an_error_of_ours(attempt: int, chance: float) -> None:
    with pytest.raises(ValueError, match="Attempts"):
        next_wait(attempt, chance)


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("120", 120),
        (" 7 ", 7),
        (format_datetime(NOW + timedelta(minutes=5), usegmt=True), 300),
        (format_datetime(NOW - timedelta(minutes=5), usegmt=True), 0),
        ("99999999999999999999", LONGEST_ASKED.total_seconds()),
        ("", None),
        (None, None),
        ("soon", None),
        ("-5", None),
        ("١٢", None),
    ],
)
def test_retry_after_is_seconds_or_a_date(header: str | None, seconds: float | None) -> None:
    told = asked_to_wait(header, NOW)
    assert (told.total_seconds() if told is not None else None) == seconds


@given(st.text())
def test_no_header_can_break_or_bury_a_message(header: str) -> None:
    told = asked_to_wait(header, NOW)
    assert told is None or timedelta(0) <= told <= LONGEST_ASKED
