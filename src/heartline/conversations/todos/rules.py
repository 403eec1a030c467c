"""When a task is due, and how it stands. Pure."""

from datetime import date, datetime, time, timedelta, tzinfo
from enum import StrEnum

from django.utils.translation import pgettext_lazy

from heartline.kernel.errors import Words

END_OF_DAY = time(17)  # of a task that is due on a day, on the clock of the place
SOON = timedelta(hours=4)
LONGEST = timedelta(days=366)


class View(StrEnum):
    """Which tasks a list shows."""

    MINE = "mine"
    QUEUES = "queues"
    OVERDUE = "overdue"
    ASKED = "asked"
    CLOSED = "closed"

    @property
    def words(self) -> Words:
        return _WORDS[self]


_WORDS: dict[View, Words] = {
    View.MINE: pgettext_lazy("tasks", "Mine"),
    View.QUEUES: pgettext_lazy("tasks", "Of my queues"),
    View.OVERDUE: pgettext_lazy("tasks", "Overdue"),
    View.ASKED: pgettext_lazy("tasks", "Asked by me"),
    View.CLOSED: pgettext_lazy("tasks", "Done"),
}


class Standing(StrEnum):
    """How an open task stands to its time."""

    NO = ""
    SOON = "soon"
    PASSED = "passed"


def due_at(day: date, at: time | None, zone: tzinfo) -> datetime:
    """On that day at that time; without a time by the end of the working day."""
    return datetime.combine(day, at or END_OF_DAY, zone)


def standing(due: datetime, now: datetime, *, is_open: bool) -> Standing:
    if not is_open:
        return Standing.NO
    if due <= now:
        return Standing.PASSED
    return Standing.SOON if due - now <= SOON else Standing.NO
