"""Time counts while the clinic is open, to the minute: over nights in which the clock changes, and over holidays."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from heartline.conversations.inbox.rules import Period, add_open_time

NEW_YORK = ZoneInfo("America/New_York")
MINUTE = timedelta(minutes=1)
DAYS = 10


def week_of(day: date, opens: int, closes: int, closed: set[int]) -> list[Period]:
    """The same hours on each day from `day`, but for the days (counted from it) that are closed."""
    open_days = [day + timedelta(days=n) for n in range(DAYS) if n not in closed]
    return [(datetime.combine(each, time(opens), NEW_YORK), datetime.combine(each, time(closes), NEW_YORK)) for each in open_days]  # fmt: skip


def counted(now: datetime, length: timedelta, periods: list[Period]) -> datetime:
    """The plain way: minute by minute."""
    spans = [(opens.astimezone(UTC), closes.astimezone(UTC)) for opens, closes in periods]
    at = now.astimezone(UTC)
    while length > timedelta(0):
        if any(opens <= at < closes for opens, closes in spans):
            length -= MINUTE
        at += MINUTE
    return at


@given(
    # Around both changes of the clock in 2026: 8 March and 1 November, at two in the morning.
    day=st.sampled_from([date(2026, 3, 5), date(2026, 3, 7), date(2026, 10, 30), date(2026, 10, 31)]),
    opens=st.integers(0, 10),
    long=st.integers(1, 12),
    minutes=st.integers(1, 14 * 60),
    begins=st.integers(0, 3 * 24 * 60),
    closed=st.sets(st.integers(1, 8), max_size=3),
)
@settings(max_examples=25, deadline=None)
def test_it_is_as_if_open_minutes_were_counted_one_by_one(
    day: date, opens: int, long: int, minutes: int, begins: int, closed: set[int]
) -> None:
    periods = week_of(day, opens, opens + long, closed)
    now = datetime.combine(day, time(0), NEW_YORK).astimezone(UTC) + begins * MINUTE
    room = sum(((b.astimezone(UTC) - max(a, now).astimezone(UTC)) for a, b in periods if b > now), timedelta(0))
    if room < minutes * MINUTE:
        return
    assert add_open_time(now, minutes * MINUTE, periods) == counted(now, minutes * MINUTE, periods)


@pytest.mark.parametrize(
    ("day", "due"),
    [
        (date(2026, 3, 8), datetime(2026, 3, 8, 5, tzinfo=NEW_YORK)),  # from two it was three at once
        (date(2026, 11, 1), datetime(2026, 11, 1, 3, tzinfo=NEW_YORK)),  # the hour from one to two came twice
        (date(2026, 6, 1), datetime(2026, 6, 1, 4, tzinfo=NEW_YORK)),
    ],
)
def test_four_hours_are_four_hours_in_the_night_in_which_the_clock_changes(day: date, due: datetime) -> None:
    all_day = [(datetime.combine(day, time(0), NEW_YORK), datetime.combine(day, time(12), NEW_YORK))]
    assert add_open_time(all_day[0][0], timedelta(hours=4), all_day).astimezone(UTC) == due.astimezone(UTC)
