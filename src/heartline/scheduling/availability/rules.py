"""Free times as values, and the order in which they are looked for and offered."""

from collections.abc import Collection, Hashable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Generic, TypeVar
from uuid import UUID
from zoneinfo import ZoneInfo

# Local dates start up to 14 hours before, and 12 hours after, the same date in UTC.
EAST, WEST = timedelta(hours=14), timedelta(hours=12)


@dataclass(frozen=True, slots=True)
class FreeTime:
    """A visit that could be had: with whom, where, when. `room_id` is set when a room would be taken as well."""

    clinician_id: UUID
    clinician_name: str
    site_id: UUID
    site_name: str
    time_zone: str
    starts_at: datetime
    ends_at: datetime
    room_id: UUID | None
    mode_options: tuple[str, ...]
    further: tuple[UUID, ...] = ()  # devices and helpers that would be taken as well
    lane_of: UUID | None = None  # whose lane `clinician_id` is, where it is one

    @property
    def giver_id(self) -> UUID:
        """Who gives the visit: a lane's clinician, where the time taken is the lane's."""
        return self.lane_of or self.clinician_id

    @property
    def local_start(self) -> datetime:
        """On the clock of the site."""
        return self.starts_at.astimezone(ZoneInfo(self.time_zone))


Key = TypeVar("Key", bound=Hashable)
Moving = UUID | Collection[UUID] | None  # visits, by id


@dataclass(frozen=True, slots=True)
class Filters:
    """What narrows the search. `holder` and `moving` are whose own reservations do not count."""

    clinicians: Collection[UUID] | None = None
    site_id: UUID | None = None
    mode: str | None = None
    holder: str = ""
    online: bool = True
    moving: Moving = None
    patient_id: UUID | None = None


NO_FILTERS = Filters()


@dataclass(frozen=True, slots=True)
class Wanted(Generic[Key]):
    """One exact time that somebody would like to have. `key` is what the asker knows it by."""

    key: Key
    service_id: UUID
    clinician_id: UUID
    starts_at: datetime
    site_id: UUID | None = None
    mode: str | None = None
    patient_id: UUID | None = None


def moving_ids(moving: Moving) -> list[UUID] | None:
    """The visits that are moving, one or several, as a list; None for none."""
    if not moving:
        return None
    return [moving] if isinstance(moving, UUID) else list(moving)


def around_dates(first: date, days: int) -> tuple[datetime, datetime]:
    """Moments between which every zone on earth has the local dates `first` … `first + days − 1`."""
    midnight = datetime(first.year, first.month, first.day, tzinfo=ZoneInfo("UTC"))
    return midnight - EAST, midnight + timedelta(days=days) + WEST


def nearest_first(times: Iterable[FreeTime], wanted: datetime, clinician_id: UUID | None, count: int) -> list[FreeTime]:
    """The `count` times closest to `wanted`, at most half of them without `clinician_id` if enough are with; by time."""
    by_distance = sorted(times, key=lambda time: (abs(time.starts_at - wanted), time.starts_at, time.clinician_name))
    same = [time for time in by_distance if time.clinician_id == clinician_id][: (count + 1) // 2]
    others = [time for time in by_distance if time not in same][: count - len(same)]
    return sorted(same + others, key=lambda time: (time.starts_at, time.clinician_name))
