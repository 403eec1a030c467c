"""Days to third-next-available, and what they are held against. Pure.

The Institute for Healthcare Improvement counts the days from a request to the third-next visit that could be had, since the
first and second often come of a cancellation; a department's figure is the mean of its clinicians'. QHP certification (CMS)
asks for behavioural visits within 10, primary within 15 and specialty within 30 business days, in 90 of 100 cases.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

TARGETS: Mapping[str, int] = {"behavioural": 10, "primary": 15, "specialty": 30}  # business days, by Service.category
SHARE = 0.9  # of the clinicians, within the target
THIRD = 3


@dataclass(frozen=True, slots=True)
class Figure:
    """`days` None: not every clinician has three free. Days are business days from today, 0 for today."""

    days: float | None
    days_with_anybody: int | None
    clinicians: int
    within: int
    target: int | None

    @property
    def met(self) -> bool | None:
        """None where the category has no target."""
        return None if self.target is None else self.within >= SHARE * self.clinicians


def third(starts: Iterable[datetime], apart: timedelta) -> datetime | None:
    """The third of the visits that could all be had, each `apart` from the last: overlapping starts are one chance, not three."""
    count, last = 0, None
    for start in sorted(starts):
        if last is None or start >= last + apart:
            count, last = count + 1, start
            if count == THIRD:
                return start
    return None


def business_days(first: date, until: date, closed: Collection[date] = ()) -> int:
    """Mondays to Fridays after `first` up to and with `until`, days on which the site is closed left out."""
    days = (until - first).days
    if days <= 0:
        return 0
    weeks, rest = divmod(days, 7)
    count = weeks * 5 + sum((first + timedelta(days=weeks * 7 + each + 1)).weekday() < 5 for each in range(rest))
    return count - sum(first < day <= until and day.weekday() < 5 for day in set(closed))


def figure(thirds: Collection[int | None], anybody: int | None, target: int | None) -> Figure:
    """From the business days of each clinician (None: no third free time)."""
    known = [days for days in thirds if days is not None]
    mean = sum(known) / len(known) if known and len(known) == len(thirds) else None
    within = len(thirds) if target is None else sum(days <= target for days in known)
    return Figure(mean, anybody, len(thirds), within, target)
