"""From scored pairs to persons: chains inside one file, rivals between two."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from itertools import combinations

Pair = tuple[int, int]
Score = Callable[[int, int], float]
_ENOUGH = 24.0  # a score beyond this, either way, says no more when several are weighed
_ASKED = 20  # members of a group who are weighed, at most
LARGEST = 1000  # records of one person, up to which every two of them are named


def persons(pairs: Iterable[tuple[float, int, int]], score: Score, least: float = 0.0) -> list[list[int]]:
    """Records that belong together, each more than one. The surest pairs come first; two groups become one only where
    their members agree on the whole, so that one false pair does not chain two persons. `score` compares any two.
    """
    group: dict[int, list[int]] = {}
    for _score, a, b in sorted(((s, a, b) for s, a, b in pairs if s >= least), key=lambda p: (-p[0], p[1], p[2])):
        ours, theirs = group.setdefault(a, [a]), group.setdefault(b, [b])
        if ours is theirs or not _belong(ours, theirs, score):
            continue
        small, large = sorted((ours, theirs), key=len)
        large += small
        for member in small:
            group[member] = large
    return list({id(members): sorted(members) for members in group.values() if len(members) > 1}.values())


def _belong(ours: list[int], theirs: list[int], score: Score) -> bool:
    if len(ours) == len(theirs) == 1:
        return True
    scores = [max(-_ENOUGH, min(_ENOUGH, score(a, b))) for a in _some(ours) for b in _some(theirs)]
    return sum(scores) > 0


def _some(members: list[int]) -> list[int]:
    """All, or of many a few from everywhere."""
    return members[:: len(members) // _ASKED + 1]


def without_rivals(
    pairs: Iterable[tuple[float, int, int]], same_left: Score, same_right: Score, least: float = 0.0
) -> list[tuple[float, int, int]]:
    """Links between two files. Where a record could be two of the other file, the better one; both, where these two
    are one person themselves (`same_left`, `same_right` compare within a file).
    """
    rights: dict[int, list[int]] = defaultdict(list)
    lefts: dict[int, list[int]] = defaultdict(list)
    taken = []
    for value, a, b in sorted(pairs, key=lambda pair: (-pair[0], pair[1], pair[2])):
        if value < least:
            break
        if all(same_right(b, other) >= 0 for other in rights[a]) and all(
            same_left(a, other) >= 0 for other in lefts[b]
        ):
            rights[a].append(b)
            lefts[b].append(a)
            taken.append((value, a, b))
    return taken


def filled(links: list[tuple[float, int, int]], score: Score, least: float = 0.0) -> list[tuple[float, int, int]]:
    """The links between two files, and those that they lead to: who is linked with one who is linked with a third, so
    long as the two are not less than `least` like each other, and no more than LARGEST are one person.
    """
    group: dict[int, tuple[set[int], set[int]]] = {}  # of the first file at its place, of the second at ~its place
    for _score, a, b in links:
        ours, theirs = group.setdefault(a, ({a}, set())), group.setdefault(~b, (set(), {b}))
        if ours is not theirs:
            small, large = sorted((ours, theirs), key=lambda both: len(both[0]) + len(both[1]))
            large[0].update(small[0])
            large[1].update(small[1])
            for member in (*small[0], *(~other for other in small[1])):
                group[member] = large
    known = {(a, b) for _, a, b in links}
    whole = {id(both): both for both in group.values() if len(both[0]) * len(both[1]) <= LARGEST * LARGEST}
    more = [(a, b) for lefts, rights in whole.values() for a in sorted(lefts) for b in sorted(rights)]
    return links + [(value, a, b) for a, b in more if (a, b) not in known and (value := score(a, b)) >= least]


def all_pairs(groups: Iterable[list[int]]) -> list[Pair]:
    """Every two of each group; of a group of more than LARGEST, each with the first."""
    return [pair for members in groups for pair in _pairs(sorted(members))]


def _pairs(members: list[int]) -> Iterable[Pair]:
    return combinations(members, 2) if len(members) <= LARGEST else ((members[0], other) for other in members[1:])
