"""How long an offer stands: long enough to be fair, short enough for the next, never by night and never too late."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from heartline.scheduling.waitlist.deadlines import LONGEST, QUIET_FROM, QUIET_UNTIL, SHORTEST, deadline, quiet_until

ZONES = ["America/New_York", "America/Chicago", "Asia/Kathmandu", "Australia/Lord_Howe", "UTC"]
moments = st.integers(0, 60 * 24 * 365).map(
    lambda minutes: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
)
HOUR = timedelta(hours=1)


@given(
    moments,
    st.integers(1, 60 * 24 * 90),
    st.sampled_from(ZONES),
    st.sampled_from([0, 1, 24]),
    st.sampled_from([1, 4, 48]),
)
def test_a_deadline_is_fair(now: datetime, minutes: int, zone: str, lead: int, notice: int) -> None:
    starts = now + timedelta(minutes=minutes)
    until = deadline(now, starts, lead=lead * HOUR, notice=notice * HOUR, zone=zone)
    by_night = not QUIET_UNTIL <= now.astimezone(ZoneInfo(zone)).time() < QUIET_FROM
    if until is None:
        assert by_night or starts - max(lead, notice) * HOUR - now < SHORTEST
        return
    assert not by_night
    assert now + SHORTEST <= until <= starts - max(lead, notice) * HOUR
    assert until - now <= LONGEST


@given(moments, st.integers(60, 60 * 24 * 90), st.sampled_from(["America/New_York", "America/Chicago"]))
def test_nobody_loses_a_time_by_sleeping(now: datetime, minutes: int, zone: str) -> None:
    starts = now + timedelta(minutes=minutes)
    until = deadline(now, starts, lead=timedelta(0), notice=HOUR, zone=zone)
    if until is None or until == starts - HOUR:  # cut short by the visit itself
        return
    local = until.astimezone(ZoneInfo(zone)).time()
    # A day's notice given just before a night on which the clock jumps may end an hour into the next.
    assert time(7) <= local <= time(22)


def test_it_fits_how_soon_the_visit_is() -> None:
    ten = datetime(2026, 3, 2, 15, tzinfo=UTC)  # ten in the morning in New York

    def stands(**ahead: int) -> timedelta:
        until = deadline(ten, ten + timedelta(**ahead), lead=timedelta(0), notice=HOUR, zone="America/New_York")
        assert until is not None
        return until - ten

    assert stands(hours=2) == timedelta(minutes=15)
    assert stands(hours=6) == timedelta(minutes=30)
    assert stands(days=1) == timedelta(hours=2)
    assert stands(days=5) == timedelta(hours=10)
    assert stands(days=7) == timedelta(hours=24)  # fourteen and a night of eleven, but not more than a day
    assert stands(days=40) == timedelta(hours=24)


def test_the_night_ends_at_eight_on_the_sites_clock() -> None:
    midnight = datetime(2026, 3, 3, 5, tzinfo=UTC)
    assert quiet_until(midnight, "America/New_York") == midnight + timedelta(hours=8)
    assert quiet_until(midnight, "Asia/Tokyo") is None


def test_it_ends_before_the_visit_that_would_be_given_up_must_stay() -> None:
    ten = datetime(2026, 3, 2, 15, tzinfo=UTC)
    until = deadline(
        ten, ten + timedelta(days=30), lead=timedelta(0), notice=HOUR, zone="UTC", keeps_from=ten + timedelta(hours=3)
    )
    assert until == ten + timedelta(hours=3)
