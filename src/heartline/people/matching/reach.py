"""Comparing phone numbers, e-mail addresses and identifiers."""

from collections.abc import Sequence

from rapidfuzz.distance import OSA

from heartline.people.matching.evidence import EMAIL, NUMBER, PHONE, Finding
from heartline.people.matching.person import Number, Person
from heartline.people.matching.words import OTHER, SAME, SLIP

SHARED, MEMBER = "shared", "member"


def compare_reach(a: Person, b: Person) -> list[Finding]:
    """One finding each for phone, e-mail and identifiers, where both have one."""
    found = []
    for field, ours, theirs in ((PHONE, a.phones, b.phones), (EMAIL, a.emails, b.emails)):
        if ours and theirs:
            found.append(Finding(field, _values(ours, theirs, a.shared | b.shared)))
    if level := _numbers(a.numbers, b.numbers):
        found.append(Finding(NUMBER, level))
    return found


def _values(a: Sequence[str], b: Sequence[str], shared: frozenset[str]) -> str:
    same = set(a) & set(b)
    if same - shared:
        return SAME
    if same:
        return SHARED
    return SLIP if any(OSA.distance(one, other, score_cutoff=1) == 1 for one in a for other in b) else OTHER


def _numbers(a: Sequence[Number], b: Sequence[Number]) -> str | None:
    same = set(a) & set(b)
    if any(number.personal for number in same):
        return SAME
    if same:
        return MEMBER
    ours, theirs = ({number.system for number in some if number.personal} for some in (a, b))
    return OTHER if ours & theirs else None
