"""What became of a visit: who booked it at which door, whether it was moved, missed, cancelled or kept."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from random import Random

from heartline.people.demo import Clinic
from heartline.people.demo.draw import weighted
from heartline.people.demo.history import staff_actor
from heartline.people.models import Role
from heartline.scheduling.demo.crowd import Crowd, before
from heartline.scheduling.demo.habits import Habits
from heartline.scheduling.demo.services import SPECS
from heartline.scheduling.demo.visit import Visit, Who

CANCELLED, MOVED = 0.085, 0.06
REASONS = {
    "cannot_come": 40,
    "feeling_better": 18,
    "transport": 10,
    "cost": 6,
    "elsewhere": 8,
    "by_clinic": 10,
    "other": 8,
}
OWN_WORDS = {
    "video-visit-cold": ("Cough for five days", "Sore throat and fever since yesterday", "My nose is blocked"),
    "annual-check-up": ("Yearly check-up", "Form for my new job", "I am tired a lot"),
    "joint-pain": ("My knee hurts on the stairs", "Shoulder pain at night"),
    "skin-check": ("A mole that has changed", "Itchy rash on my arm"),
    "child-well-visit": ("Vaccines for school", "Two-year check", "She does not sleep well"),
    "mental-health-first-talk": ("I worry all the time", "I cannot sleep"),
    "physiotherapy": ("Back pain after lifting", "Stiff after the operation"),
    "medication-review": ("New pills make me dizzy", "Need my blood pressure pills again"),
}


class Fates:
    """Decides in place, from the clock at the time of loading."""

    def __init__(self, rng: Random, clinic: Clinic, crowd: Crowd, now: datetime) -> None:
        self.rng, self.crowd, self.now = rng, crowd, now
        self.habits = Habits()
        self.all_kept = False
        self.zones = [site.zone for site in clinic.sites]
        self.desk = [staff_actor(member) for member in clinic.team.by_role[Role.FRONT_DESK]]
        callers = clinic.team.by_role[Role.AGENT] + clinic.team.by_role[Role.PARTNER_AGENT]
        self.phone = [staff_actor(member, "phone") for member in callers]

    @contextmanager
    def kept(self) -> Iterator[None]:
        """Inside the block nobody moves, misses or cancels."""
        self.all_kept = True
        yield
        self.all_kept = False

    def decide(self, visit: Visit) -> None:
        """Set who booked it and when, and its status with all that led there."""
        rng = self.rng
        visit.booked_at, visit.booked_by = self._booking(visit)
        if rng.random() < 0.4:
            visit.reason = rng.choice(OWN_WORDS.get(visit.slug, ("",)))
        last = min(self.now, visit.start - timedelta(hours=1))
        room_to_move = last - visit.booked_at > timedelta(hours=6) and not self.all_kept
        if room_to_move and rng.random() < MOVED:
            visit.moved_at = visit.booked_at + (last - visit.booked_at) * rng.uniform(0.2, 0.6)
            days = rng.choice((-7, -2, -1, 1, 2, 7, 14))
            visit.moved_from = visit.start + timedelta(days=days)
            if visit.moved_from <= visit.moved_at:
                visit.moved_from = visit.start + timedelta(days=abs(days))
        draw = rng.random()
        if room_to_move and draw < CANCELLED:
            since = visit.moved_at or visit.booked_at
            visit.cancelled_at = since + (last - since) * rng.uniform(0.3, 1.0)
            visit.status, visit.cancel_reason = "cancelled", weighted(rng, REASONS)
        elif visit.end <= self.now:
            chance = self.habits.chance(visit, visit.person in self.crowd.portal)
            missed = draw > 1 - chance and visit.start < self.now - timedelta(hours=1) and not self.all_kept
            visit.status = "noshow" if missed else "fulfilled"
        elif visit.mode == "in_person" and (
            visit.start <= self.now or (visit.start - self.now < timedelta(minutes=40) and draw < 0.4)
        ):
            visit.status = "arrived"
        if visit.status in ("arrived", "fulfilled"):
            came = visit.start - timedelta(minutes=rng.randrange(1, 16))
            visit.seen_at = min(came, self.now - timedelta(minutes=1))

    def someone(self, visit: Visit, door: str = "") -> Who:
        """Who does something about this visit: at `door`, or wherever such a patient would."""
        rng, portal = self.rng, self.crowd.portal.get(visit.person)
        if not door:
            door = weighted(rng, {"portal": 55 if portal else 0, "phone": 27, "desk": 18})
        if door == "portal" and portal:
            return portal
        return rng.choice(self.phone if door == "phone" else self.desk)

    def receiver(self) -> Who:
        return self.rng.choice(self.desk)

    def _booking(self, visit: Visit) -> tuple[datetime, Who]:
        ahead = visit.start - self.now
        lead = before(self.rng, visit.slug)
        if ahead > timedelta(0):
            lead += ahead
            horizon = timedelta(days=SPECS[visit.slug].horizon)
            lead = max(min(lead, horizon), ahead + timedelta(minutes=20))
        at = visit.start - lead
        who = self.someone(visit, "" if SPECS[visit.slug].online != "nobody" else "desk")
        if who[4] != "portal":
            at = self._in_office_hours(at, visit.site)
        return max(at, visit.person.known_since + timedelta(minutes=15)), who

    def _in_office_hours(self, at: datetime, site: int) -> datetime:
        """The same moment, or the last working hour before it."""
        local = at.astimezone(self.zones[site])
        if local.hour >= 18:
            local = local.replace(hour=self.rng.randrange(9, 18))
        elif local.hour < 8:
            local = (local - timedelta(days=1)).replace(hour=self.rng.randrange(9, 18))
        while local.weekday() > 4:
            local -= timedelta(days=1)
        return local.astimezone(at.tzinfo)
