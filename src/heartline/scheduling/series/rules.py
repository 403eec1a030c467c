"""When the visits of a series are: a rhythm on the wall clock of a site. Pure."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from heartline.scheduling.availability.rules import FreeTime

MOST = 26  # visits in one series
OTHER_CLINICIAN = timedelta(hours=6)  # as bad as being six hours off


def occurrences(first: datetime, zone: str, every_weeks: int, count: int) -> list[datetime]:
    """The moments at which the site's clock shows the same weekday and time again; `first` is one of them.

    The clock on the wall counts, so a summer's nine o'clock is a winter's nine o'clock. A time that the clock skips that
    night is the moment when it would have been.
    """
    local = first.astimezone(ZoneInfo(zone))
    return [on_the_clock(local.date() + timedelta(weeks=every_weeks * n), local.time(), zone) for n in range(count)]


def shifted(starts_at: datetime, before: datetime, after: datetime, zone: str) -> datetime:
    """Where a visit goes when another of its series goes from `before` to `after`: as many days on, at that time."""
    local, old, new = (moment.astimezone(ZoneInfo(zone)) for moment in (starts_at, before, after))
    return on_the_clock(local.date() + (new.date() - old.date()), new.time(), zone)


def on_the_clock(day: date, at: time, zone: str) -> datetime:
    """The moment, in UTC, when the clock on the wall shows `at` on `day`."""
    return datetime.combine(day, at.replace(fold=0), ZoneInfo(zone)).astimezone(ZoneInfo("UTC"))


def closest(times: Iterable[FreeTime], wanted: datetime, clinician_id: UUID, most: int) -> list[FreeTime]:
    """The `most` best instead of `wanted`: near it, rather with the same clinician; never two with the same start."""

    def distance(free: FreeTime) -> timedelta:
        return abs(free.starts_at - wanted) + (timedelta(0) if free.clinician_id == clinician_id else OTHER_CLINICIAN)

    kept: dict[datetime, FreeTime] = {}
    for free in sorted(times, key=lambda free: (distance(free), free.starts_at, free.clinician_name)):
        kept.setdefault(free.starts_at, free)
    return list(kept.values())[:most]
