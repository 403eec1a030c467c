"""How likely somebody is to miss a visit: made up, but of what studies find, so that there is something to learn.

Long waits, young adults, early mornings and Mondays, and above all each person's own ways; a login, with which one can
cancel, helps. Language and origin play no part: in the demo nobody misses visits for who they are.
"""

from math import exp, log1p
from random import Random

from heartline.people.demo.person import Person, age
from heartline.scheduling.demo.visit import Visit

USUAL = -3.75  # log odds; with the rest, about 6 of a hundred visits are missed
SPREAD = 1.15  # of people's own ways
OFTEN_MISSED = {"counselling": 0.35, "stop-smoking": 0.6, "nutrition": 0.45, "flu-shot": -0.4, "pregnancy-visit": -0.7,
                "x-ray": -0.3, "minor-procedure": -0.5}  # fmt: skip


class Habits:
    """Each person's own way is drawn from their id, so that the other dice of the demo fall as they did."""

    def __init__(self) -> None:
        self._own: dict[Person, float] = {}

    def chance(self, visit: Visit, has_login: bool) -> float:
        """That this visit, booked as it was, is missed."""
        person, start = visit.person, visit.start
        if person not in self._own:
            self._own[person] = Random(person.id.int).gauss(0, SPREAD)
        days = max(0.0, (start - visit.booked_at).total_seconds() / 86400)
        years = age(person.born, start.date())
        odds = USUAL + self._own[person] + 0.42 * log1p(days)
        odds += 0.5 if 16 <= years < 30 else -0.45 if years >= 65 else 0.0
        odds += 0.25 if start.weekday() == 0 else 0.0
        odds += (
            OFTEN_MISSED.get(visit.slug, 0.0)
            - (0.5 if has_login else 0.0)
            - (0.4 if visit.mode != "in_person" else 0.0)
        )
        return 1 / (1 + exp(-odds))
