"""Whom a service is for, and how they come by their visits."""

from collections import deque
from datetime import date, timedelta
from random import Random

from heartline.people.demo import Clinic
from heartline.people.demo.person import Person, age
from heartline.scheduling.demo.services import SPECS
from heartline.scheduling.demo.visit import Who

# Services to which the same person comes again and again, to the same clinician: how often of a hundred.
SERIES = {"counselling": 85, "physiotherapy": 75, "pregnancy-visit": 75, "wound-care": 55, "diabetes-review": 40}
# The least number of days between two visits of one person for the same thing; 30 where nothing is said.
APART = {"counselling": 6, "physiotherapy": 4, "pregnancy-visit": 13, "wound-care": 3, "annual-check-up": 330, "flu-shot": 200,
         "eye-check": 120, "hearing-test": 120, "diabetes-review": 60, "video-visit-cold": 10, "blood-test": 10}  # fmt: skip
WOMEN = {"pregnancy-visit", "contraception"}
PREGNANCY = (18, 44)


class Crowd:
    """Draws patients: mostly from near by, more often the old and the very young, some again and again."""

    def __init__(self, rng: Random, clinic: Clinic, today: date) -> None:
        self.rng, self.today = rng, today
        self.series: dict[tuple[int, str], deque[Person]] = {}
        self.had: dict[tuple[Person, str], list[date]] = {}
        self.near: list[list[Person]] = [[], [], []]
        self.portal: dict[Person, Who] = {}
        for home in clinic.households:
            acting = {acts.patient: acts for acts in home.acts_for if acts.scope != "read" and not acts.revoked}
            for person in home.people:
                if person.account_id:
                    self.portal[person] = ("patient", person.account_id, person.name, "", "portal")
                elif person in acting:
                    acts = acting[person]
                    self.portal[person] = ("proxy", acts.holder_account, acts.holder_name, "", "portal")
                if person.deceased is None:
                    self.near[person.site] += [person] * _often(age(person.born, today))
        self.pools = {slug: [self._pool(slug, site) for site in range(3)] for slug in SPECS}

    def draw(self, slug: str, site: int, clinician: int, day: date) -> Person | None:
        """Somebody for this service on that day, or nobody if the dice find none."""
        rng, series = self.rng, self.series.setdefault((clinician, slug), deque(maxlen=20))
        often, apart = SERIES.get(slug, 0), APART.get(slug, 30)
        if series and rng.randrange(100) < often:
            person = rng.choice(series)
        else:
            pool = self.pools[slug][site if rng.random() < 0.93 else rng.randrange(3)]
            if not pool:
                return None
            person = rng.choice(pool)
            if often:
                series.append(person)
        had = self.had.setdefault((person, slug), [])
        if any(abs((day - other).days) < apart for other in had):
            return None
        had.append(day)
        return person if self.may_come(person, slug, day) else None

    def may_come(self, person: Person, slug: str, day: date) -> bool:
        """Old enough, young enough and known by then."""
        low, high = SPECS[slug].ages
        years = age(person.born, day)
        known = person.known_since.date() < day
        return known and (low is None or years >= low) and (high is None or years <= high)

    def _pool(self, slug: str, site: int) -> list[Person]:
        low, high = PREGNANCY if slug == "pregnancy-visit" else SPECS[slug].ages
        found = []
        for person in self.near[site]:
            years = age(person.born, self.today)
            of_age = (low is None or years >= low) and (high is None or years <= high)
            if of_age and (slug not in WOMEN or person.sex == "female"):
                found.append(person)
        return found


def _often(years: int) -> int:
    return 4 if years < 2 else 3 if years < 5 or years > 75 else 2 if years > 55 else 1


def before(rng: Random, slug: str) -> timedelta:
    """How long ahead such a visit is booked."""
    spec = SPECS[slug]
    mean = {"video-visit-cold": 0.7, "flu-shot": 5.0, "wound-care": 4.0, "blood-test": 5.0}.get(slug, 16.0)
    days = min(rng.expovariate(1 / mean), spec.horizon - 1)
    return timedelta(hours=spec.lead + 0.2) + timedelta(days=days)
