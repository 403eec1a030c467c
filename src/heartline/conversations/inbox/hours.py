"""When a queue's site is open, from now on."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db.models import Q

from heartline.conversations.inbox.models import ClosedDay, Queue
from heartline.conversations.inbox.rules import Period

DAYS = 30  # as far as is looked ahead


def open_periods(queue: Queue, now: datetime) -> Iterator[Period]:
    """The opening hours of its site on the coming days, in order, but for those on which it is closed; nothing
    for a queue without a site. Two queries."""
    if queue.site is None:
        return
    zone = queue.site.zone
    blocks = list(queue.site.opening_hours.all())
    today = now.astimezone(zone).date()
    days = [today + timedelta(days=n) for n in range(DAYS)]
    theirs = Q(site=None) | Q(site=queue.site)
    closed = set(ClosedDay.objects.filter(theirs, day__in=days).values_list("day", flat=True))
    for day in (each for each in days if each not in closed):
        for block in blocks:
            if block.weekday == day.isoweekday():
                yield datetime.combine(day, block.opens, zone), datetime.combine(day, block.closes, zone)
