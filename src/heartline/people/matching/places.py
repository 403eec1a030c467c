"""Comparing addresses: house number and street, flat or second line, city and postal code."""

from collections.abc import Sequence
from functools import lru_cache

from rapidfuzz.distance import OSA, JaroWinkler

from heartline.people.matching.evidence import AREA, STREET, UNIT, Finding
from heartline.people.matching.person import Place
from heartline.people.matching.words import LIKE, OTHER, SAME

DOOR, ROAD, HALF = "door", "road", "half"  # same street and number; the street only; one of city and postal code
_WORTH = {DOOR: 8, ROAD: 5, LIKE: 4, SAME: 6, HALF: 3, OTHER: 0}


def compare_places(a: Sequence[Place], b: Sequence[Place]) -> list[Finding]:
    """Of several addresses the two that agree best."""
    best: list[Finding] = []
    for one in a:
        for other in b:
            found = _compare(one, other)
            if not best or (_worth(found), found) > (_worth(best), best):
                best = found
    return best


def _worth(found: list[Finding]) -> int:
    return sum(_WORTH[finding.level] for finding in found)


def _compare(a: Place, b: Place) -> list[Finding]:
    found = []
    street, unit = _street(a, b), _alike(a.unit, b.unit) if a.unit and b.unit else None
    if street and street[0] == OTHER and unit != 2:
        # Lines in the other order: the building's name where the street is, and the reverse.
        crossed = (
            _street(Place(a.number, a.unit), Place(b.number, b.street)),
            _street(Place(a.number, a.street), Place(b.number, b.unit)),
        )
        for other in crossed:
            if other and other[0] not in (OTHER, HALF):
                street, unit = other, None
    if street:
        found.append(Finding(STREET, *street))
    if unit is not None:
        found.append(Finding(UNIT, (OTHER, LIKE, SAME)[unit]))
    if (area := _area(a, b)) is not None:
        found.append(Finding(AREA, area, _named(a, b) if area != OTHER else ()))
    return found


def _street(a: Place, b: Place) -> tuple[str, tuple[str, ...]] | None:
    if not a.street or not b.street:
        return (HALF if a.number == b.number else OTHER, ()) if a.number and b.number else None
    likeness = _alike(a.street, b.street)
    numbered = bool(a.number and b.number)
    if likeness == 0:
        return (OTHER, ()) if not numbered or a.number != b.number else (HALF, ())
    if numbered and a.number == b.number:
        return (DOOR, ()) if likeness == 2 else (ROAD, ())
    if numbered and likeness == 2 and OSA.distance(a.number, b.number) == 1:
        return ROAD, ()
    return (LIKE, ()) if numbered or likeness < 2 else (ROAD, ())


def _area(a: Place, b: Place) -> str | None:
    city = _alike(a.city, b.city) if a.city and b.city else None
    postal = _codes(a.postal, b.postal) if a.postal and b.postal else None
    said = [level for level in (city, postal) if level is not None]
    if not said:
        return ({True: HALF, False: OTHER}[a.state == b.state]) if a.state and b.state else None
    if min(said) == 2 and len(said) == 2:
        return SAME
    if sum(said) >= 3:
        return LIKE  # one, and nearly the other
    return HALF if max(said) == 2 else OTHER


def _named(a: Place, b: Place) -> tuple[str, ...]:
    return (f"@{a.postal}",) if a.postal and a.postal == b.postal else (f"@{a.city}",) if a.city == b.city else ()


def _codes(a: str, b: str) -> int:
    """2: the same; 1: a slip; 0: another."""
    return 2 if a == b else 1 if OSA.distance(a, b, score_cutoff=1) == 1 else 0


def _alike(a: str, b: str) -> int:
    return 2 if a == b else _like(*sorted((a, b)))


@lru_cache(maxsize=1 << 18)
def _like(a: str, b: str) -> int:
    """2: the same but for slips and spaces; 1: alike; 0: another."""
    plain_a, plain_b = a.replace(" ", ""), b.replace(" ", "")
    near = JaroWinkler.similarity(plain_a, plain_b)
    if plain_a == plain_b or near >= 0.93 or OSA.normalized_similarity(plain_a, plain_b) >= 0.82:
        return 2
    if sorted(a.split()) == sorted(b.split()):
        return 2
    first_a, first_b = (max(text.split(), key=len) for text in (a, b))
    return 1 if OSA.normalized_similarity(plain_a, plain_b) >= 0.68 or (len(first_a) > 4 and first_a == first_b) else 0
