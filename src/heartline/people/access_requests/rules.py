"""The clock of a request for one's own data: 45 CFR 164.524(b)(2), thirty days, and thirty more once, with a written reason."""

from dataclasses import dataclass
from datetime import date, timedelta

DAYS = timedelta(days=30)
SOON = timedelta(days=7)  # from when on the clock is shown as pressing


@dataclass(frozen=True, slots=True)
class Clock:
    """`left` is in days, negative once the last day has passed. `part` of the time that has gone, from 0 to 1."""

    due_on: date
    left: int
    part: float
    may_extend: bool

    @property
    def overdue(self) -> bool:
        return self.left < 0

    @property
    def late(self) -> int:
        """Days past the last one."""
        return max(-self.left, 0)

    @property
    def pressing(self) -> bool:
        return self.left <= SOON.days


def due(asked_on: date, *, extended: bool = False) -> date:
    """The last day on which the answer is in time. Days are those of the calendar, the day of asking not counted."""
    return asked_on + (2 * DAYS if extended else DAYS)


def clock(asked_on: date, *, extended: bool, today: date) -> Clock:
    """How a request that is still open stands today. It may be extended once, while the first thirty days last."""
    due_on = due(asked_on, extended=extended)
    gone = (today - asked_on) / (due_on - asked_on)
    return Clock(due_on, (due_on - today).days, min(max(gone, 0.0), 1.0), not extended and today <= due_on)
