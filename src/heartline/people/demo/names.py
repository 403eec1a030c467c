"""Names as many cultures make them: one or two surnames, family first, father's name, one name only, two scripts."""

from dataclasses import dataclass
from random import Random
from typing import Any

from heartline.people.demo import words
from heartline.people.names.rules import assemble


@dataclass(frozen=True, slots=True)
class Culture:
    key: str
    weight: int
    language: str
    second: tuple[str, ...]
    order: str
    script: str
    female: tuple[str, ...]
    male: tuple[str, ...]
    family: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Written:
    """One way of writing a name: FHIR HumanName's parts."""

    text: str
    family: str
    given: tuple[str, ...]
    script: str = ""


@dataclass(frozen=True, slots=True)
class Named:
    """A person's name, in Latin letters first, and the surname that a child gets."""

    written: tuple[Written, ...]
    surname: str

    @property
    def text(self) -> str:
        return self.written[0].text


def cultures() -> list[Culture]:
    """All of them, in the order of the file."""
    return [_culture(key, entry) for key, entry in words.load("names").items()]


def _culture(key: str, entry: dict[str, Any]) -> Culture:
    return Culture(
        key,
        entry["weight"],
        entry["language"],
        tuple(entry.get("second", ())),
        entry["order"],
        entry.get("script", ""),
        *(tuple(entry[part]) for part in ("female", "male", "family")),
    )


def draw(rng: Random, culture: Culture, sex: str, surname: str = "", other: str = "", father: str = "") -> Named:
    """A name; `surname` is the family's, `other` the mother's (where two are borne), `father` a father's given name."""
    own = rng.choice(culture.female if sex == "female" else culture.male)
    surname = surname or rng.choice(culture.family)
    if culture.order == "single":
        return Named((Written(own, "", (own,)),), "")
    if culture.order == "patronymic":
        middle = father or rng.choice(culture.male)
        return Named((Written(f"{own} {middle} {surname}", surname, (own, middle)),), surname)
    if culture.order == "double":
        both = f"{surname} {other or rng.choice(culture.family)}"
        return Named((Written(f"{own} {both}", both, (own,)),), surname)
    (given, native_given), (family, native_family) = _pair(own), _pair(surname)
    text = f"{family} {given}" if culture.order == "family-given" else f"{given} {family}"
    latin = Written(text, family, (given,))
    if not culture.script or not native_given or not native_family:
        return Named((latin,), surname)
    native = Written(assemble(native_family, [native_given], script=culture.script), native_family, (native_given,),
                     culture.script)  # fmt: skip
    return Named((latin, native), surname)


def very_long(rng: Random, culture: Culture, sex: str) -> Named:
    """A name longer than most forms allow for."""
    pool = culture.female if sex == "female" else culture.male
    given = tuple(rng.sample(pool, 3))
    family = " ".join(rng.sample(culture.family, 2)) + " de " + " y ".join(rng.sample(culture.family, 2))
    return Named((Written(f"{' '.join(given)} {family}", family, given),), family.split(" ")[0])


def _pair(name: str) -> tuple[str, str]:
    latin, _, native = name.partition("|")
    return latin, native
