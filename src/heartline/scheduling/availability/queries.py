"""Free times, all of them from the one database function `heartline_free_times` (scheduling/migrations)."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection

from heartline.kernel import clock
from heartline.scheduling.availability.rules import (
    NO_FILTERS,
    Filters,
    FreeTime,
    Key,
    Moving,
    Wanted,
    around_dates,
    moving_ids,
    nearest_first,
)
from heartline.scheduling.catalogue.models import Service

CLINICIANS = 4  # their place among the arguments of:
FREE = "heartline_free_times(%s, %s, %s, %s, %s::uuid[], %s, %s, %s, %s, %s, %s, %s)"
# Beside a time that is gone: how far to look with the same clinician, and with others at the same sites. A thousand
# clinicians have thousands of free times within a day: those of everybody are only looked for when these are too few.
REACHES = ((timedelta(days=2), timedelta(hours=3)), (timedelta(days=8), timedelta(days=2)))
ANYWHERE = timedelta(days=30)
COLLEAGUES = """
    ARRAY(SELECT DISTINCT other.resource_id
          FROM scheduling_workingpattern own JOIN scheduling_workingpattern other ON other.site_id = own.site_id
          WHERE own.resource_id = %s AND other.resource_id <> own.resource_id
            AND (%s::uuid[] IS NULL OR other.resource_id = ANY (%s::uuid[])))
"""
NEAR = f"""
    SELECT * FROM (
        SELECT *, row_number() OVER (PARTITION BY near.clinician_id = %s
                                     ORDER BY abs(extract(epoch FROM near.starts_at - %s)), near.starts_at) AS place
        FROM (SELECT * FROM {FREE} UNION ALL SELECT * FROM {FREE.replace("%s::uuid[]", COLLEAGUES, 1)}) near) ranked
    WHERE place <= %s
"""


def free_times(
    service: Service,
    *,
    start: datetime,
    end: datetime,
    clinicians: Collection[UUID] | None = None,
    site_id: UUID | None = None,
    mode: str | None = None,
    holder: str = "",
    online: bool = True,
    limit: int | None = None,
    moving: Moving = None,
    patient_id: UUID | None = None,
) -> list[FreeTime]:
    """Free visits that start in [start, end), soonest first. One query.

    With `patient_id`, only times at which that patient is not elsewhere and with clinicians who take them.
    """
    filters = Filters(clinicians, site_id, mode, holder, online, moving, patient_id)
    return find(service, start, end, filters, limit)


def find(
    service: Service, start: datetime, end: datetime, filters: Filters = NO_FILTERS, limit: int | None = None
) -> list[FreeTime]:
    """As `free_times`, with the filters as a value."""
    return _rows(f"SELECT * FROM {FREE}", _arguments(service, start, end, filters, limit))


def days_with_times(
    service: Service,
    *,
    first: date,
    days: int,
    clinicians: Collection[UUID] | None = None,
    site_id: UUID | None = None,
    mode: str | None = None,
    holder: str = "",
    online: bool = True,
    moving: Moving = None,
    patient_id: UUID | None = None,
) -> dict[date, int]:
    """How many free times each local date has; every date from `first` is in it, empty ones with 0. One query."""
    filters = Filters(clinicians, site_id, mode, holder, online, moving, patient_id)
    start, end = around_dates(first, days)
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            SELECT (f.starts_at AT TIME ZONE s.time_zone)::date, count(*)
            FROM {FREE} f JOIN people_site s ON s.id = f.site_id
            GROUP BY 1
            """,
            _arguments(service, start, end, filters, None),
        )
        counts = dict(cursor.fetchall())
    return {day: counts.get(day, 0) for day in (first + timedelta(days=n) for n in range(days))}


def next_free(
    service: Service,
    *,
    n: int = 1,
    start: datetime | None = None,
    clinicians: Collection[UUID] | None = None,
    site_id: UUID | None = None,
    mode: str | None = None,
    holder: str = "",
    online: bool = True,
    moving: Moving = None,
    patient_id: UUID | None = None,
) -> list[FreeTime]:
    """The `n` soonest free times from `start` (default: now) to the service's horizon. One query."""
    filters = Filters(clinicians, site_id, mode, holder, online, moving, patient_id)
    now = clock.now()
    begin = max(start, now) if start else now - service.duration
    return find(service, begin, now + max(service.horizon, service.lead_time) + timedelta(seconds=1), filters, n)


def nearest(
    service: Service, wanted: datetime, *, clinician_id: UUID, filters: Filters = NO_FILTERS, n: int = 6
) -> list[FreeTime]:
    """Free times close to `wanted`, some with the same clinician if there are any, in order of time.

    Others who work at that clinician's sites come first; if all of them have too few, the soonest after `wanted` of anybody.
    One query if there are enough close by, three at the most.
    """
    times: list[FreeTime] = []
    for same, others in REACHES:
        times = _near(service, wanted, clinician_id, same, others, filters, n)
        if len(times) >= n:
            return nearest_first(times, wanted, clinician_id, n)
    known = set(times)
    further = find(service, wanted, wanted + ANYWHERE, filters, 2 * n)
    return nearest_first([*times, *(time for time in further if time not in known)], wanted, clinician_id, n)


def _near(
    service: Service,
    wanted: datetime,
    clinician_id: UUID,
    same: timedelta,
    others: timedelta,
    filters: Filters,
    n: int,
) -> list[FreeTime]:
    """Up to `n` free times of that clinician, and up to `n` of others at the same sites, so far from `wanted` at most."""
    among = None if filters.clinicians is None else list(filters.clinicians)
    alone = replace(filters, clinicians=[clinician_id] if among is None or clinician_id in among else [])
    around = _arguments(service, wanted - others, wanted + others, filters, None)
    arguments = [
        clinician_id,
        wanted,
        *_arguments(service, wanted - same, wanted + same, alone, None),
        *around[:CLINICIANS],
        *[clinician_id, among, among],
        *around[CLINICIANS + 1 :],
        n,
    ]
    return _rows(NEAR, arguments)


def starts(
    service: Service, start: datetime, end: datetime, filters: Filters, *, each_clinician: bool
) -> list[FreeTime]:
    """As `find`, but one free time for all who could give the visit at the same start and site, unless each matters."""
    who = "f.clinician_id" if each_clinician else "NULL::uuid"
    return _rows(
        f"SELECT DISTINCT ON (f.site_id, f.starts_at, {who}) f.* FROM {FREE} f "
        f"ORDER BY f.site_id, f.starts_at, {who}, f.clinician_id",
        _arguments(service, start, end, filters, None),
    )


def offered(service: Service, clinician_id: UUID, starts_at: datetime, filters: Filters) -> FreeTime | None:
    """The one free time with this clinician at exactly this start, or None: what a booking is accepted by."""
    exact = replace(filters, clinicians=[clinician_id])
    times = find(service, starts_at, starts_at + timedelta(microseconds=1), exact)
    return times[0] if times else None


def offered_each(
    wanted: Sequence[Wanted[Key]], *, moving: Moving = None, holder: str = "", online: bool = True
) -> dict[Key, FreeTime]:
    """For each of many exact times the free time, by its key; what is not free is not in it. One query.

    Each is looked at by itself: that two of them want the same room is for `booking.sharing` to settle.
    """
    columns = [list(range(len(wanted)))] + [
        [getattr(each, name) for each in wanted]
        for name in ("service_id", "clinician_id", "starts_at", "site_id", "mode", "patient_id")
    ]
    source = """
        SELECT f.*, w.number
        FROM unnest(%s::int[], %s::uuid[], %s::uuid[], %s::timestamptz[], %s::uuid[], %s::text[], %s::uuid[])
             AS w(number, service, clinician, start, site, mode, patient)
        CROSS JOIN LATERAL heartline_free_times(
            w.service, w.start, w.start + interval '1 microsecond', %s, ARRAY[w.clinician], w.site, w.mode, %s, %s,
            %s::uuid[], w.patient) f
    """
    rows = _fetch(source, [*columns, clock.now(), holder, online, moving_ids(moving)], "f.number")
    found: dict[Key, FreeTime] = {}
    for number, time in rows:
        found.setdefault(wanted[number].key, time)
    return found


def around_each(
    wanted: Sequence[Wanted[Key]], reach: timedelta, *, moving: Moving = None, holder: str = "", online: bool = True
) -> dict[Key, list[FreeTime]]:
    """Free times within `reach` of each of many moments, by its key: up to eight closest with that clinician and with
    others. One query, none for nothing.
    """
    if not wanted:
        return {}
    columns = [list(range(len(wanted)))] + [
        [getattr(each, name) for each in wanted]
        for name in ("service_id", "clinician_id", "starts_at", "site_id", "mode", "patient_id")
    ]
    source = """
        SELECT * FROM (
            SELECT f.*, w.number, row_number() OVER (
                PARTITION BY w.number, f.clinician_id = w.clinician
                ORDER BY abs(extract(epoch FROM f.starts_at - w.start)), f.starts_at) AS place
            FROM unnest(%s::int[], %s::uuid[], %s::uuid[], %s::timestamptz[], %s::uuid[], %s::text[], %s::uuid[])
                 AS w(number, service, clinician, start, site, mode, patient)
            CROSS JOIN LATERAL heartline_free_times(
                w.service, w.start - %s, w.start + %s, %s, NULL, w.site, w.mode, %s, %s, %s::uuid[], w.patient) f) near
        WHERE place <= 8
    """
    arguments = [*columns, reach, reach, clock.now(), holder, online, moving_ids(moving)]
    found: dict[Key, list[FreeTime]] = {}
    for number, time in _fetch(source, arguments, "f.number"):
        found.setdefault(wanted[number].key, []).append(time)
    return found


def _rows(source: str, arguments: list[Any]) -> list[FreeTime]:
    """Free times from `source`, with the names that people know them by, in order of time."""
    return [time for _, time in _fetch(source, arguments, "0")]


def _fetch(source: str, arguments: list[Any], number: str) -> list[tuple[int, FreeTime]]:
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            SELECT {number}, f.clinician_id, r.name, f.site_id, s.name, s.time_zone, f.starts_at, f.ends_at, f.room_id,
                   f.modes, f.further, r.lane_of_id
            FROM ({source}) f
            JOIN scheduling_resource r ON r.id = f.clinician_id
            JOIN people_site s ON s.id = f.site_id
            ORDER BY f.starts_at, r.name, s.name, f.clinician_id
            """,
            arguments,
        )
        return [(row[0], _time(row[1:])) for row in cursor.fetchall()]


def _time(row: tuple[Any, ...]) -> FreeTime:
    *known, modes, further, lane_of = row
    values: list[Any] = [*known, tuple(modes), tuple(further or ()), lane_of]
    return FreeTime(*values)


def _arguments(service: Service, start: datetime, end: datetime, filters: Filters, limit: int | None) -> list[Any]:
    return [
        service.pk,
        start,
        end,
        clock.now(),
        None if filters.clinicians is None else list(filters.clinicians),
        filters.site_id,
        filters.mode,
        filters.holder,
        filters.online,
        moving_ids(filters.moving),
        filters.patient_id,
        limit,
    ]
