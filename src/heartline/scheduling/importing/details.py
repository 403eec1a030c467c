"""What another system says of visits and time, in our own terms."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class ServiceName:
    """A kind of visit: its code in another system's list (or, without one, its words) and what people call it."""

    system: str
    code: str
    name: str


@dataclass(frozen=True, slots=True)
class VisitDetails:
    starts_at: datetime
    ends_at: datetime
    status: str  # Appointment.Status
    service: ServiceName
    mode: str = "in_person"
    reason: str = ""
    cancel_reason: str = ""
    cancel_note: str = ""
    booked_at: datetime | None = None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SlotDetails:
    starts_at: datetime
    ends_at: datetime
    free: bool
    capacity: int = 1
