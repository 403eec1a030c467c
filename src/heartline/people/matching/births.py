"""Comparing birth dates: as written, with a slip, with day and month swapped, or as far as they are known."""

from functools import lru_cache

from rapidfuzz.distance import OSA

from heartline.people.matching.person import Birth
from heartline.people.matching.words import OTHER, SAME, SLIP

SWAPPED, NEAR, MONTH, YEAR = "swapped", "near", "month", "year"


@lru_cache(maxsize=1 << 16)
def birth_level(a: Birth, b: Birth) -> str | None:
    """The level that holds for two birth dates; None where they say nothing of each other. Symmetric.

    A first of January on both sides is often put where only the year was known, so it counts for no more than that.
    """
    if a.full and b.full:
        if a == b:
            return YEAR if (a.month, a.day) == (1, 1) else SAME
        if (a.year, a.month, a.day) == (b.year, b.day, b.month):
            return SWAPPED
        if _slips(a, b) == 1:
            return SLIP
        alike = (a.year == b.year) + (a.month == b.month) + (a.day == b.day)
        return NEAR if alike == 2 or (_slips(a, b) == 2 and a.year == b.year) else OTHER
    if a.year is None or b.year is None:
        return None
    if a.year != b.year:
        return OTHER
    if a.month is None or b.month is None:
        return YEAR
    return MONTH if a.month == b.month else OTHER


def _slips(a: Birth, b: Birth) -> int:
    """Digits typed wrong or in the wrong order."""
    return OSA.distance(*(f"{one.year:04d}{one.month:02d}{one.day:02d}" for one in (a, b)), score_cutoff=3)
