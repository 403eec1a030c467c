"""When an agreement holds, and what it lets somebody do. Pure."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from uuid import UUID
from zoneinfo import ZoneInfo


class Field(StrEnum):
    """What of patients an agreement can name. Without any: those who wrote to its queues, by name and how they are reached."""

    FIND = "find"
    RECORD = "record"
    VISITS = "visits"
    WAITLIST = "waitlist"


# What a permission of the table needs besides an agreement that holds.
NEEDS: Mapping[str, Field | None] = {
    "desk.enter": None,
    "conversation.read": None,
    "conversation.answer": None,
    "patient.find": Field.FIND,
    "patient.read": Field.RECORD,
    "day.read": Field.VISITS,
    "appointment.book": Field.VISITS,
    "appointment.cancel": Field.VISITS,
    "waitlist.read": Field.WAITLIST,
}


@dataclass(frozen=True, slots=True)
class Scope:
    """What somebody of another firm sees now."""

    name: str = ""  # of the agreement; empty where none holds
    queues: tuple[UUID, ...] = ()
    fields: tuple[str, ...] = ()

    @property
    def holds(self) -> bool:
        return bool(self.name)

    def allows(self, permission: str) -> bool:
        needed = NEEDS.get(permission, "")
        return self.holds and (needed is None or needed in self.fields)


@dataclass(frozen=True, slots=True)
class Times:
    """When an agreement holds, on the clock of its zone."""

    weekdays: Collection[int]
    opens: time
    closes: time
    zone: str
    begins_on: date
    ends_on: date | None = None
    ended: bool = False

    def hold(self, now: datetime) -> bool:
        """A shift that goes past midnight belongs to the day on which it began."""
        here = now.astimezone(ZoneInfo(self.zone))
        at, day = here.time(), here.date()
        if self.opens < self.closes:
            if not self.opens <= at < self.closes:
                return False
        elif self.opens > self.closes and at < self.closes:
            day -= timedelta(days=1)
        elif self.opens > self.closes and at < self.opens:
            return False
        within = self.begins_on <= day and (self.ends_on is None or day <= self.ends_on)
        return within and not self.ended and day.isoweekday() in self.weekdays
