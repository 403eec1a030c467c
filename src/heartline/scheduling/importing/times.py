"""Write published slots: free ones become working time, busy ones take time."""

from datetime import datetime, time, timedelta
from uuid import UUID, uuid4, uuid5
from zoneinfo import ZoneInfo

from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from heartline.people.importing.details import How, Taken
from heartline.people.models import Site
from heartline.scheduling.availability.models import PatternException
from heartline.scheduling.booking.models import Reservation
from heartline.scheduling.importing.details import SlotDetails

BUSY_ELSEWHERE = "Busy in another system"
_MOST_DAYS = 16  # that a slot of two weeks can touch


def take_slot(details: SlotDetails, resource_id: UUID, site: Site, known: UUID | None) -> Taken:
    """Replace what this slot was before. A free slot past midnight becomes one row for each local day it touches."""
    slot_id = known or uuid4()
    if known:
        forget_slot(known)
    if details.free:
        PatternException.objects.bulk_create(
            PatternException(
                id=part_of(slot_id, place), resource_id=resource_id, site=site, date=starts.date(),
                starts=starts.time(), ends=ends, works=True, reason="Published as free",
            )
            for place, (starts, ends) in enumerate(_local_days(details, site.zone))
        )  # fmt: skip
    else:
        Reservation.objects.create(
            id=slot_id,
            resource_id=resource_id,
            period=DateTimeTZRange(details.starts_at, details.ends_at),
            note=BUSY_ELSEWHERE,
        )
    return Taken(slot_id, How.UPDATED if known else How.TAKEN)


def part_of(slot_id: UUID, place: int = 0) -> UUID:
    """The id of the exception that holds a free slot's `place`-th local day."""
    return uuid5(slot_id, str(place))


def forget_slot(slot_id: UUID) -> None:
    PatternException.objects.filter(id__in=[part_of(slot_id, n) for n in range(_MOST_DAYS)]).delete()
    Reservation.objects.filter(id=slot_id, note=BUSY_ELSEWHERE).delete()


def _local_days(details: SlotDetails, zone: ZoneInfo) -> list[tuple[datetime, time | None]]:
    """Start (wall clock) and end of each day's part; None is midnight."""
    starts = details.starts_at.astimezone(zone).replace(tzinfo=None)
    ends = details.ends_at.astimezone(zone).replace(tzinfo=None)
    parts: list[tuple[datetime, time | None]] = []
    while starts < ends:
        midnight = datetime.combine(starts.date() + timedelta(days=1), time())
        parts.append((starts, ends.time() if ends < midnight else None))
        starts = midnight
    return parts
