"""What a site's past and coming weeks say: visits, how late people come, how full the hours of a week will be."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from heartline.kernel import clock, dates
from heartline.people.models import Room, Site
from heartline.scheduling.attendance.queries import risk
from heartline.scheduling.booking.models import Appointment
from heartline.scheduling.booking.queries import local_day
from heartline.scheduling.catalogue.models import Mode
from heartline.scheduling.flow import rules
from heartline.scheduling.flow.models import ComfortLimit, HoursProposal
from heartline.scheduling.flow.rules import Floats, Peak

WEEKS = 6  # of history
OFF = (Appointment.Status.CANCELLED, Appointment.Status.NOSHOW)
MEASURED = """
    SELECT extract(epoch FROM arrived.at - lower(a.period)) / 60,
           extract(epoch FROM done.at - greatest(arrived.at, lower(a.period)))
               / nullif(extract(epoch FROM upper(a.period) - lower(a.period)), 0),
           extract(epoch FROM done.at - upper(a.period)) = 0
    FROM scheduling_appointment a
    JOIN ledger_event arrived ON arrived.subject_id = a.id AND arrived.kind = 'appointment.arrived'
    LEFT JOIN ledger_event done ON done.subject_id = a.id AND done.kind = 'appointment.fulfilled'
    WHERE a.site_id = %s AND a.mode = 'in_person' AND a.period && %s
    LIMIT 5000
"""


@dataclass(frozen=True, slots=True)
class Habits:
    """How people come and how long visits take here, as equally likely values."""

    lateness: tuple[float, ...]
    stretch: tuple[float, ...]
    measured: bool  # from this site's own arrivals; else what is usual


@dataclass(frozen=True, slots=True)
class Past:
    """One visit of the weeks behind, on the site's clock."""

    clinician_id: UUID | None
    service_id: UUID
    on: date
    start: int  # minutes from midnight, with the buffer before
    length: int  # minutes, with the buffer before and without that after
    after: int
    room_kind: str
    ahead: int  # days before the visit on which it was booked
    happened: bool


@dataclass(frozen=True, slots=True)
class Outlook:
    """One day of the coming week: expected people for each hour, of whom `booked` have a visit now."""

    on: date
    hours: list[float]
    booked: list[float]
    peaks: list[Peak]
    visits: int
    further: float

    @property
    def most(self) -> float:
        return max(self.hours, default=0.0)


def limit_of(site: Site) -> tuple[int, bool]:
    """The comfort limit, and whether a manager has set it. Two queries at the most."""
    known = ComfortLimit.objects.filter(site=site).values_list("people", flat=True).first()
    return (known, True) if known else (rules.default_limit(rooms_of(site)), False)


def rooms_of(site: Site) -> int:
    return Room.objects.filter(site=site, active=True).count()


def habits(site: Site) -> Habits:
    """From the ledger's arrivals of the last weeks. One query."""
    now = clock.now()
    period = DateTimeTZRange(now - timedelta(weeks=WEEKS), now)
    with connection.cursor() as cursor:
        cursor.execute(MEASURED, [site.pk, period])
        rows = cursor.fetchall()
    late = [float(row[0]) for row in rows]
    # A visit that ends to the second when planned was closed with a click, not with a look at the clock.
    took = [1.0 if row[2] else float(row[1]) for row in rows if row[1] is not None and row[1] > 0]
    return Habits(rules.quantiles(late, rules.PUNCTUAL), rules.quantiles(took, rules.STEADY), len(late) >= rules.ENOUGH)


def past(site: Site, until: date, weeks: int = WEEKS) -> list[Past]:
    """Visits in person of the `weeks` before `until`, a Monday, cancelled ones left out. One query."""
    span = _span(site, until - timedelta(weeks=weeks), until)
    found = Appointment.objects.filter(site=site, mode=Mode.IN_PERSON, period__contained_by=span)
    rows = found.exclude(status=Appointment.Status.CANCELLED).select_related("service").order_by("period", "pk")
    return [_past(visit, site) for visit in rows]


def week(site: Site, monday: date) -> list[Outlook]:
    """Monday to Sunday of a coming week. Seven queries, however many visits."""
    now = clock.now()
    today = dates.local(now, site.time_zone).date()
    limit, _set = limit_of(site)
    usual = habits(site)
    span = _span(site, monday, monday + timedelta(days=7))
    booked = list(
        Appointment.objects.filter(site=site, mode=Mode.IN_PERSON, period__contained_by=span)
        .exclude(status__in=OFF)
        .select_related("service")
    )
    before = past(site, min(monday, today - timedelta(days=today.weekday())))
    missing = risk([visit.pk for visit in booked if visit.starts_at > now])
    rate = 1 - sum(visit.happened for visit in before) / len(before) if before else 0.0
    days: dict[date, list[tuple[float, float, float]]] = defaultdict(list)
    for visit in booked:
        known = _past(visit, site)
        chance = 1.0 if visit.starts_at <= now else 1 - missing.get(visit.pk, rate)
        days[known.on].append((known.start, known.length + known.after, chance))
    return [
        _outlook(monday + timedelta(days=n), days[monday + timedelta(days=n)], before, today, usual, limit)
        for n in range(7)
    ]


def proposal(proposal_id: UUID) -> HoursProposal | None:
    return HoursProposal.objects.select_related("site").filter(pk=proposal_id).first()


def _outlook(
    on: date, booked: list[tuple[float, float, float]], before: Sequence[Past], today: date, usual: Habits, limit: int
) -> Outlook:
    more = [] if on < today else further(before, on.isoweekday(), (on - today).days)
    known = rules.presence(rules.visits(booked), usual.lateness, usual.stretch)
    load = known + rules.presence(rules.visits(more), usual.lateness, usual.stretch)
    hours = [float(people) for people in rules.by_hour(load)]
    # Of what fills an hour at its fullest, the part that is booked already.
    at = load.reshape(24, -1).argmax(axis=1)
    part = [float(row[n]) for row, n in zip(known.reshape(24, -1), at, strict=True)]
    return Outlook(on, hours, part, rules.peaks(hours, limit), len(booked), sum(chance for _s, _l, chance in more))


def further(before: Sequence[Past], weekday: int, days_ahead: int) -> list[tuple[float, float, float]]:
    """Visits still to be booked for such a day: those that, in the weeks behind, were booked less than `days_ahead` days
    before, each with the share of the weeks that it stands for."""
    alike = [visit for visit in before if visit.on.isoweekday() == weekday]
    weeks = len({visit.on for visit in alike})
    return [
        (visit.start, visit.length + visit.after, 1 / weeks)
        for visit in alike
        if visit.happened and visit.ahead < days_ahead
    ]


def _past(visit: Appointment, site: Site) -> Past:
    service = visit.service
    local = visit.starts_at.astimezone(site.zone)
    before, after = (round(buffer.total_seconds() / 60) for buffer in (service.buffer_before, service.buffer_after))
    return Past(
        clinician_id=visit.clinician_id,
        service_id=visit.service_id,
        on=local.date(),
        start=local.hour * 60 + local.minute - before,
        length=round((visit.ends_at - visit.starts_at).total_seconds() / 60) + before,
        after=after,
        room_kind=service.room_kind,
        ahead=(local.date() - visit.booked_at.astimezone(site.zone).date()).days,
        happened=visit.status != Appointment.Status.NOSHOW,
    )


def _span(site: Site, first: date, until: date) -> DateTimeTZRange:
    start: Any = local_day(site, first).lower
    end: datetime = local_day(site, until).lower
    return DateTimeTZRange(start, end)


__all__ = [
    "Floats",
    "Habits",
    "Outlook",
    "Past",
    "further",
    "habits",
    "limit_of",
    "past",
    "proposal",
    "rooms_of",
    "week",
]
