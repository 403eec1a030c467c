"""How long an offered time is kept for somebody. Pure: no clock, no database."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

SHORTEST, LONGEST = timedelta(minutes=15), timedelta(hours=24)
SHARE = 12  # an offer stands for a twelfth of the time that is left before the visit …
GRID = timedelta(minutes=5)  # … rounded down to five minutes
QUIET_FROM, QUIET_UNTIL = time(21), time(8)  # nobody is asked at night, nor loses a time by sleeping


def quiet_until(now: datetime, zone: str) -> datetime | None:
    """The end of the night that it is in `zone`, or None by day."""
    local = now.astimezone(ZoneInfo(zone))
    if QUIET_UNTIL <= local.time() < QUIET_FROM:
        return None
    morning = local if local.time() < QUIET_UNTIL else local + timedelta(days=1)
    return datetime.combine(morning.date(), QUIET_UNTIL, ZoneInfo(zone))


def last_answer(starts_at: datetime, lead: timedelta, notice: timedelta) -> datetime:
    """The last moment at which a visit can still be taken: its lead time, and what the patient needs, before it."""
    return starts_at - max(lead, notice)


def deadline(
    now: datetime,
    starts_at: datetime,
    *,
    lead: timedelta,
    notice: timedelta,
    zone: str,
    keeps_from: datetime | None = None,
) -> datetime | None:
    """Until when an offer made now stands; None when none should be made: at night, or too late for a fair chance.

    At least a quarter of an hour, at most a day; hours of the night do not count; never past `last_answer`, nor past the
    moment from which the visit that would be given up can no longer be (`keeps_from`).
    """
    last = last_answer(starts_at, lead, notice)
    last = min(last, keeps_from) if keeps_from else last
    if quiet_until(now, zone) is not None or last - now < SHORTEST:
        return None
    length = min(max((starts_at - now) / SHARE, SHORTEST), LONGEST)
    length -= timedelta(seconds=length.total_seconds() % GRID.total_seconds())
    return min(_awake(now, length, zone), last)


def _awake(now: datetime, length: timedelta, zone: str) -> datetime:
    """`length` after `now`, the night left out; a day after it at the latest, which is by day as well."""
    here = ZoneInfo(zone)
    evening = datetime.combine(now.astimezone(here).date(), QUIET_FROM, here)
    left = length - (evening - now)
    if left <= timedelta(0):
        return now + length
    morning = datetime.combine(evening.date() + timedelta(days=1), QUIET_UNTIL, here)
    return min(morning + left, now + LONGEST)
