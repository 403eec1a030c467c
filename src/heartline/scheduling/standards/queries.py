"""Third-next-available as it is now, and as it was measured on past days."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import connection

from heartline.kernel import clock
from heartline.people.models import Site
from heartline.scheduling.catalogue.models import Service
from heartline.scheduling.models import Closure
from heartline.scheduling.standards.models import AccessMeasurement
from heartline.scheduling.standards.rules import TARGETS, Figure, business_days, figure, third

# Soon first; who has no third free time then is looked at further on.
NEAR, FAR = timedelta(days=28), timedelta(days=130)
Key = tuple[UUID, UUID]  # service, site

GIVEN = """
    SELECT DISTINCT o.service_id, w.site_id, o.resource_id
    FROM scheduling_offering o
    JOIN scheduling_service s ON s.id = o.service_id AND s.active
    JOIN scheduling_resource r ON r.id = o.resource_id AND r.active AND r.lane_of_id IS NULL
    JOIN people_staffmember m ON m.id = r.staff_member_id AND m.active
    JOIN scheduling_workingpattern w ON w.resource_id = r.id AND (w.valid_until IS NULL OR w.valid_until >= %s)
         AND (w.modes = '{}' OR w.modes && s.modes)
    JOIN people_site t ON t.id = w.site_id AND t.active
"""
# Of each clinician as many starts as hold three visits that don't overlap. As staff see them: no notice, no horizon.
FREE = """
    SELECT found.service_id, found.site_id, found.clinician_id, found.starts_at
    FROM (SELECT s.id AS service_id, f.site_id, f.clinician_id, f.starts_at,
                 row_number() OVER (PARTITION BY s.id, f.site_id, f.clinician_id ORDER BY f.starts_at) AS place,
                 2 * ceil(extract(epoch FROM s.buffer_before + s.duration + s.buffer_after) / extract(epoch FROM s.step)) + 1 AS enough
          FROM scheduling_service s
          CROSS JOIN LATERAL heartline_free_times(s.id, %s, %s, %s, NULL, NULL, NULL, '', false, NULL, NULL, NULL) f
          WHERE s.id = ANY (%s)) found
    WHERE found.place <= found.enough
"""


@dataclass(frozen=True, slots=True)
class Measured:
    """One line of the table: a service at a site."""

    service: Service
    site: Site
    figure: Figure


def measure() -> list[Measured]:
    """Every service at every site where somebody gives it, as of now. Six queries at most."""
    now = clock.now()
    services = {service.pk: service for service in Service.objects.filter(active=True)}
    sites = {site.pk: site for site in Site.objects.filter(active=True)}
    given: dict[Key, set[UUID]] = defaultdict(set)
    with connection.cursor() as cursor:
        cursor.execute(GIVEN, [now.date()])
        for service_id, site_id, clinician_id in cursor.fetchall():
            given[service_id, site_id].add(clinician_id)
    starts = _free(now, now + NEAR, now, list({service_id for service_id, _ in given}))
    short = {key[0] for key, clinicians in given.items()
             if any(third(starts.get((*key, each), ()), _apart(services[key[0]])) is None for each in clinicians)}  # fmt: skip
    if short:
        for which, more in _free(now + NEAR, now + FAR, now, list(short)).items():
            starts.setdefault(which, []).extend(more)
    closed = _closed_days(sites, now)
    lines = [
        Measured(services[service_id], sites[site_id],
                 _figure(services[service_id], sites[site_id], sorted(clinicians), starts, now, closed[site_id]))
        for (service_id, site_id), clinicians in given.items()
    ]  # fmt: skip
    return sorted(lines, key=lambda line: (line.service.category, line.service.slug, line.site.name))


def past(weeks: int = 12) -> Mapping[Key, list[AccessMeasurement]]:
    """What was measured in the last weeks, the oldest first. One query."""
    found: dict[Key, list[AccessMeasurement]] = defaultdict(list)
    for each in AccessMeasurement.objects.filter(date__gte=clock.now().date() - timedelta(weeks=weeks)).order_by(
        "date"
    ):
        found[each.service_id, each.site_id].append(each)
    return found


def _free(
    start: datetime, end: datetime, now: datetime, services: list[UUID]
) -> dict[tuple[UUID, UUID, UUID], list[datetime]]:
    found: dict[tuple[UUID, UUID, UUID], list[datetime]] = {}
    with connection.cursor() as cursor:
        cursor.execute(FREE, [start, end, now, services])
        for service_id, site_id, clinician_id, starts_at in cursor.fetchall():
            found.setdefault((service_id, site_id, clinician_id), []).append(starts_at)
    return found


def _figure(
    service: Service, site: Site, clinicians: list[UUID], starts: Mapping[tuple[UUID, UUID, UUID], list[datetime]],
    now: datetime, closed: set[date],
) -> Figure:  # fmt: skip
    today = now.astimezone(site.zone).date()

    def days(moment: datetime | None) -> int | None:
        return None if moment is None else business_days(today, moment.astimezone(site.zone).date(), closed)

    free = {each: starts.get((service.pk, site.pk, each), []) for each in clinicians}
    soonest = sorted(moment for each in free.values() for moment in _disjoint(each, _apart(service)))
    return figure(
        [days(third(each, _apart(service))) for each in free.values()],
        days(soonest[2] if len(soonest) > 2 else None),
        TARGETS.get(service.category),
    )


def _disjoint(starts: list[datetime], apart: timedelta) -> list[datetime]:
    """Up to three of one clinician's starts that could all be had."""
    chosen: list[datetime] = []
    for start in sorted(starts):
        if not chosen or start >= chosen[-1] + apart:
            chosen.append(start)
    return chosen[:3]


def _apart(service: Service) -> timedelta:
    return service.buffer_before + service.duration + service.buffer_after


def _closed_days(sites: Mapping[UUID, Site], now: datetime) -> dict[UUID, set[date]]:
    """Local dates of which at least the working day is closed, by site. One query."""
    found: dict[UUID, set[date]] = {pk: set() for pk in sites}
    for closure in Closure.objects.filter(period__endswith__gt=now, period__startswith__lt=now + FAR):
        for pk, site in sites.items():
            if closure.site_id in (None, pk):
                day = closure.period.lower.astimezone(site.zone).date()
                while day <= closure.period.upper.astimezone(site.zone).date():
                    morning = datetime(day.year, day.month, day.day, 9, tzinfo=site.zone)
                    if closure.period.lower <= morning and closure.period.upper >= morning.replace(hour=17):
                        found[pk].add(day)
                    day += timedelta(days=1)
    return found
