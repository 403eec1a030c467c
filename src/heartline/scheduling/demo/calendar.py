"""Who and what is taken when, as one bit for five minutes: quick to ask, and never wrong about an overlap."""

from collections import defaultdict
from datetime import UTC, date, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

BLOCK = 5  # minutes


class Taken:
    """Bits of a day of a person, room or clinician, counted from midnight UTC of the site's local date."""

    def __init__(self) -> None:
        self._bits: dict[tuple[object, date], int] = defaultdict(int)

    def free(self, key: object, day: date, bits: int) -> bool:
        return not self._bits[key, day] & bits

    def take(self, key: object, day: date, bits: int) -> None:
        self._bits[key, day] |= bits


def bits(zone: ZoneInfo, day: date, starts: int, ends: int) -> int:
    """The blocks of [starts, ends) minutes of the wall clock in `zone`."""
    shift = _minutes_behind(zone, day)
    first, last = (starts + shift) // BLOCK, -(-(ends + shift) // BLOCK)
    return ((1 << (last - first)) - 1) << first


def moment(zone: ZoneInfo, day: date, minutes: int) -> datetime:
    """That time of the wall clock, in UTC. Good for hours of work; the night in which the clock jumps is not asked for."""
    return _midnight(day) + timedelta(minutes=minutes + _minutes_behind(zone, day))


@cache
def _minutes_behind(zone: ZoneInfo, day: date) -> int:
    offset = datetime(day.year, day.month, day.day, 12, tzinfo=zone).utcoffset()
    assert offset is not None
    return -int(offset.total_seconds()) // 60


@cache
def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC)
