"""When a queue's site is open, from now on."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from heartline.conversations.inbox.models import Queue
from heartline.conversations.inbox.rules import Period

DAYS = 30  # as far as is looked ahead


def open_periods(queue: Queue, now: datetime) -> Iterator[Period]:
    """The opening hours of its site on the coming days, in order; nothing for a queue without a site. One query."""
    if queue.site is None:
        return
    zone = queue.site.zone
    blocks = list(queue.site.opening_hours.all())
    today = now.astimezone(zone).date()
    for day in (today + timedelta(days=n) for n in range(DAYS)):
        for block in blocks:
            if block.weekday == day.isoweekday():
                yield datetime.combine(day, block.opens, zone), datetime.combine(day, block.closes, zone)
