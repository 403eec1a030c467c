"""Files of persons, as comma-separated values with FEBRL's columns or the like, read into what matching compares."""

import csv
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from heartline.kernel.text import fold
from heartline.people.matching.person import (
    Birth,
    Called,
    Number,
    Person,
    called,
    digits_of,
    distinct,
    place_of,
)

# What a column may be called, folded and without anything but letters and digits. Social security numbers aren't here.
COLUMNS = {
    "id": "recid recordid id rec identifier uid uniqueid rowid",
    "given": "givenname given firstname first fname forename forenames givennames",
    "middle": "middlename middle middlenames mname secondname",
    "family": "surname familyname family lastname last lname",
    "former": "maidenname formername birthname",
    "name": "name fullname patientname displayname",
    "number": "streetnumber housenumber streetno number houseno",
    "line": "address1 addressline1 line1 street streetname address streetaddress addr1 addr",
    "unit": "address2 addressline2 line2 addr2 unit apartment apt",
    "city": "suburb city town locality placename municipality",
    "postal": "postcode postalcode zip zipcode plz pcode",
    "state": "state province region county statecode",
    "birth": "dateofbirth dob birthdate birthday dateofbirthymd born bdate",
    "year": "birthyear yearofbirth byear yob",
    "month": "birthmonth monthofbirth bmonth mob",
    "day": "birthday dayofbirth bday",
    "sex": "sex gender",
    "phone": "phone phonenumber telephone tel mobile cell homephone mobilephone",
    "phone2": "phone2 workphone mobile2 alternatephone",
    "email": "email emailaddress mail",
    "member": "memberid insuranceid policynumber medicare medicareid",
    "mrn": "mrn medicalrecordnumber",
}
_EMPTY = {"", "nan", "na", "n/a", "none", "null", "nil", "unknown", "?", "-", ".", "<na>", "nat", "missing"}
_SEX = {"f": "female", "female": "female", "w": "female", "2": "female", "m": "male", "male": "male", "1": "male"}
_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]


class Unreadable(Exception):
    """The file can't be used; the sentence says why."""


@dataclass(frozen=True, slots=True)
class Records:
    ids: list[str]
    people: list[Person]


def read(path: Path) -> Records:
    """The file's persons, in its order. Records without an id get their row's number. Raises Unreadable."""
    lines = rows(path)
    columns = _columns(next(lines, []))
    if not set(columns.values()) & {"given", "family", "name"}:
        raise Unreadable(f"{path}: no column with names was found (given_name, surname, …).")
    taken = [{what: _clean(row[at]) for at, what in columns.items() if at < len(row)} for row in lines if any(row)]
    day_first = _day_first([one.get("birth", "") for one in taken])
    ids = [one.get("id") or str(turn) for turn, one in enumerate(taken, 1)]
    return Records(ids, [_person(one, day_first) for one in taken])


def rows(path: Path) -> Iterator[list[str]]:
    """The lines of the file as cells, whatever its encoding and delimiter. Raises Unreadable."""
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise Unreadable(f"{path}: {error.strerror}.") from error
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = raw.decode("latin-1")
    head = text.split("\n", 1)[0]
    delimiter = max(",;\t|", key=head.count)
    try:
        yield from csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, skipinitialspace=True)
    except csv.Error as error:
        raise Unreadable(f"{path}: {error}.") from error


def _columns(header: Sequence[str]) -> dict[int, str]:
    """Place in a row → what it holds; of two columns for one thing the first."""
    known = {name: what for what, names in reversed(COLUMNS.items()) for name in names.split()}
    found: dict[int, str] = {}
    plain = [re.sub(r"[^a-z0-9]", "", fold(title)) for title in header]
    for at, title in enumerate(plain):
        what = known.get(title)
        if what and what not in found.values():
            found[at] = what
    if "day" in found.values() and "year" not in found.values():  # "birthday" with nothing beside it is the date
        found = {at: "birth" if what == "day" else what for at, what in found.items()}
    if "id" not in found.values() and plain and plain[0] in ("", "index", "unnamed0"):
        found[0] = "id"
    return found


def _clean(text: str) -> str:
    plain = text.strip().strip("'\"").strip()
    return "" if plain.lower() in _EMPTY else plain


def _person(said: dict[str, str], day_first: bool) -> Person:
    get = lambda what: said.get(what, "")  # noqa: E731
    given = " ".join(filter(None, (get("given"), get("middle"))))
    names = [called(given, get("family")) if given or get("family") else called(text=get("name"))]
    names += [called(given, get("former"))] if get("former") else []
    place = place_of(
        get("line"), get("city"), _whole(get("postal")), get("state"), number=_whole(get("number")), unit=get("unit")
    )
    numbers = [("member", get("member"), False), ("mrn", get("mrn"), True)]
    return Person(
        names=tuple(name for name in names if isinstance(name, Called)),
        birth=_birth(said, day_first),
        sex=_SEX.get(get("sex").lower(), ""),
        places=(place,) if place else (),
        phones=distinct(digits_of(get(what)) for what in ("phone", "phone2")),
        emails=distinct([get("email").lower()]),
        numbers=tuple(Number(system, value, personal) for system, value, personal in numbers if value),
    )


def _whole(text: str) -> str:
    """Without the ".0" that a spreadsheet leaves on a number."""
    return re.sub(r"\.0+$", "", text)


def _birth(said: dict[str, str], day_first: bool) -> Birth | None:
    if said.get("birth"):
        return _date(said["birth"], day_first)
    year, month, day = (
        int(text) if (text := _whole(said.get(p, ""))).isdecimal() else None for p in ("year", "month", "day")
    )
    return Birth(year, month, day) if year or (month and day) else None


def _date(text: str, day_first: bool) -> Birth | None:
    """A date in any usual order; digits that make no date stay, because slips don't either."""
    text = _whole(re.split(r"[T ]\d\d:\d\d", text)[0])
    if re.fullmatch(r"\d{8}", text):
        return Birth(int(text[:4]), int(text[4:6]), int(text[6:]))
    for number, name in enumerate(_MONTHS, 1):
        text = re.sub(rf"(?i)\b{name}[a-z]*\.?", str(number), text)
    parts = [part for part in re.split(r"\D+", text) if part]
    if len(parts) == 1 and len(parts[0]) == 4:
        return Birth(int(parts[0]))
    if len(parts) == 2 and len(parts[0]) == 4:
        return Birth(int(parts[0]), int(parts[1]))
    if len(parts) != 3:
        return None
    a, b, c = parts
    if len(a) == 4:
        return Birth(int(a), int(b), int(c))
    year = int(c) if len(c) > 2 else 1900 + int(c)
    return Birth(year, int(b), int(a)) if day_first else Birth(year, int(a), int(b))


def _day_first(dates: Sequence[str]) -> bool:
    """Whether 3/4/1980 is the third of April, by the dates of the same column that can be read in one way only."""
    parts = [re.split(r"\D+", text)[:2] for text in dates if re.match(r"\d{1,2}\D\d{1,2}\D", text)]
    first, second = (sum(len(p) == 2 and int(p[at]) > 12 for p in parts) for at in (0, 1))
    return first > second
