"""What makes people different: language and interpreter, needs, pronouns, how best to speak with them."""

from datetime import date, timedelta
from random import Random

from heartline.people.demo.draw import chance, weighted
from heartline.people.demo.person import Person, age
from heartline.people.models import Patient

N = Patient.Need
# How many speak English better than the language of their family.
PREFERS_ENGLISH = {"hispanic": 0.4, "vietnamese": 0.35, "chinese": 0.35, "arabic": 0.35, "southasian": 0.7, "filipino": 0.6,
                   "korean": 0.4, "haitian": 0.3, "hornofafrica": 0.3, "ukrainian": 0.3, "brazilian": 0.4, "persian": 0.35,
                   "singlename": 0.3}  # fmt: skip
HOW_TO_SPEAK = (
    "Please call after 5 pm.",
    "Speak slowly, and leave time to answer.",
    "Text first, then call: unknown numbers are not picked up.",
    "Hears better on the left side.",
    "Do not leave voice messages: others hear them.",
    "Prefers a woman as interpreter.",
    "Works nights, sleeps until noon.",
    "Likes to be called by the first name.",
    "Please spell out numbers and dates.",
    "Ask before talking about weight.",
)
PRONOUNS = {"female": "she/her", "male": "he/him", "other": "they/them"}


def give_traits(rng: Random, person: Person, today: date) -> None:
    """Set everything that depends on nobody else in the household."""
    years = age(person.born, today)
    if chance(rng, PREFERS_ENGLISH.get(person.culture.key, 1.0) * (0.6 if years > 60 else 1.0)):
        person.language = "en"
    elif person.culture.second and chance(rng, 0.12):
        person.language = rng.choice(person.culture.second)
    person.interpreter = person.language != "en" and years >= 18 and chance(rng, 0.75 if years > 60 else 0.5)
    person.needs = _needs(rng, years)
    if N.SIGN_LANGUAGE in person.needs:
        person.language, person.interpreter = "ase", True
    _gender(rng, person, years)
    if chance(rng, 0.1):
        person.how_to_speak = rng.choice(HOW_TO_SPEAK)
    if years > 70 and chance(rng, 0.02):
        person.deceased = today - timedelta(days=rng.randrange(370, 900))


def _needs(rng: Random, years: int) -> list[str]:
    old = years > 70
    shares = {
        N.WHEELCHAIR: 0.06 if old else 0.01,
        N.STEP_FREE: 0.15 if old else 0.015,
        N.LOW_VISION: 0.08 if old else 0.01,
        N.HARD_OF_HEARING: 0.14 if old else 0.012,
        N.SIGN_LANGUAGE: 0.004,
        N.MORE_TIME: 0.12 if old else 0.02,
        N.QUIET: 0.02,
        N.SERVICE_ANIMAL: 0.006,
    }
    return [need for need, share in shares.items() if chance(rng, share)]


def _gender(rng: Random, person: Person, years: int) -> None:
    if years >= 15 and chance(rng, 0.015):
        person.gender_identity = weighted(rng, {"non-binary": 4, "transgender woman": 3, "transgender man": 3})
        person.pronouns = {"non-binary": "they/them", "transgender woman": "she/her", "transgender man": "he/him"}[
            person.gender_identity
        ]
        if person.gender_identity == "non-binary" and chance(rng, 0.5):
            person.sex = "other"
    elif chance(rng, 0.25):
        person.pronouns = PRONOUNS[person.sex]
