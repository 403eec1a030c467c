"""The rhythm of a series is the wall clock's."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from heartline.scheduling.series import rules

ZONES = st.sampled_from(
    ["America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu", "America/Phoenix", "Europe/Dublin"]
)
DATES = st.dates(date(2026, 1, 1), date(2029, 12, 31))
CLOCKS = st.builds(time, st.integers(6, 21), st.integers(0, 59))  # no clock jumps by day
DAYTIME = st.builds(lambda day, at: datetime.combine(day, at), DATES, CLOCKS)


@given(DAYTIME, ZONES, st.integers(1, 8), st.integers(2, rules.MOST))
def test_the_clock_on_the_wall_shows_the_same_again(local: datetime, zone: str, weeks: int, count: int) -> None:
    first = local.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
    moments = rules.occurrences(first, zone, weeks, count)
    walls = [moment.astimezone(ZoneInfo(zone)) for moment in moments]
    assert len(moments) == count and moments[0] == first
    assert {wall.time() for wall in walls} == {local.time()}
    assert [(wall.date() - walls[0].date()).days for wall in walls] == [7 * weeks * n for n in range(count)]


def test_nine_stays_nine_when_summer_ends() -> None:
    moments = rules.occurrences(datetime(2026, 10, 27, 13, tzinfo=UTC), "America/New_York", 1, 2)
    assert moments == [datetime(2026, 10, 27, 13, tzinfo=UTC), datetime(2026, 11, 3, 14, tzinfo=UTC)]


@given(DAYTIME, DAYTIME, DAYTIME, ZONES)
def test_all_go_as_far_and_to_the_same_hour(one: datetime, before: datetime, after: datetime, zone: str) -> None:
    start, old, new = (local.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC) for local in (one, before, after))
    moved = rules.shifted(start, old, new, zone).astimezone(ZoneInfo(zone))
    assert moved.time() == after.time()
    assert moved.date() - one.date() == after.date() - before.date()
    assert rules.shifted(old, old, new, zone) == new


def test_a_time_the_clock_skips_is_a_moment_all_the_same() -> None:
    moment = rules.on_the_clock(date(2027, 3, 14), time(2, 30), "America/New_York")
    assert moment - datetime(2027, 3, 14, 7, tzinfo=UTC) == timedelta(minutes=30)
