"""How people answer an offer: how soon, and whether they say yes. Assumptions, each with its reason; see ASSUMPTIONS.

The same person answers the same offer of the same time alike, however it is offered: draws are keyed by both.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from math import exp
from random import Random
from zoneinfo import ZoneInfo

from bench._waitlist_world import World
from heartline.people.demo.person import age

NEVER = 0.18  # of people never answer messages
MEDIAN, SPREAD = 35.0, 1.3  # minutes to an answer, log-normal
SLOWER_FROM_65, SLOWER_OTHER_LANGUAGE = 1.8, 1.4
WAKES, SLEEPS = time(7), time(22)
# Of those who read it, how many can come. Set so that broadcasting has the published 8.3 % of offers accepted.
WILLING = 0.25
HOURS_TO_ARRANGE = 30.0

ASSUMPTIONS = (
    f"{NEVER:.0%} of people never answer; others do after {MEDIAN:.0f} minutes in the median (log-normal, sigma {SPREAD}), by day",
    f"people of 65 and over take {SLOWER_FROM_65} times as long, speakers of other languages {SLOWER_OTHER_LANGUAGE} times, always",
    f"a reader can come with a chance of up to {WILLING:.0%}: half of it at 21 hours' notice, half of it for a gain of a day",
    f"({WILLING:.0%}, because then broadcasting has the published 8.3 % of its offers accepted)",
    "a quarter of those booked more than a week ahead ask for an earlier time, and 8 people a day wait without a visit",
    "8.5 % of visits are cancelled and 6 % moved away, at any moment from a third of the way to an hour before",
    "others look for times meanwhile, as often and as far ahead as the demo clinic's patients book",
    "a freed time serves the service that it was for; a visit is moved for a gain of a day or more",
)


@dataclass(slots=True)
class Answer:
    """When it comes, and what it is; None where none ever comes."""

    at: datetime
    yes: bool


class People:
    """Traits are drawn once from the seed; `willing` scales how many can come."""

    def __init__(self, world: World, seed: int, today: date, willing: float = WILLING) -> None:
        self.seed, self.willing = seed, willing
        rng = Random(f"{seed}:people")
        self.never = [rng.random() < NEVER for _ in world.people]
        self.old = [age(person.born, today) >= 65 for person in world.people]
        self.other = [person.language != "en" for person in world.people]

    def answer(
        self, person: int, place: int, sent: datetime, starts_at: datetime, gain: timedelta | None, zone: str
    ) -> Answer | None:
        """What `person` says to an offer of `place` sent at `sent`. `gain`: by how much it is sooner than their visit."""
        if self.never[person]:
            return None
        rng = Random(f"{self.seed}:{person}:{place}")
        minutes = (
            MEDIAN * (SLOWER_FROM_65 if self.old[person] else 1) * (SLOWER_OTHER_LANGUAGE if self.other[person] else 1)
        )
        at = _awake(sent + timedelta(minutes=minutes * exp(rng.gauss(0, SPREAD))), zone)
        hours = (starts_at - at).total_seconds() / 3600
        if hours <= 0:
            return Answer(at, False)
        worth = 1.0 if gain is None else min(0.5 + gain.days / 14, 1.0)
        return Answer(at, rng.random() < self.willing * (1 - exp(-hours / HOURS_TO_ARRANGE)) * worth)


def _awake(at: datetime, zone: str) -> datetime:
    """The moment itself by day, else some time after waking."""
    local = at.astimezone(ZoneInfo(zone))
    if WAKES <= local.time() < SLEEPS:
        return at
    morning = local.date() if local.time() < WAKES else local.date() + timedelta(days=1)
    wake = datetime.combine(morning, WAKES, ZoneInfo(zone)) + timedelta(minutes=at.minute * 2)
    return wake.astimezone(UTC)
