"""A made-up visit, before it becomes an appointment, reservations and entries of the ledger."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from heartline.people.demo.person import Person

# (kind, account, label, role, door), as the ledger names who acted
Who = tuple[str, UUID | None, str, str, str]


@dataclass(slots=True)
class Visit:
    id: UUID
    person: Person
    slug: str
    clinician: int
    room: UUID | None
    site: int
    start: datetime
    end: datetime
    mode: str
    status: str
    booked_at: datetime
    booked_by: Who
    reason: str = ""
    moved_at: datetime | None = None  # rescheduled once, from another time
    moved_from: datetime | None = None
    cancelled_at: datetime | None = None
    cancel_reason: str = ""
    seen_at: datetime | None = None  # arrived

    @property
    def sequence(self) -> int:
        return (self.moved_at is not None) + (self.cancelled_at is not None)

    @property
    def takes_time(self) -> bool:
        return self.status != "cancelled"
