"""When something is due: a length of time, counted while the clinic is open."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from heartline.conversations.turns.thread import Due

URGENT = timedelta(minutes=5)  # somebody has to look, at any hour
ASSISTANT = timedelta(seconds=30)
AGAIN = timedelta(hours=1)  # after a deadline was missed, the next one
LEAST = timedelta(minutes=1)
WARN = 4  # a deadline is near when this part of its time is left …
WARN_AT_MOST = timedelta(minutes=30)  # … or so much


class Assigned(StrEnum):
    """Who gets what comes into a queue. What is shared out goes to who speaks the language, knows the patient, has room."""

    BY_HAND = "by_hand"
    ROUND_ROBIN = "round_robin"
    LEAST_BUSY = "least_busy"


Period = tuple[datetime, datetime]


def due_at(
    due: Due, now: datetime, first_answer: timedelta, open_periods: Iterable[Period], *, urgent: bool, step: int
) -> datetime:
    """When `due` is due, from `now`. What is urgent and what the assistant owes does not wait for opening hours.

    `open_periods` are in order and may be endless; where there are none, the clinic is open at all hours.
    """
    if urgent:
        return now + URGENT
    if due == Due.ANSWER_BY_ASSISTANT:
        return now + ASSISTANT
    return add_open_time(now, first_answer if step == 0 else min(AGAIN, first_answer), open_periods)


def add_open_time(now: datetime, length: timedelta, open_periods: Iterable[Period]) -> datetime:
    """The moment at which `length` of open time has passed since `now`. Counted in UTC: two times on the same wall are as
    far apart as the hands say, also in the night in which the clock is put forward or back."""
    left, seen, now = length, False, now.astimezone(UTC)
    for each_opens, each_closes in open_periods:
        seen = True
        opens, closes = each_opens.astimezone(UTC), each_closes.astimezone(UTC)
        start = max(opens, now)
        if start >= closes:
            continue
        if closes - start >= left:
            return start + left
        left -= closes - start
    return now + left if not seen else max(now, closes) + left


class Late(StrEnum):
    """How a deadline stands."""

    NO = ""
    SOON = "soon"
    PASSED = "passed"


def late(due: datetime | None, now: datetime, length: timedelta) -> Late:
    """Whether what is due within `length` has been missed, or is about to be."""
    if due is None:
        return Late.NO
    if due <= now:
        return Late.PASSED
    return Late.SOON if due - now <= min(length / WARN, WARN_AT_MOST) else Late.NO
