"""Comparing what people are called: several names each, parts in either order, with or without some of them."""

from functools import lru_cache

from heartline.people.matching.evidence import FAMILY, GIVEN, ORDER, Finding
from heartline.people.matching.person import Called, Person, Words
from heartline.people.matching.words import HINT, LIKE, NICK, OTHER, SAME, SLIP, SPELLING, likeness

PART, INITIAL = "part", "initial"
# How much each level is worth when one of several ways to read two names has to be chosen; not its weight in the score.
_WORTH = {SAME: 10.0, SPELLING: 8.0, NICK: 7.5, SLIP: 7.0, PART: 6.0, LIKE: 4.0, INITIAL: 2.0, HINT: 0.5, OTHER: -4.0}
_SWAPPED = 2.5  # what having to swap the parts takes away
_CLOSE = (SAME, SPELLING, NICK, SLIP)
_Weighed = tuple[float, tuple[Finding, ...]]


def compare_names(a: Person, b: Person) -> tuple[Finding, ...]:
    """Given names, family name, and whether the two had to be swapped; of several names the two that agree best."""
    best: _Weighed | None = None
    for one in a.names:
        for other in b.names:
            found = _compare(one, other)
            if best is None or found > best:  # of equal worth always the same one, whoever is asked about
                best = found
    return best[1] if best else ()


@lru_cache(maxsize=1 << 16)
def _compare(a: Called, b: Called) -> _Weighed:
    best: _Weighed | None = None
    for given, family in a.readings:
        for other_given, other_family in b.readings:
            straight = _arranged(given, other_given, family, other_family)
            if best is None or straight > best:
                best = straight
            if straight[0] < _WORTH[SAME]:
                # One's given names against the other's family name, and the reverse. Which of the two are the given names
                # nobody knows then.
                for swapped in ((given, other_family, family, other_given), (family, other_given, given, other_family)):
                    worth, found = _arranged(*swapped)
                    if len(found) > 1:
                        best = max(best, (worth - _SWAPPED, (*found, Finding(ORDER, "swapped"))))
    assert best is not None  # every name has a reading
    return best


def _arranged(given: Words, other_given: Words, family: Words, other_family: Words) -> _Weighed:
    found, worth = [], 0.0
    for field, one, other in ((GIVEN, given, other_given), (FAMILY, family, other_family)):
        if one and other:
            level, common = part_level(one, other)
            worth += _WORTH[level]
            found.append(Finding(field, level, common))
    return worth, tuple(found)


def part_level(a: Words, b: Words) -> tuple[str, Words]:
    """How far two given or two family names agree, and the words that do. Symmetric."""
    return _part_level(*sorted((a, b)))


@lru_cache(maxsize=1 << 18)
def _part_level(a: Words, b: Words) -> tuple[str, Words]:
    whole_a, whole_b = "".join(a), "".join(b)
    if whole_a == whole_b or sorted(a) == sorted(b):
        return SAME, a
    if len(whole_a) == 1 or len(whole_b) == 1:
        return (INITIAL, ()) if whole_a[0] == whole_b[0] else (OTHER, ())
    level = likeness(whole_a, whole_b)
    if len(a) == len(b) == 1:
        return level, (whole_a, whole_b) if level in _CLOSE else ()
    return _of_several(a, b) if level not in _CLOSE else (level, (whole_a, whole_b))


def _of_several(a: Words, b: Words) -> tuple[str, Words]:
    """Where one has more words than the other, or other ones: the least likeness of those that belong together."""
    short, long = sorted((a, b), key=lambda words: (len(words), words))
    left, levels, common = list(long), [], []
    for word in short:
        match = max(left, key=lambda other: (_word_worth(word, other), other), default=None)
        if match is None:
            break
        left.remove(match)
        levels.append(_word_level(word, match))
        common.append(max(word, match, key=len))
    worst = min(levels, key=_WORTH.__getitem__)
    if worst in _CLOSE or worst == INITIAL:
        real = tuple(word for word, level in zip(common, levels, strict=True) if level in _CLOSE)
        if not real:
            return INITIAL, ()
        return (PART, real) if left or worst == INITIAL else (worst, real)
    if any(level in _CLOSE for level in levels):  # one of two agrees, the other does not
        return LIKE, tuple(word for word, level in zip(common, levels, strict=True) if level in _CLOSE)
    return (worst, ()) if not left else (HINT if worst == LIKE else OTHER, ())


def _word_level(a: str, b: str) -> str:
    if len(a) == 1 or len(b) == 1:
        return INITIAL if a[0] == b[0] else OTHER
    return likeness(a, b)


def _word_worth(a: str, b: str) -> float:
    return _WORTH[_word_level(a, b)]
