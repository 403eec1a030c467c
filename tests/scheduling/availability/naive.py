"""Free time once more, slowly and plainly: every start on the grid is tried against every rule. The tests' yardstick."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

NAUGHT = timedelta(0)
Span = tuple[datetime, datetime]


@dataclass
class Pattern:
    site: int
    weekday: int
    starts: time
    ends: time
    modes: list[str] = field(default_factory=list)
    valid_from: date = date(2020, 1, 1)
    valid_until: date | None = None


@dataclass
class Exception_:
    date: date
    works: bool
    starts: time | None = None
    ends: time | None = None
    site: int | None = None


@dataclass
class Taken:
    """A reservation. `held` is a hold's end relative to now; `mine` says that the searcher holds it."""

    start: datetime
    end: datetime
    of_service: bool = False
    held: timedelta | None = None
    mine: bool = False


@dataclass
class Clinician:
    patterns: list[Pattern] = field(default_factory=list)
    exceptions: list[Exception_] = field(default_factory=list)
    taken: list[Taken] = field(default_factory=list)
    tag: str = ""
    gives: bool = True  # or only helps


@dataclass
class Device:
    site: int
    tag: str
    taken: list[Taken] = field(default_factory=list)
    away: list[date] = field(default_factory=list)


@dataclass
class Room:
    site: int
    fits: bool = True
    taken: list[Taken] = field(default_factory=list)
    away: list[date] = field(default_factory=list)


@dataclass
class World:
    now: datetime
    zones: list[str]
    clinicians: list[Clinician]
    rooms: list[Room]
    closures: list[tuple[int | None, datetime, datetime]]
    duration: timedelta
    step: timedelta
    before: timedelta = NAUGHT
    after: timedelta = NAUGHT
    modes: list[str] = field(default_factory=lambda: ["in_person"])
    room_needed: bool = False
    cap: int | None = None
    lead: timedelta = NAUGHT
    horizon: timedelta = timedelta(days=90)
    elsewhere: list[Span] = field(default_factory=list)
    devices: list[Device] = field(default_factory=list)
    needs: list[tuple[str, str]] = field(default_factory=list)  # kind, tag


def moment(day: date, at: time, zone: str) -> datetime:
    """The moment at which the clock on the wall shows `at`. Twice shown: the second time. Skipped: the clock not yet put on."""
    first = datetime.combine(day, at, ZoneInfo(zone))
    second = first.replace(fold=1)
    twice = first.utcoffset() > second.utcoffset()  # type: ignore[operator]
    return (second if twice else first).astimezone(UTC)


def midnight_after(day: date, zone: str) -> datetime:
    return moment(day + timedelta(days=1), time(0), zone)


def meets(a: Span, b: Span) -> bool:
    return a[0] < b[1] and b[0] < a[1]


def free(
    world: World, start: datetime, end: datetime, *, online: bool = True
) -> set[tuple[int, int, datetime, tuple[str, ...]]]:
    """(clinician, site, start, modes) of every visit that may be had, with starts in [start, end)."""
    found = set()
    for c, clinician in enumerate(world.clinicians):
        for s, zone in enumerate(world.zones if clinician.gives else []):
            day = start.astimezone(ZoneInfo(zone)).date() - timedelta(days=1)
            while day <= end.astimezone(ZoneInfo(zone)).date():
                for begins in grid(day, world.step, zone):
                    if start <= begins < end and allowed(world, clinician, s, day, begins, online):
                        modes = tuple(m for m in world.modes if possible(world, clinician, s, day, begins, m))
                        if modes:
                            found.add((c, s, begins, modes))
                day += timedelta(days=1)
    return found


def grid(day: date, step: timedelta, zone: str) -> set[datetime]:
    """Where visits may start: every `step` that shows on the wall clock, from midnight."""
    found, at = set(), NAUGHT
    while at < timedelta(days=1):
        wall = (datetime.combine(day, time.min) + at).time()
        if moment(day, wall, zone).astimezone(ZoneInfo(zone)).time() == wall:
            found.add(moment(day, wall, zone))
        at += step
    return found


def allowed(world: World, clinician: Clinician, site: int, day: date, begins: datetime, online: bool) -> bool:
    """All that does not depend on the mode."""
    visit = (begins, begins + world.duration)
    reserved = (begins - world.before, begins + world.duration + world.after)
    if online and not world.now + world.lead <= begins <= world.now + max(world.horizon, world.lead):
        return False
    if not online and visit[1] <= world.now:
        return False
    if any(where in (None, site) and meets(visit, (a, b)) for where, a, b in world.closures):
        return False
    if any(meets(visit, span) for span in world.elsewhere):
        return False
    if any(meets(reserved, (t.start, t.end)) for t in live(clinician.taken)):
        return False
    if world.cap is None:
        return True
    zone = ZoneInfo(world.zones[site])
    same_day = [
        t for t in live(clinician.taken) if t.of_service and (t.start + world.before).astimezone(zone).date() == day
    ]
    return len(same_day) < world.cap


def possible(world: World, clinician: Clinician, site: int, day: date, begins: datetime, mode: str) -> bool:
    """Whether somebody works then in this mode and there are a room, in person, and all that is needed besides."""
    visit = (begins, begins + world.duration)
    reserved = (begins - world.before, begins + world.duration + world.after)

    def works(who: Clinician) -> bool:
        return covered(visit, hours(world, who, site, day, mode), away(world, who, site, day))

    def usable(thing: Room | Device) -> bool:
        zone = world.zones[site]
        return (
            thing.site == site
            and not any(meets(reserved, (t.start, t.end)) for t in live(thing.taken))
            and not any(meets(visit, (moment(d, time(0), zone), midnight_after(d, zone))) for d in thing.away)
        )

    def helps(who: Clinician, tag: str) -> bool:
        busy = any(meets(reserved, (t.start, t.end)) for t in live(who.taken))
        return who is not clinician and who.tag == tag and works(who) and not busy

    return (
        works(clinician)
        and (mode != "in_person" or not world.room_needed or any(r.fits and usable(r) for r in world.rooms))
        and all(any(helps(who, tag) for who in world.clinicians) for kind, tag in world.needs if kind == "clinician")
        and (mode != "in_person" or all(
            any(d.tag == tag and usable(d) for d in world.devices) for kind, tag in world.needs if kind == "device"
        ))
    )  # fmt: skip


def hours(world: World, clinician: Clinician, site: int, day: date, mode: str) -> list[Span]:
    zone = world.zones[site]
    spans = [
        (moment(day, p.starts, zone), moment(day, p.ends, zone))
        for p in clinician.patterns
        if p.site == site and p.weekday == day.isoweekday() and (not p.modes or mode in p.modes)
        and p.valid_from <= day and (p.valid_until is None or day <= p.valid_until)
    ]  # fmt: skip
    return spans + [_span(e, day, zone) for e in clinician.exceptions if e.works and e.date == day and e.site == site]


def away(world: World, clinician: Clinician, site: int, day: date) -> list[Span]:
    return [
        _span(e, day, world.zones[site])
        for e in clinician.exceptions
        if not e.works and e.date == day and e.site in (None, site)
    ]


def _span(e: Exception_, day: date, zone: str) -> Span:
    return (
        moment(day, e.starts, zone) if e.starts else moment(day, time(0), zone),
        moment(day, e.ends, zone) if e.ends else midnight_after(day, zone),
    )


def covered(visit: Span, spans: Iterable[Span], holes: Iterable[Span]) -> bool:
    """Whether every moment of `visit` is in a span and in no hole: looked at between all the edges there are."""
    spans, holes = list(spans), list(holes)
    edges = sorted({*visit, *(m for span in (*spans, *holes) for m in span if visit[0] < m < visit[1])})
    return all(
        any(a <= left and right <= b for a, b in spans) and not any(a <= left and right <= b for a, b in holes)
        for left, right in pairwise(edges)
    )


def live(taken: Iterable[Taken]) -> list[Taken]:
    return [t for t in taken if t.held is None or (t.held > NAUGHT and not t.mine)]
