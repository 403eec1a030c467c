"""Filling the calendars: a year behind and six weeks ahead, busier on Mondays, fuller soon than later."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random
from uuid import UUID

from heartline.people.demo import Clinic
from heartline.people.demo.draw import new_id
from heartline.people.demo.person import Person
from heartline.scheduling.demo.calendar import Taken, bits, moment
from heartline.scheduling.demo.crowd import Crowd
from heartline.scheduling.demo.fates import Fates
from heartline.scheduling.demo.hours import Hours, Session
from heartline.scheduling.demo.services import OFFERS, SPECS, Spec
from heartline.scheduling.demo.visit import Visit

# The share of times that somebody takes, Monday first.
BUSY = (0.93, 0.89, 0.87, 0.85, 0.80, 0.85, 0.0)
REMOTE_SHARE = 0.35
MEETING = 0.012


@dataclass(slots=True)
class Chair:
    """A clinician as the filling sees them."""

    number: int
    resource_id: UUID
    specialty: str
    longest: int  # minutes of the longest service with its buffers


@dataclass(frozen=True, slots=True)
class Meeting:
    """Time that staff keep for themselves."""

    resource_id: UUID
    start: datetime
    end: datetime


class Filling:
    """`density` thins everything out for a small number of patients."""

    def __init__(self, rng: Random, clinic: Clinic, hours: Hours, crowd: Crowd, fates: Fates, now: datetime,
                 rooms: list[dict[str, list[UUID]]], density: float) -> None:  # fmt: skip
        self.rng, self.hours, self.crowd, self.fates, self.now = rng, hours, crowd, fates, now
        self.zones = [site.zone for site in clinic.sites]
        self.today = now.astimezone(self.zones[0]).date()
        self.rooms, self.density = rooms, density
        self.taken = Taken()
        self.counts: dict[tuple[UUID, date, str], int] = {}
        self.meetings: list[Meeting] = []

    def day(self, chair: Chair, day: date) -> Iterator[Visit]:
        """Everything that this clinician has on that day."""
        sessions = self.hours.sessions(chair.resource_id, day)
        share = BUSY[day.weekday()] * self._nearness(day) * self.density
        ahead = (day - self.today).days
        for number, session in enumerate(sessions):
            ends = session.ends
            if ahead >= 0 and number == len(sessions) - 1:
                ends -= chair.longest  # somebody always finds a time
            yield from self._session(chair, session, ends, share)

    def place(self, chair: Chair, session: Session, minute: int, person: Person, slug: str) -> Visit | None:
        """A visit that starts at `minute` of the site's clock, if clinician, room and person are free."""
        spec, zone = SPECS[slug], self.zones[session.site]
        if minute < session.starts or minute + spec.minutes > session.ends:
            return None
        if spec.cap is not None and self.counts.get((chair.resource_id, session.date, slug), 0) >= spec.cap:
            return None
        mode = self._mode(spec, session)
        with_buffers = bits(zone, session.date, minute - spec.before, minute + spec.minutes + spec.after)
        visit_only = bits(zone, session.date, minute, minute + spec.minutes)
        if mode is None or not self.taken.free(chair.resource_id, session.date, with_buffers):
            return None
        if not self.taken.free(person, session.date, visit_only):
            return None
        room = None
        if mode == "in_person" and spec.room:
            room = self._room(chair, session, spec.room, with_buffers)
            if room is None:
                return None
        start = moment(zone, session.date, minute)
        visit = Visit(new_id(self.rng), person, slug, chair.number, room, session.site, start,
                      start + timedelta(minutes=spec.minutes), mode, "booked", start, ("system", None, "", "", "system"))  # fmt: skip
        self.fates.decide(visit)
        if visit.takes_time:
            for key, which in ((chair.resource_id, with_buffers), (room, with_buffers), (person, visit_only)):
                if key is not None:
                    self.taken.take(key, session.date, which)
            count = (chair.resource_id, session.date, slug)
            self.counts[count] = self.counts.get(count, 0) + 1
        return visit

    def _session(self, chair: Chair, session: Session, ends: int, share: float) -> Iterator[Visit]:
        rng, minute = self.rng, session.starts
        slugs, weights = list(OFFERS[chair.specialty]), list(OFFERS[chair.specialty].values())
        if session.date.month in (3, 4, 5, 6, 7) and "flu-shot" in slugs:
            weights[slugs.index("flu-shot")] = 4
        while minute < ends:
            slug = rng.choices(slugs, weights)[0]
            spec = SPECS[slug]
            start = -(-(minute + spec.before) // spec.step) * spec.step
            after = start + spec.minutes + spec.after
            if after > ends:
                return
            if rng.random() < MEETING:
                self._meet(chair, session, minute)
            elif rng.random() < share:
                for _ in range(5):
                    person = self.crowd.draw(slug, session.site, chair.number, session.date)
                    visit = person and self.place(chair, session, start, person, slug)
                    if visit:
                        yield visit
                        if visit.takes_time or rng.random() < 0.3:
                            break
            minute = after

    def _nearness(self, day: date) -> float:
        """Six weeks ahead only few have booked yet."""
        ahead = (day - self.today).days
        return 1.0 if ahead <= 2 else max(0.12, 1.0 - 0.0235 * ahead)

    def _mode(self, spec: Spec, session: Session) -> str | None:
        modes = [mode for mode in spec.modes if not session.modes or mode in session.modes]
        if not modes:
            return None
        if modes[0] != "in_person" or len(modes) == 1:
            return modes[0] if self.rng.random() < 0.7 else modes[-1]
        return "in_person" if self.rng.random() > REMOTE_SHARE else self.rng.choice(modes[1:])

    def _room(self, chair: Chair, session: Session, kind: str, which: int) -> UUID | None:
        rooms = self.rooms[session.site].get(kind, [])
        home = chair.number % max(1, len(rooms))
        for room in rooms[home:] + rooms[:home]:
            if self.taken.free(room, session.date, which):
                return room
        return None

    def _meet(self, chair: Chair, session: Session, minute: int) -> None:
        zone, end = self.zones[session.site], min(minute + 20, session.ends)
        which = bits(zone, session.date, minute, end)
        if end > minute and self.taken.free(chair.resource_id, session.date, which):
            self.taken.take(chair.resource_id, session.date, which)
            self.meetings.append(
                Meeting(chair.resource_id, moment(zone, session.date, minute), moment(zone, session.date, end))
            )
