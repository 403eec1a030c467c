"""Several days of a site's clinicians or rooms, in a number of queries that depends on neither."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.db.models import Q

from heartline.kernel import clock, dates
from heartline.people.models import Site
from heartline.scheduling.booking.queries import local_day
from heartline.scheduling.desk.hours import Span, without
from heartline.scheduling.models import (
    Appointment,
    Closure,
    PatternException,
    Reservation,
    Resource,
    WorkingPattern,
)


@dataclass(slots=True)
class Column:
    """One clinician or room on one date: visits, time that is kept free of them, and hours that are worked."""

    resource: Resource
    on: date
    visits: list[Appointment] = field(default_factory=list)
    blocked: list[Reservation] = field(default_factory=list)
    worked: list[Span] = field(default_factory=list)


@dataclass(slots=True)
class Sheet:
    columns: list[Column]
    resources: list[Resource]  # whoever could be asked for, by name
    closures: list[Closure]


def load(site: Site, first: date, days: int, *, by: str, resource_id: UUID | None = None) -> Sheet:
    """Each date a column for whoever works or is busy on it; rooms always. Cancelled visits are left out. Seven queries."""
    dates_ = [first + timedelta(days=n) for n in range(days)]
    span = DateTimeTZRange(local_day(site, dates_[0]).lower, local_day(site, dates_[-1]).upper)
    resources = _resources(site, by)
    shown = [each for each in resources if resource_id in (None, each.pk)]
    columns = {(each.pk, on): Column(each, on) for on in dates_ for each in shown}
    owner = {**{each.pk: each.pk for each in shown}, **_lanes(shown, by)}
    for visit in _visits(site, span, by):
        whose = owner.get(getattr(visit, f"{by}_id"))
        on = dates.local(visit.period.lower, site.time_zone).date()
        if whose is not None and (whose, on) in columns:
            columns[whose, on].visits.append(visit)
    for reservation in _blocked(owner, span):
        for on in dates_:
            if (
                _meets(reservation.period, local_day(site, on))
                and (key := (owner[reservation.resource_id], on)) in columns
            ):
                columns[key].blocked.append(reservation)
    closures = list(Closure.objects.filter(Q(site=site) | Q(site=None), period__overlap=span).order_by("period"))
    if by == "clinician":
        for key, spans in _working(site, dates_, [each.pk for each in shown], closures).items():
            columns[key].worked = spans
    kept = [c for c in columns.values() if by == "room" or resource_id or c.worked or c.visits or c.blocked]
    return Sheet(kept, resources, closures)


def _resources(site: Site, by: str) -> list[Resource]:
    here = (
        Q(room__site=site)
        if by == "room"
        else Q(patterns__site=site) | Q(exceptions__site=site, exceptions__works=True)
    )
    found = Resource.objects.filter(here, kind=by, active=True, lane_of=None).select_related("staff_member", "room")
    return sorted(found.distinct(), key=lambda each: each.name)


def _lanes(shown: Sequence[Resource], by: str) -> dict[UUID, UUID]:
    """A clinician's extra places stand beside their own. One query."""
    if by != "clinician":
        return {}
    return dict(Resource.objects.filter(lane_of__in=[each.pk for each in shown]).values_list("pk", "lane_of_id"))


def _visits(site: Site, span: DateTimeTZRange, by: str) -> list[Appointment]:
    found = Appointment.objects.select_related("patient", "service", "clinician").exclude(
        status=Appointment.Status.CANCELLED
    )
    found = found.filter(site=site, period__overlap=span)
    return list(found.exclude(**{by: None}).order_by("period", "pk"))


def _blocked(owner: dict[UUID, UUID], span: DateTimeTZRange) -> list[Reservation]:
    standing = Q(held_until=None) | Q(held_until__gt=clock.now())
    found = Reservation.objects.filter(
        standing, resource_id__in=list(owner), period__overlap=span, appointment_id=None, group_session=None
    )
    return list(found.order_by("period"))


def _working(
    site: Site, on: Sequence[date], resources: Sequence[UUID], closures: Sequence[Closure]
) -> dict[tuple[UUID, date], list[Span]]:
    """Hours at the site, exceptions and closures taken out. Two queries."""
    hours: dict[tuple[UUID, date], list[Span]] = defaultdict(list)
    away: dict[tuple[UUID, date], list[Span]] = defaultdict(list)
    patterns = WorkingPattern.objects.filter(site=site, resource_id__in=resources, valid_from__lte=on[-1])
    for pattern in patterns.filter(Q(valid_until=None) | Q(valid_until__gte=on[0])):
        for day in on:
            if day.isoweekday() == pattern.weekday and pattern.valid_from <= day <= (pattern.valid_until or day):
                hours[pattern.resource_id, day].append(_span(site, day, pattern.starts, pattern.ends))
    for each in PatternException.objects.filter(Q(site=site) | Q(site=None), date__in=on, resource_id__in=resources):
        if each.works and each.starts and each.ends:
            hours[each.resource_id, each.date].append(_span(site, each.date, each.starts, each.ends))
        elif not each.works:
            away[each.resource_id, each.date].append(_span(site, each.date, each.starts or time.min, each.ends))
    closed = [(closure.period.lower, closure.period.upper) for closure in closures]
    return {key: without(spans, away[key] + closed) for key, spans in hours.items()}


def _span(site: Site, on: date, starts: time, ends: time | None) -> Span:
    finish = datetime.combine(on, ends, site.zone) if ends else local_day(site, on).upper
    return datetime.combine(on, starts, site.zone), finish


def _meets(period: DateTimeTZRange, other: DateTimeTZRange) -> bool:
    return bool(period.lower < other.upper and other.lower < period.upper)
