"""Whether somebody is there now, on the clock of the site."""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from heartline.people.places.rules import opening

OAKLAND = ZoneInfo("America/Los_Angeles")


@dataclass
class Block:
    weekday: int
    opens: time
    closes: time


WEEK = [Block(day, time(8), time(12)) for day in range(1, 6)] + [Block(day, time(13), time(17)) for day in range(1, 6)]


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=OAKLAND)  # 2 November 2026 is a Monday


def test_open_until_the_end_of_the_block() -> None:
    assert opening(WEEK, at(2, 9), OAKLAND) == opening(WEEK, at(2, 8), OAKLAND)
    now = opening(WEEK, at(2, 9), OAKLAND)
    assert (now.open, now.changes) == (True, at(2, 12))


def test_closed_over_lunch_at_night_and_at_the_weekend() -> None:
    assert opening(WEEK, at(2, 12), OAKLAND).changes == at(2, 13)
    assert opening(WEEK, at(2, 20), OAKLAND).changes == at(3, 8)
    assert opening(WEEK, at(6, 17), OAKLAND).changes == at(9, 8)


def test_blocks_that_follow_each_other_are_one() -> None:
    joined = [Block(1, time(8), time(12)), Block(1, time(12), time(17))]
    assert opening(joined, at(2, 9), OAKLAND).changes == at(2, 17)


def test_a_site_without_hours_never_opens() -> None:
    assert opening([], at(2, 9), OAKLAND) == opening([], at(3, 9), OAKLAND)
    assert opening([], at(2, 9), OAKLAND).changes is None


@given(st.integers(0, 366 * 24 * 60))
def test_what_changes_is_always_ahead_and_within_a_week(minutes: int) -> None:
    now = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
    change = opening(WEEK, now, OAKLAND).changes
    assert change is not None
    assert now < change <= now + timedelta(days=8)
