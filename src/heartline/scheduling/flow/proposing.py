"""From a site's weekly hours and its last weeks to hours that flatten the peaks, with a simulation of both."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import date, time, timedelta
from typing import Any
from uuid import UUID

import numpy as np
from django.db.models import Q

from heartline.people.models import OpeningHours, Room, Site
from heartline.scheduling.availability.models import WorkingPattern
from heartline.scheduling.catalogue.models import Offering, Service
from heartline.scheduling.flow import rules, simulation
from heartline.scheduling.flow.flattening import Session, Way, Week, flatten
from heartline.scheduling.flow.queries import WEEKS, Habits, Past, habits, past

TIMES = 40  # repetitions of each day of each week
USUAL = [(7 * 60, 20 * 60)]  # where a site says nothing of when it is open


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a week is like, by the simulation. Waits in minutes; idle and overtime in hours a week, of all together.

    `days`: weekday → mean people in house for each hour.
    """

    peak: float
    peak_bad: float  # nine of ten days stay at or below it
    wait: float
    wait_bad: float
    idle: float
    overtime: float
    visits: int
    days: dict[str, list[float]]


@dataclass(frozen=True, slots=True)
class Proposed:
    changes: list[dict[str, Any]]
    before: dict[str, Any]
    after: dict[str, Any]
    services: dict[str, int]


@dataclass(frozen=True, slots=True)
class Ground:
    """Everything that a proposal is made from."""

    site: Site
    patterns: list[WorkingPattern]
    sessions: list[Session]
    visits: list[list[Past]]  # by session; the last list: those in no session
    week: Week
    kinds: list[str]
    rooms: tuple[int, ...]
    clinicians: list[UUID]
    usual: Habits


def propose(site: Site, monday: date, limit: int) -> Proposed:
    """Hours for weeks like those before `monday`, flattened as far as it helps to stay within `limit`. Nine queries."""
    ground = _ground(site, monday)
    chosen = flatten(ground.sessions, ground.week, enough=limit)
    now = [Way(session.weekday, 0) for session in ground.sessions]
    return Proposed(
        changes=[
            _change(pattern, way)
            for pattern, session, way in zip(ground.patterns, ground.sessions, chosen, strict=True)
            if way != Way(session.weekday, 0)
        ],
        before=asdict(simulate(ground, now)),
        after=asdict(simulate(ground, chosen)),
        services=_by_service(visit for visits in ground.visits for visit in visits),
    )


def simulate(ground: Ground, chosen: Sequence[Way]) -> Outcome:
    """The weeks behind once more, with each session as `chosen` says; what is in no session stays where it was."""
    runs: list[simulation.Run] = []
    by_weekday: dict[int, list[simulation.Run]] = defaultdict(list)
    visits = 0
    mondays = sorted({visit.on - timedelta(days=visit.on.weekday()) for each in ground.visits for visit in each})
    for monday in mondays:
        for weekday in range(1, 8):
            day, spans = _day(ground, chosen, monday, weekday)
            if day is None:
                continue
            house = simulation.House(
                ground.rooms, rules.desk_places(sum(ground.rooms)), spans, len(ground.clinicians) + 1
            )
            run = simulation.run(day, house, ground.usual.lateness, ground.usual.stretch, TIMES)
            runs.append(run)
            by_weekday[weekday].append(run)
            visits += len(day.start)
    if not runs:
        return Outcome(0, 0, 0, 0, 0, 0, 0, {})
    waits = np.concatenate([run.waits[~np.isnan(run.waits)] for run in runs])
    days = {str(weekday): _hours(each) for weekday, each in sorted(by_weekday.items())}
    fullest = max(by_weekday.values(), key=lambda each: float(np.mean([run.peak.mean() for run in each])))
    weeks = max(len(mondays), 1)
    return Outcome(
        peak=round(float(np.mean([run.peak.mean() for run in fullest])), 1),
        peak_bad=round(float(np.quantile(np.concatenate([run.peak for run in fullest]), 0.9)), 1),
        wait=round(float(waits.mean()), 1),
        wait_bad=round(float(np.quantile(waits, 0.9)), 1),
        idle=round(float(sum(run.idle.mean() for run in runs)) / 60 / weeks, 1),
        overtime=round(float(sum(run.overtime.mean() for run in runs)) / 60 / weeks, 1),
        visits=round(visits / weeks),
        days=days,
    )


def _hours(runs: Sequence[simulation.Run]) -> list[float]:
    mean = np.mean([run.in_house for run in runs], axis=0)[: 24 * 60 // simulation.GRID]
    return [round(float(people), 2) for people in mean.reshape(24, -1).max(axis=1)]


def _day(
    ground: Ground, chosen: Sequence[Way], monday: date, weekday: int
) -> tuple[simulation.Day | None, tuple[tuple[float, float], ...]]:
    """The visits of one week that `chosen` puts on this weekday, and the sessions of that day."""
    rows: list[tuple[float, float, float, float, int, int, int]] = []
    spans: list[tuple[float, float]] = []
    place = {key: n for n, key in enumerate(ground.clinicians)}

    def add(visit: Past, shift: int, session: int) -> None:
        kind = ground.kinds.index(visit.room_kind) if visit.room_kind in ground.kinds else -1
        who = place.get(visit.clinician_id, len(place)) if visit.clinician_id else len(place)
        chance = 1.0 if visit.happened else 0.0
        rows.append((visit.start + shift, visit.length, visit.after, chance, who, session, kind))

    for planned, way, visits in zip(ground.sessions, chosen, ground.visits, strict=False):
        if way.weekday != weekday:
            continue
        spans.append((planned.starts + way.shift, planned.ends + way.shift))
        for visit in visits:
            if visit.on - timedelta(days=visit.on.weekday()) == monday:
                add(visit, way.shift, len(spans) - 1)
    for visit in ground.visits[-1]:
        if visit.on == monday + timedelta(days=weekday - 1):
            add(visit, 0, -1)
    if not rows:
        return None, ()
    columns = [np.array(column) for column in zip(*sorted(rows), strict=True)]
    start, length, after, chance = (column.astype(np.float64) for column in columns[:4])
    clinician, session, room = (column.astype(np.int64) for column in columns[4:])
    return simulation.Day(start, length, after, chance, clinician, session, room), tuple(spans)


def _ground(site: Site, monday: date) -> Ground:
    patterns = list(
        WorkingPattern.objects.filter(
            Q(valid_until=None) | Q(valid_until__gte=monday), site=site, valid_from__lte=monday, resource__active=True
        )
        .select_related("resource")
        .order_by("weekday", "starts", "resource__name", "pk")
    )
    usual, before = habits(site), past(site, monday)
    clinicians = sorted({pattern.resource_id for pattern in patterns}, key=str)
    rooms = Counter(Room.objects.filter(site=site, active=True).values_list("kind", flat=True))
    kinds = sorted(rooms)
    by_session: list[list[Past]] = [[] for _ in range(len(patterns) + 1)]
    for visit in before:
        by_session[_session_of(visit, patterns)].append(visit)
    services = _services(clinicians)
    sessions = [
        _session(pattern, visits, services[pattern.resource_id], clinicians, kinds, usual)
        for pattern, visits in zip(patterns, by_session, strict=False)
    ]
    background = {
        weekday: _load([v for v in by_session[-1] if v.on.isoweekday() == weekday], usual) for weekday in range(1, 8)
    }
    elsewhere = WorkingPattern.objects.filter(
        Q(valid_until=None) | Q(valid_until__gte=monday), resource__in=clinicians
    ).exclude(site=site)
    week = Week(
        open=_open(site),
        rooms={kinds.index(kind): count for kind, count in rooms.items()},
        background=background,
        elsewhere=frozenset(
            (clinicians.index(who), day) for who, day in elsewhere.values_list("resource_id", "weekday")
        ),
    )
    return Ground(
        site, patterns, sessions, by_session, week, kinds, tuple(rooms[kind] for kind in kinds), clinicians, usual
    )


def _session_of(visit: Past, patterns: Sequence[WorkingPattern]) -> int:
    for number, pattern in enumerate(patterns):
        if pattern.resource_id == visit.clinician_id and pattern.weekday == visit.on.isoweekday():
            begins, ends = minute(pattern.starts), minute(pattern.ends)
            # The buffer before a first visit may lie before the hours begin.
            if begins <= visit.start + visit.length - 1 < ends:
                return number
    return len(patterns)


def _session(
    pattern: WorkingPattern,
    visits: list[Past],
    services: list[Service],
    clinicians: list[UUID],
    kinds: list[str],
    usual: Habits,
) -> Session:
    remote = bool(pattern.modes) and "in_person" not in pattern.modes
    needed = {visit.room_kind for visit in visits if visit.room_kind in kinds}
    return Session(
        clinician=clinicians.index(pattern.resource_id),
        weekday=pattern.weekday,
        starts=minute(pattern.starts),
        ends=minute(pattern.ends),
        load=_load(visits, usual),
        kinds=frozenset(kinds.index(kind) for kind in needed),
        steps=tuple(sorted({round(service.step.total_seconds() / 60) for service in services})),
        capped=any(service.daily_cap for service in services),
        fixed=remote or not visits,
    )


def _load(visits: Iterable[Past], usual: Habits) -> rules.Floats:
    """Expected people by the quarter of an hour, on a day of one of the weeks behind."""
    rows = [(v.start, v.length + v.after, (1.0 if v.happened else 0.0) / WEEKS) for v in visits]
    return rules.presence(rules.visits(rows), usual.lateness, usual.stretch)


def _services(clinicians: Sequence[UUID]) -> dict[UUID, list[Service]]:
    found: dict[UUID, list[Service]] = defaultdict(list)
    for offering in Offering.objects.filter(resource__in=clinicians, service__active=True).select_related("service"):
        found[offering.resource_id].append(offering.service)
    return found


def _open(site: Site) -> dict[int, list[tuple[int, int]]]:
    hours = list(OpeningHours.objects.filter(site=site, weekday__lte=5))
    if not hours:
        return {weekday: list(USUAL) for weekday in range(1, 6)}
    found: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for each in hours:
        found[each.weekday].append((minute(each.opens), minute(each.closes)))
    return dict(found)


def _by_service(visits: Iterable[Past]) -> dict[str, int]:
    """Service (id) → visits in the weeks behind."""
    return {str(key): count for key, count in Counter(visit.service_id for visit in visits).items()}


def _change(pattern: WorkingPattern, way: Way) -> dict[str, Any]:
    starts, ends = minute(pattern.starts), minute(pattern.ends)
    return {
        "pattern": str(pattern.pk),
        "clinician": pattern.resource.name,
        "from": [pattern.weekday, _said(starts), _said(ends)],
        "to": [way.weekday, _said(starts + way.shift), _said(ends + way.shift)],
    }


def minute(wall: time) -> int:
    """Minutes from midnight."""
    return wall.hour * 60 + wall.minute


def _said(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"
