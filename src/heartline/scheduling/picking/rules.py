"""How free times are named in an address, thinned and grouped so that a person can choose one. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time
from typing import Protocol, Self, TypeVar
from uuid import UUID

_STAMP = "%Y%m%dT%H%MZ"


class Startable(Protocol):
    """Anything that starts: a FreeTime, in practice."""

    @property
    def starts_at(self) -> datetime: ...


Time = TypeVar("Time", bound=Startable)


@dataclass(frozen=True, slots=True)
class Choice:
    """One clinician at one moment: the value of a time's radio button and of `?time=`."""

    clinician_id: UUID
    starts_at: datetime  # aware; to the minute

    @classmethod
    def parse(cls, text: str) -> Self | None:
        """What `str(choice)` wrote; None for anything else.

        >>> Choice.parse("nonsense") is None
        True
        """
        clinician, _, stamp = text.partition("@")
        try:
            choice = cls(UUID(clinician), datetime.strptime(stamp, _STAMP).replace(tzinfo=UTC))
        except ValueError:
            return None
        return choice if 1900 <= choice.starts_at.year <= 9000 else None  # from the calendar's ends nobody can count on

    def __str__(self) -> str:
        return f"{self.clinician_id}@{self.starts_at.astimezone(UTC).strftime(_STAMP)}"


def part_of_day(clock: time) -> str:
    """ "morning" before noon, "afternoon" before five, then "evening", by the site's own clock."""
    if clock < time(12):
        return "morning"
    return "afternoon" if clock < time(17) else "evening"


def thin(times: Sequence[Time], most: int) -> list[Time]:
    """At most about `most` times, in order: the roundest minutes stay (the hour, then halves, quarters, tens, fives).

    A day on which a dozen clinicians are free every ten minutes is no choice but a wall. Whole grades are kept or
    left, so what is offered looks regular; only when the hours alone are too many are those cut.
    """
    if len(times) <= most:
        return list(times)
    kept: list[Time] = []
    for grade in range(5):
        more = [each for each in times if _grade(each.starts_at) <= grade]
        if kept and len(more) > most:
            break
        kept = more
    return kept[:most] if len(kept) > most else kept


def one_a_start(times: Iterable[Time], *, within: str = "") -> list[Time]:
    """The first of the times that start together (and, with `within`, share that attribute)."""
    seen: set[object] = set()
    kept = []
    for each in times:
        key = (each.starts_at, getattr(each, within) if within else None)
        if key not in seen:
            seen.add(key)
            kept.append(each)
    return kept


def _grade(moment: datetime) -> int:
    return next((grade for grade, step in enumerate((60, 30, 15, 10)) if moment.minute % step == 0), 4)
