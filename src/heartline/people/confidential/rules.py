"""How growing up changes what a proxy reaches, and which visits are confidential. The one who decides is the database
(heartline_proxy_scope, migration 0014); this says the same beforehand, for letters and pages. A test holds the two together.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from heartline.people.proxies.rules import birthday

How = Literal["", "on_wish", "always"]

NARROW = ("", "read", "visits", "all")  # how far a proxy reaches, the least first
NOTICES = (30, 7)  # days before a change on which those concerned are told


@dataclass(frozen=True, slots=True)
class Rule:
    """From `from_age` on, for proxies of `relationship`. See AgeRule."""

    relationship: str
    from_age: int  # years
    to_age: int | None
    effect: str  # "ends", "narrows", "nothing"
    scope: str = ""

    def concerns(self, terms: "Terms", born: date) -> bool:
        """Whether it will ever change such a proxy: those that began early enough."""
        until = birthday(born, self.from_age if self.to_age is None else self.to_age)
        return self.relationship == terms.relationship and terms.starts_on < until


@dataclass(frozen=True, slots=True)
class Terms:
    """What was granted. `ends_on` is the first day on which it no longer holds."""

    relationship: str
    scope: str
    starts_on: date
    ends_on: date | None = None
    beyond_age: bool = False


@dataclass(frozen=True, slots=True)
class Change:
    """On this day a proxy will reach only as far as `scope`; empty: no further at all. `age` is the birthday's, if any."""

    on: date
    scope: str
    age: int | None


@dataclass(frozen=True, slots=True)
class Care:
    """From which age visits of a category are confidential. See PrivateCare."""

    category: str
    from_age: int  # years, inclusive
    to_age: int | None  # years, exclusive
    how: How


def earliest(birth_date: date | None, partial: str) -> date | None:
    """The birth date; where only its month or year is known, the first day of it; None where nothing is."""
    if birth_date is not None:
        return birth_date
    parts = [int(part) for part in partial.split("-") if part.isdecimal()]
    try:
        return date(parts[0], parts[1] if len(parts) > 1 else 1, 1) if parts else None
    except ValueError:
        return None


def reach(rules: Iterable[Rule], terms: Terms, born: date | None, today: date) -> str:
    """How far such a proxy reaches today; empty if not at all."""
    if terms.starts_on > today or (terms.ends_on is not None and terms.ends_on <= today):
        return ""
    if terms.beyond_age or born is None:
        return terms.scope
    left = terms.scope
    for rule in rules:
        if rule.concerns(terms, born) and today >= birthday(born, rule.from_age):
            if rule.effect == "ends":
                return ""
            if rule.effect == "narrows":
                left = min(left, rule.scope, key=NARROW.index)
    return left


def next_change(rules: Iterable[Rule], terms: Terms, born: date | None, today: date) -> Change | None:
    """The next day after today on which such a proxy will reach less far, or None if none is known."""
    known = list(rules)
    now = reach(known, terms, born, max(today, terms.starts_on))
    days: dict[date, int | None] = {terms.ends_on: None} if terms.ends_on else {}
    if born is not None:
        days |= {birthday(born, rule.from_age): rule.from_age for rule in known if rule.concerns(terms, born)}
    for day in sorted(days):
        if day > today and day > terms.starts_on and (after := reach(known, terms, born, day)) != now:
            return Change(day, after, days[day])
    return None


def notice(change: Change, today: date) -> int | None:
    """Which of NOTICES is to be given today: the last one that has come due. None while the change is far, or past."""
    left = (change.on - today).days
    due = [days for days in NOTICES if 0 < left <= days]
    return min(due) if due else None


def latest_birth(years: int, today: date) -> date:
    """Whoever was born on this day or before has turned `years`."""
    try:
        return today.replace(year=today.year - years)
    except ValueError:  # 29 February: those born on the 28th, and on no later day, have turned that age
        return date(today.year - years, 3, 1) - timedelta(days=1)


def privacy(cares: Iterable[Care], category: str, born: date | None, day: date) -> How:
    """How confidential a visit of this category on this day is by age: not at all, if the patient wishes, or always."""
    if born is None:
        return ""
    found: How = ""
    for care in cares:
        if care.category not in ("", category) or day < birthday(born, care.from_age):
            continue
        if care.to_age is not None and day >= birthday(born, care.to_age):
            continue
        if care.how == "always":
            return "always"
        found = care.how
    return found
