"""Whether somebody can answer now, and when somebody is back."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from heartline.conversations.inbox.hours import open_periods
from heartline.conversations.inbox.models import Queue
from heartline.kernel import clock
from heartline.people.places.queries import zones


@dataclass(frozen=True, slots=True)
class Hours:
    """`back`: when it opens next, on the clock of `zone`; None where that is not known."""

    open: bool
    back: datetime | None
    zone: ZoneInfo


def hours_of(queue: Queue) -> Hours:
    """A queue without a site, and one whose site has no hours at all, is open always. Three queries."""
    now = clock.now()
    zone = queue.site.zone if queue.site else ZoneInfo(zones()[0])
    seen = False
    for opens, closes in open_periods(queue, now):
        seen = True
        if closes > now:
            return Hours(opens <= now, opens, zone)
    return Hours(not seen and not (queue.site and queue.site.opening_hours.exists()), None, zone)
