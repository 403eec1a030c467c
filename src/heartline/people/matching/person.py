"""A person as matching sees them: every text folded, every date in figures, whatever system they come from."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from heartline.kernel.text import fold

Words = tuple[str, ...]
_HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]")
_HAN_ONLY = re.compile(r"[\u3400-\u9fff\uf900-\ufaff·\s]+")
# Family names of two characters; all others have one.
_LONG_HAN = (
    "欧阳",
    "歐陽",
    "司马",
    "司馬",
    "上官",
    "诸葛",
    "諸葛",
    "司徒",
    "东方",
    "東方",
    "夏侯",
    "尉迟",
    "尉遲",
    "皇甫",
    "慕容",
)
_JOINED = re.compile(r"(?<=\w)['’ʼ`](?=\w)")
_TITLES = frozenset({"mr", "mrs", "ms", "miss", "dr", "prof", "sr", "jr", "ii", "iii", "iv", "phd", "md"})
_READINGS = 5  # words of a name without parts up to which every division is tried


@dataclass(frozen=True, slots=True)
class Birth:
    """A birth date in figures, as far as it is known; need not exist in the calendar (slips don't)."""

    year: int | None
    month: int | None = None
    day: int | None = None

    @property
    def full(self) -> bool:
        return None not in (self.year, self.month, self.day)


@dataclass(frozen=True, slots=True)
class Called:
    """One name. `readings` are its (given, family) words: one if its parts are known, else each that is possible."""

    readings: tuple[tuple[Words, Words], ...]

    @property
    def words(self) -> Words:
        given, family = self.readings[0]
        return given + family


@dataclass(frozen=True, slots=True)
class Place:
    number: str = ""
    street: str = ""
    unit: str = ""  # flat, building, or a second address line
    city: str = ""
    postal: str = ""
    state: str = ""


@dataclass(frozen=True, slots=True)
class Number:
    """An identifier. `personal`: nobody shares it; otherwise a family may (an insurance's member number)."""

    system: str
    value: str
    personal: bool = True


@dataclass(frozen=True, slots=True)
class Person:
    names: tuple[Called, ...] = ()
    birth: Birth | None = None
    sex: str = ""  # "female", "male", or empty: whatever else is said does not tell persons apart
    places: tuple[Place, ...] = ()
    phones: tuple[str, ...] = ()  # digits
    emails: tuple[str, ...] = ()
    numbers: tuple[Number, ...] = ()
    shared: frozenset[str] = field(default_factory=frozenset)  # phones and e-mails that others answer, too


def called(given: str = "", family: str = "", text: str = "") -> Called | None:
    """A name from its parts, else from its text. None if no letter is in it."""
    if given or family:
        parts = (_words(given), _words(family))
        return Called((parts,)) if any(parts) else None
    if _HAN_ONLY.fullmatch(text.strip()) and text.strip():
        plain = re.sub(r"[·\s]", "", text)
        cut = 2 if plain.startswith(_LONG_HAN) and len(plain) > 2 else 1
        return Called(((_words(plain[cut:]), _words(plain[:cut])),))
    if "," in text:
        family, given = text.split(",", 1)
        return called(given, family)
    words = _words(text)
    if not words:
        return None
    cuts = [len(words) - 1, *range(1, len(words) - 1)] if len(words) <= _READINGS else [len(words) - 1]
    return Called(tuple((words[:cut], words[cut:]) for cut in cuts))


def birth_of(day: date | None, partial: str = "") -> Birth | None:
    """From a date, or from "1980" or "1980-05". A first of January in 1900 or before stands for nothing."""
    if day:
        return (
            None if day <= date(1900, 1, 1) and (day.month, day.day) == (1, 1) else Birth(day.year, day.month, day.day)
        )
    parts = [int(part) for part in partial.split("-") if part.isdecimal()]
    return Birth(*parts[:3]) if parts else None


_KINDS = {
    "st": "street", "str": "street", "ave": "avenue", "av": "avenue", "rd": "road", "dr": "drive", "ln": "lane",
    "blvd": "boulevard", "ct": "court", "crt": "court", "pl": "place", "sq": "square", "hwy": "highway",
    "pkwy": "parkway", "ter": "terrace", "tce": "terrace", "cres": "crescent", "cct": "circuit", "cir": "circle",
    "n": "north", "s": "south", "e": "east", "w": "west", "mt": "mount", "saint": "st",
}  # fmt: skip
_UNIT = re.compile(r"(?:\b(?:apt|apartment|unit|flat|suite|ste|no|room|rm)\b\.?|#)\s*#?\s*(\w+)", re.IGNORECASE)


def place_of(
    line: str = "", city: str = "", postal: str = "", state: str = "", *, number: str = "", unit: str = ""
) -> Place | None:
    """An address, its house number taken out of the line where it has no field of its own. None if all is empty."""
    if not unit and (found := _UNIT.search(line)):
        unit, line = found[1], line.replace(found[0], " ")
    words = fold(line).split()
    if not number:
        number = next((word for word in words if word[0].isdigit()), "")
        words = [word for word in words if word != number]
    street = " ".join(_KINDS.get(word, word) for word in words)
    plain = [fold(text) for text in (number, street, unit, city, re.split(r"-", postal)[0] if postal else "", state)]
    return (
        Place(*(text.replace(" ", "") if at in (0, 4) else text for at, text in enumerate(plain)))
        if any(plain)
        else None
    )


def digits_of(phone: str) -> str:
    """The last nine digits: what is the same whether or not the country's code is written. Empty if they are too few."""
    digits = re.sub(r"\D", "", phone)
    return digits[-9:] if len(digits) >= 6 and len(set(digits)) > 1 else ""


def distinct(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(value for value in values if value))


def _words(text: str) -> Words:
    joined = _JOINED.sub("", text)
    words = [word for part in _spaced(joined) for word in re.findall(r"[a-z0-9]+", fold(part))]
    return tuple(word for word in words if word not in _TITLES) or tuple(words)


def _spaced(text: str) -> list[str]:
    """Han characters run together are one given name ("小龙" is "xiaolong"); everything else is cut at spaces."""
    return [re.sub(r"\s+", "", fold(part)) if _HAN.search(part) else part for part in text.split()]
