"""When something is due: a length of time, counted while the clinic is open."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from heartline.conversations.turns.thread import Due

URGENT = timedelta(minutes=5)  # somebody has to look, at any hour
ASSISTANT = timedelta(seconds=30)
AGAIN = timedelta(hours=1)  # after a deadline was missed, the next one
LEAST = timedelta(minutes=1)

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
    """The moment at which `length` of open time has passed since `now`."""
    left, seen = length, False
    for opens, closes in open_periods:
        seen = True
        start = max(opens, now)
        if start >= closes:
            continue
        if closes - start >= left:
            return start + left
        left -= closes - start
    return now + left if not seen else max(now, closes) + left
