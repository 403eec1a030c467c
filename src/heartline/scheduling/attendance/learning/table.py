"""Visits as columns of numbers: what features are computed from, wherever the visits came from."""

from collections.abc import Sequence
from dataclasses import dataclass, field, fields, replace

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
Matrix = NDArray[np.float64]

DAY = 86400.0  # seconds


@dataclass(frozen=True, slots=True)
class Column:
    """A further column: numbers, or codes into `labels` (−1: missing)."""

    name: str
    numbers: Floats | None = None
    codes: Ints | None = None
    labels: tuple[str, ...] = ()

    def __len__(self) -> int:
        return len(self.numbers if self.numbers is not None else self.codes)  # type: ignore[arg-type]

    def take(self, rows: Ints) -> "Column":
        return replace(
            self,
            numbers=None if self.numbers is None else self.numbers[rows],
            codes=None if self.codes is None else self.codes[rows],
        )


@dataclass(frozen=True, slots=True)
class Visits:
    """One row a visit. Times are seconds since 1970; NaN is unknown, everywhere.

    `known_at` is when its outcome can be known at the earliest: its start, or the end of its day if only days are told.
    `missed` is 1 or 0, or NaN where nobody came to know (cancelled, still to come). `sex` is "female", "male", "" …
    """

    patient: Ints
    booked_at: Floats
    starts_at: Floats
    known_at: Floats
    booked_wall: Floats  # the clock on the wall, for weekdays and hours
    starts_wall: Floats
    has_hours: bool
    age: Floats  # years
    sex: NDArray[np.str_]
    reminded: Floats
    missed: Floats
    further: tuple[Column, ...] = field(default=())

    def __len__(self) -> int:
        return len(self.patient)

    def take(self, rows: Ints) -> "Visits":
        """These rows, in this order."""
        changed = {
            each.name: getattr(self, each.name)[rows]
            for each in fields(self)
            if each.name not in ("has_hours", "further")
        }
        return replace(self, **changed, further=tuple(column.take(rows) for column in self.further))


def coded(values: Sequence[str]) -> tuple[Ints, tuple[str, ...]]:
    """Codes of texts in alphabetical order, so that the order of rows says nothing; "" is −1."""
    labels, codes = np.unique(np.asarray(values, dtype=str), return_inverse=True)
    codes = codes.astype(np.int64)
    if len(labels) and labels[0] == "":
        return codes - 1, tuple(str(label) for label in labels[1:])
    return codes, tuple(str(label) for label in labels)
