"""How many records are duplicates, as AHIMA counts them: of all records, and of those made on a day."""

from dataclasses import dataclass
from datetime import date, timedelta

from heartline.people.linking.models import DuplicateDay

TARGET = 0.01  # of all records (AHIMA's goal); surveys of the field find an average of 0.08 to 0.12
FIELD = (0.08, 0.12)
SHOWN = 90  # days


@dataclass(frozen=True, slots=True)
class Rate:
    """`error` is duplicates of all records, `creation` duplicates of the records made that day (None: none were made)."""

    day: date
    records: int
    error: float
    waiting: float
    creation: float | None

    @property
    def on_target(self) -> bool:
        return self.error <= TARGET


def rate(counted: DuplicateDay) -> Rate:
    records = counted.records or 1
    return Rate(
        counted.day,
        counted.records,
        counted.duplicates / records,
        counted.waiting / records,
        counted.registered_twice / counted.registered if counted.registered else None,
    )


def rates(until: date, days: int = SHOWN) -> list[Rate]:
    """The rates of the last days that were counted, the oldest first. One query."""
    found = DuplicateDay.objects.filter(day__gt=until - timedelta(days=days), day__lte=until).order_by("day")
    return [rate(counted) for counted in found]
