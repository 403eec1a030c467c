"""When people and rooms work on one local date: for showing gaps on the day board. What may be booked is
availability's business; a gap only leads there."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date, datetime, time
from uuid import UUID

from django.db.models import Q

from heartline.people.models import Site
from heartline.scheduling.booking.queries import local_day
from heartline.scheduling.models import Closure, PatternException, WorkingPattern

Span = tuple[datetime, datetime]


def working(site: Site, on: date, resources: Collection[UUID]) -> dict[UUID, list[Span]]:
    """Each clinician's working spans at `site` on that date, exceptions and closures taken out. Three queries."""
    hours: dict[UUID, list[Span]] = defaultdict(list)
    away: dict[UUID, list[Span]] = defaultdict(list)
    patterns = WorkingPattern.objects.filter(
        Q(valid_until=None) | Q(valid_until__gte=on), site=site, weekday=on.isoweekday(), valid_from__lte=on,
        resource_id__in=resources,
    )  # fmt: skip
    for pattern in patterns:
        hours[pattern.resource_id].append(_span(site, on, pattern.starts, pattern.ends))
    exceptions = PatternException.objects.filter(Q(site=site) | Q(site=None), date=on, resource_id__in=resources)
    for exception in exceptions:
        if exception.works and exception.starts and exception.ends:
            hours[exception.resource_id].append(_span(site, on, exception.starts, exception.ends))
        elif not exception.works:
            away[exception.resource_id].append(_span(site, on, exception.starts or time.min, exception.ends))
    closures = Closure.objects.filter(Q(site=site) | Q(site=None), period__overlap=local_day(site, on))
    closed = [(closure.period.lower, closure.period.upper) for closure in closures]
    return {key: without(spans, away[key] + closed) for key, spans in hours.items()}


def without(spans: Iterable[Span], taken: Iterable[Span]) -> list[Span]:
    """`spans`, joined where they touch, minus `taken`; in order. Pure."""
    left = joined(spans)
    for begin, finish in taken:
        left = [
            piece
            for start, end in left
            for piece in ((start, min(end, begin)), (max(start, finish), end))
            if piece[0] < piece[1]
        ]
    return joined(left)


def joined(spans: Iterable[Span]) -> list[Span]:
    """Overlapping and touching spans as one; in order. Pure."""
    together: list[Span] = []
    for start, end in sorted(spans):
        if together and start <= together[-1][1]:
            together[-1] = (together[-1][0], max(end, together[-1][1]))
        else:
            together.append((start, end))
    return together


def _span(site: Site, on: date, starts: time, ends: time | None) -> Span:
    finish = datetime.combine(on, ends, site.zone) if ends else local_day(site, on).upper
    return datetime.combine(on, starts, site.zone), finish
