"""The demo clinic's year in memory: its people, hours, services and rates, without a database.

Everything that does not depend on how freed time is offered is drawn here, once, so that every way of offering meets the
same cancellations, the same people on the list and the same others who look for a time.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from types import SimpleNamespace
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

from heartline.people.demo.draw import new_id, phone_numbers, weighted
from heartline.people.demo.families import Families
from heartline.people.demo.person import Person, age
from heartline.people.demo.places import PLACES
from heartline.people.demo.staff import SPECIALTIES
from heartline.scheduling.demo.calendar import moment
from heartline.scheduling.demo.crowd import before
from heartline.scheduling.demo.fates import CANCELLED, MOVED
from heartline.scheduling.demo.filling import BUSY
from heartline.scheduling.demo.hours import Block, Hours, is_holiday
from heartline.scheduling.demo.services import OFFERS, SPECS
from heartline.scheduling.waitlist.rules import Slot, Urgency, Wishes

PATIENTS = 5000
FIRST_DAY = date(2026, 1, 5)
JOINS = 0.25  # of those whose visit is more than a week ahead, how many ask for an earlier time
NEW_A_DAY = 8  # people a day for whom no time suited, and who wait without a visit
GIVES_UP = 21.0  # days after which, on average, somebody without a visit has found another way
SHARES = {"any": 45, "part": 25, "days": 15, "clinician": 10, "site": 5}
NOTICES = {2: 50, 4: 15, 24: 25, 72: 10}  # hours
URGENCIES = {Urgency.ROUTINE: 85, Urgency.SOON: 12, Urgency.URGENT: 3}


@dataclass(slots=True)
class Place:
    """A time in a calendar: one service, one clinician. `taken_by` is the visit in it, or None while it is free."""

    number: int
    slug: str
    slot: Slot
    taken_by: "Visit | None" = None


@dataclass(slots=True, eq=False)
class Visit:
    """Somebody's visit; `gives_up_at` is when they cancel or move it away, if they do."""

    person: int
    place: Place
    booked_at: datetime
    gives_up_at: datetime | None = None


@dataclass(slots=True, eq=False)
class Joining:
    """Somebody joins the list: for an earlier time than `visit`, or without one until `gives_up_at`."""

    id: UUID
    person: int
    slug: str
    at: datetime
    wishes: Wishes
    urgency: Urgency
    visit: Visit | None = None
    gives_up_at: datetime | None = None


@dataclass(slots=True)
class World:
    people: list[Person]
    places: list[Place]
    visits: list[Visit]
    joinings: list[Joining]
    # For each place, when somebody who looks for a time would take it if it were free then (latest first fits all).
    others: dict[int, list[datetime]] = field(default_factory=dict)


def make(seed: int, days: int) -> World:
    """A world of so many days from FIRST_DAY. The same for the same seed."""
    rng = Random(seed)
    now = datetime.combine(FIRST_DAY, time(12), UTC)
    people = _people(rng, now)
    pools = _pools(people, now.date())
    places, visits, others = [], [], {}
    for place in _places(rng, days):
        places.append(place)
        busy = BUSY[place.slot.local.weekday()]
        others[place.number] = _others(rng, place, busy)
        pool = pools[place.slug]
        if pool and rng.random() < busy:
            visits.append(_visit(rng, rng.choice(pool), place))
    joinings = list(_joinings(rng, visits, places, pools, days))
    return World(people, places, visits, joinings, others)


def _people(rng: Random, now: datetime) -> list[Person]:
    families = Families(rng, now, phone_numbers(rng))
    found: list[Person] = []
    while len(found) < PATIENTS:
        found += families.draw().people
    return [person for person in found[:PATIENTS] if person.deceased is None]


def _pools(people: list[Person], today: date) -> dict[str, list[int]]:
    pools: dict[str, list[int]] = defaultdict(list)
    for slug, spec in SPECS.items():
        low, high = spec.ages
        for number, person in enumerate(people):
            years = age(person.born, today)
            if (low is None or years >= low) and (high is None or years <= high):
                pools[slug].append(number)
    return pools


def _places(rng: Random, days: int) -> Iterator[Place]:
    """Every clinician's sessions, cut into visits as the demo cuts them."""
    zones = [ZoneInfo(place.zone) for place in PLACES]
    sites = [uuid5(UUID(int=0), place.slug) for place in PLACES]
    clinic = SimpleNamespace(sites=[SimpleNamespace(zone=zone) for zone in zones])
    hours = Hours(rng, clinic, FIRST_DAY, FIRST_DAY + timedelta(days=days), FIRST_DAY)  # type: ignore[arg-type]
    number, turn = 0, 0
    for specialty, count in SPECIALTIES.items():
        for each in range(count):
            where = [0, 1, 2] if count < 3 else [(turn + each) % 3]
            clinician = new_id(rng)
            for block, on in _sessions(hours._week(turn + each, specialty, where), days):
                for slug, start, minutes in _cut(rng, specialty, block):
                    begins = moment(zones[block.site], on, start)
                    modes = [mode for mode in SPECS[slug].modes if not block.modes or mode in block.modes]
                    if modes:
                        ends = begins + timedelta(minutes=minutes)
                        slot = Slot(clinician, sites[block.site], PLACES[block.site].zone, begins, ends, tuple(modes))
                        yield Place(number, slug, slot)
                        number += 1
        turn += count


def _sessions(week: list[Block], days: int) -> Iterator[tuple[Block, date]]:
    for ahead in range(days):
        on = FIRST_DAY + timedelta(days=ahead)
        if not is_holiday(on):
            yield from ((block, on) for block in week if block.weekday == on.isoweekday())


def _cut(rng: Random, specialty: str, block: Block) -> Iterator[tuple[str, int, int]]:
    slugs, weights, minute = list(OFFERS[specialty]), list(OFFERS[specialty].values()), block.starts
    while True:
        slug = rng.choices(slugs, weights)[0]
        spec = SPECS[slug]
        start = -(-(minute + spec.before) // spec.step) * spec.step
        if start + spec.minutes + spec.after > block.ends:
            return
        yield slug, start, spec.minutes
        minute = start + spec.minutes + spec.after


def _visit(rng: Random, person: int, place: Place) -> Visit:
    start = place.slot.starts_at
    booked_at = start - before(rng, place.slug)
    visit = Visit(person, place, booked_at)
    last = start - timedelta(hours=1)
    if last - booked_at > timedelta(hours=6) and rng.random() < CANCELLED + MOVED:
        visit.gives_up_at = booked_at + (last - booked_at) * rng.uniform(0.3, 1.0)
    return visit


def _others(rng: Random, place: Place, busy: float) -> list[datetime]:
    """Others who would like this very time: as many as its kind has, as long ahead as such visits are booked."""
    found = []
    while rng.random() < busy and len(found) < 8:
        found.append(place.slot.starts_at - before(rng, place.slug))
    return sorted(found)


def _joinings(
    rng: Random, visits: list[Visit], places: list[Place], pools: dict[str, list[int]], days: int
) -> Iterator[Joining]:
    for visit in visits:
        ahead = visit.place.slot.starts_at - visit.booked_at
        if ahead > timedelta(days=7) and rng.random() < JOINS:
            at = visit.booked_at + timedelta(minutes=rng.uniform(2, 2000))
            yield Joining(
                new_id(rng), visit.person, visit.place.slug, at, _wishes(rng, visit.place), _urgency(rng), visit
            )
    by_slug: dict[str, list[Place]] = defaultdict(list)
    for place in places:
        by_slug[place.slug].append(place)
    slugs = [slug for slug in by_slug if pools[slug] and SPECS[slug].online != "nobody"]
    weights = [len(by_slug[slug]) for slug in slugs]
    begin = datetime.combine(FIRST_DAY, time(0), UTC)
    for _ in range(NEW_A_DAY * days):
        slug = rng.choices(slugs, weights)[0]
        at = begin + timedelta(days=rng.uniform(0, days))
        wishes = _wishes(rng, rng.choice(by_slug[slug]))
        until = at + timedelta(days=rng.expovariate(1 / GIVES_UP))
        yield Joining(
            new_id(rng), rng.choice(pools[slug]), slug, at, wishes, _urgency(rng), None, until
        )  # fmt: skip


def _wishes(rng: Random, like: Place) -> Wishes:
    """What suits somebody: anything, or something that is like one time of the clinic. Most stay near home."""
    kind, notice = weighted(rng, SHARES), timedelta(hours=weighted(rng, NOTICES))
    near = frozenset({like.slot.site_id}) if rng.random() < 0.7 else frozenset()
    local = like.slot.local
    if kind == "part":
        starts, ends = (None, time(12)) if local.hour < 12 else (time(12), None)
        return Wishes(starts=starts, ends=ends, sites=near, notice=notice)
    if kind == "days":
        weekdays = frozenset({local.isoweekday(), rng.randrange(1, 6)})
        return Wishes(weekdays=weekdays, sites=near, notice=notice)
    if kind == "clinician":
        return Wishes(clinicians=frozenset({like.slot.clinician_id}), sites=near, notice=notice)
    return Wishes(sites=frozenset({like.slot.site_id}) if kind == "site" else near, notice=notice)


def _urgency(rng: Random) -> Urgency:
    return Urgency(weighted(rng, URGENCIES))
