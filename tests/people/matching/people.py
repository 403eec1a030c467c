"""Persons for matching, in few words; and a made-up town of families with its duplicates."""

from dataclasses import replace
from datetime import date
from random import Random
from typing import Any

from heartline.people.matching.person import Birth, Person, Place, birth_of, called, digits_of, place_of

GIVEN = [
    "james",
    "mary",
    "robert",
    "patricia",
    "john",
    "jennifer",
    "michael",
    "linda",
    "david",
    "elizabeth",
    "william",
    "barbara",
    "richard",
    "susan",
    "jose",
    "maria",
    "juan",
    "carmen",
    "luis",
    "rosa",
    "carlos",
    "ana",
    "wei",
    "min",
    "hao",
    "ling",
    "yan",
    "mohammed",
    "fatima",
    "ahmed",
    "aisha",
    "omar",
    "thi",
    "anh",
    "van",
    "minh",
    "linh",
    "sofia",
    "lucas",
    "emma",
    "noah",
    "olivia",
    "liam",
    "ava",
    "ethan",
    "mia",
    "logan",
    "zoe",
    "ella",
    "jack",
    "ruby",
    "oscar",
    "grace",
    "leo",
    "freya",
    "arthur",
    "ivy",
]
SYLLABLES = [
    "ba",
    "ber",
    "bo",
    "da",
    "de",
    "fi",
    "ga",
    "go",
    "ha",
    "ja",
    "ka",
    "ko",
    "la",
    "lin",
    "ma",
    "mer",
    "mo",
    "na",
    "ni",
    "pe",
    "ra",
    "ro",
    "sa",
    "sen",
    "so",
    "ta",
    "to",
    "va",
    "vi",
    "wal",
    "za",
]
STREETS = [f"{name} {kind}" for name in (["oak", "elm", "mill", "church", "park", "lake", "hill", "river", "station", "green", "king", "queen"])
           for kind in ("street", "road", "avenue", "lane")]  # fmt: skip
TOWNS = [
    ("springfield", "01101"),
    ("riverton", "01102"),
    ("lakeside", "01201"),
    ("hillview", "01301"),
    ("dover", "01401"),
]


def a_person(
    text: str = "",
    born: str = "",
    *,
    given: str = "",
    family: str = "",
    also: tuple[tuple[str, str], ...] = (),
    phone: str = "",
    email: str = "",
    home: tuple[str, str, str] | None = None,
    **fields: Any,
) -> Person:
    """`born` as 1984-03-12 or as far as it is known; `home` is line, city, postal code; `also` further names."""
    names = [called(given, family, text), *(called(*other) for other in also)]
    birth = birth_of(date.fromisoformat(born)) if len(born) == 10 else birth_of(None, born)
    place = place_of(*home) if home else None
    return Person(
        names=tuple(name for name in names if name),
        birth=birth,
        places=(place,) if place else (),
        phones=(digits_of(phone),) if phone else (),
        emails=(email,) if email else (),
        **fields,
    )


def a_town(people: int, seed: int = 1) -> list[Person]:
    """Families who share surname, address and phone; among them twins and sons who have their father's name."""
    rng, town = Random(seed), list[Person]()
    while len(town) < people:
        family = "".join(rng.choices(SYLLABLES, k=rng.randint(2, 3)))
        home = place_of(f"{rng.randrange(1, 200)} {rng.choice(STREETS)}", *rng.choice(TOWNS))
        phone = (digits_of(f"413{rng.randrange(10**7):07d}"),)
        father = _birth(rng, 1940, 1985)
        used: list[str] = []
        births = [father, _birth(rng, 1940, 1985)]
        for _ in range(rng.choice((0, 0, 1, 2, 3))):
            births.append(births[-1] if len(births) > 2 and rng.random() < 0.08 else _birth(rng, 1975, 2020))
        for at, birth in enumerate(births):
            junior = at > 1 and rng.random() < 0.05
            given = used[0] if junior and birth not in births[2:at] else rng.choice([g for g in GIVEN if g not in used])
            used.append(given)
            sex = rng.choice(("female", "male"))
            town.append(Person((_named(given, family),), birth, sex, (home,) if home else (), phone))
    return town


def registered_again(person: Person, rng: Random) -> Person:
    """The same person as somebody else would write them down: one to three things changed, or left out."""
    for change in rng.sample(
        (_slip_given, _slip_family, _slip_birth, _moved, _other_phone, _no_birth, _no_place), rng.randint(1, 3)
    ):
        person = change(person, rng)
    return person


def _birth(rng: Random, first: int, last: int) -> Birth:
    return Birth(rng.randrange(first, last), rng.randrange(1, 13), rng.randrange(1, 29))


def _named(given: str, family: str) -> Any:
    return called(given, family)


def _slip(word: str, rng: Random) -> str:
    at = rng.randrange(len(word) - 1)
    return rng.choice((
        word[:at] + word[at + 1] + word[at] + word[at + 2 :],
        word[:at] + word[at + 1 :],
        word[:at] + rng.choice("aeiorstn") + word[at:],
        word[:at] + rng.choice("aeiorstn") + word[at + 1 :],
    ))  # fmt: skip


def _slip_given(person: Person, rng: Random) -> Person:
    (given,), family = person.names[0].readings[0]
    return replace(person, names=(_named(_slip(given, rng), " ".join(family)),))


def _slip_family(person: Person, rng: Random) -> Person:
    given, (family,) = person.names[0].readings[0]
    return replace(person, names=(_named(" ".join(given), _slip(family, rng)),))


def _slip_birth(person: Person, rng: Random) -> Person:
    if person.birth is None:
        return person
    year, month, day = person.birth.year or 0, person.birth.month or 1, person.birth.day or 1
    return replace(
        person,
        birth=rng.choice((Birth(year, day, month), Birth(year, month, day % 28 + 1), Birth(year + 1, month, day))),
    )


def _moved(person: Person, rng: Random) -> Person:
    home = place_of(f"{rng.randrange(1, 200)} {rng.choice(STREETS)}", *rng.choice(TOWNS))
    return replace(person, places=(home,) if isinstance(home, Place) else ())


def _other_phone(person: Person, rng: Random) -> Person:
    return replace(person, phones=(digits_of(f"413{rng.randrange(10**7):07d}"),))


def _no_birth(person: Person, rng: Random) -> Person:
    return replace(person, birth=None)


def _no_place(person: Person, rng: Random) -> Person:
    return replace(person, places=())
