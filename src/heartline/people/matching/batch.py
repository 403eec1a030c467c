"""Matching whole files: within one, or across two. The same comparison and the same score as for one person."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from random import Random

from heartline.people.matching import clusters
from heartline.people.matching.evidence import Evidence
from heartline.people.matching.keys import keys_of
from heartline.people.matching.learning import ROUNDS, learned, shares_of, with_strangers
from heartline.people.matching.model import Model
from heartline.people.matching.person import Person
from heartline.people.matching.rules import compare, score

SAMPLE = 60_000  # pairs drawn to learn what strangers look like
LARGEST = 60  # people who share a key, up to which all of them are compared
WORTH_KEEPING = -12.0
_CORRECTIONS = 12
_TWICE = 0.01  # of the links, this share may be to a record linked already, in files where nobody is twice

Progress = Callable[[str, float], None]  # what is being done, and the share that is done (0 to 1)
Scored = tuple[float, int, int]
Compared = tuple[int, int, Evidence]


def _silent(_what: str, _share: float) -> None:
    pass


def within(people: Sequence[Person], progress: Progress = _silent) -> list[Scored]:
    """(score, i, j) for every two that are one person, i < j."""
    possible = len(people) * (len(people) - 1) // 2
    model, kept = _learned(people, people, _pairs_within(people), possible, progress)
    found = [(score(evidence, model), i, j) for i, j, evidence in kept]
    by_pair = {(i, j): value for value, i, j in found}

    def any_score(i: int, j: int) -> float:
        pair = (min(i, j), max(i, j))
        if pair not in by_pair:
            by_pair[pair] = score(compare(people[pair[0]], people[pair[1]]), model)
        return by_pair[pair]

    groups = clusters.persons(found, any_score)
    return [(any_score(i, j), i, j) for i, j in clusters.all_pairs(groups)]


def across(left: Sequence[Person], right: Sequence[Person], progress: Progress = _silent) -> list[Scored]:
    """(score, i, j) for every one of `left` who is one person with one of `right`."""
    possible = len(left) * len(right)
    model, kept = _learned(left, right, _pairs_across(left, right), possible, progress)
    found = [(score(evidence, model), i, j) for i, j, evidence in kept]

    def same(people: Sequence[Person]) -> clusters.Score:
        return lambda i, j: score(compare(people[i], people[j]), model)

    sure = clusters.without_rivals(found, same(left), same(right))
    lefts, rights = Counter(i for _, i, _ in sure), Counter(j for _, _, j in sure)
    if len(sure) - len(lefts) + len(sure) - len(rights) > _TWICE * len(sure):
        return sure
    rest = [(i, j, evidence) for i, j, evidence in kept if i not in lefts and j not in rights]
    free = (len(left) - len(lefts)) * (len(right) - len(rights))
    share = len(sure) / max(min(len(left), len(right)), 1)
    expected = share * min(len(left) - len(lefts), len(right) - len(rights))
    return sure + clusters.without_rivals(_of_the_rest(rest, model, free, expected), same(left), same(right))


def _of_the_rest(rest: list[Compared], model: Model, free: int, expected: float) -> list[Scored]:
    """Where nobody is in a file twice, who is left on both sides has fewer to be: the odds of a pair rise.

    `expected`: how many of the `free` pairs would match if these were found as often as the others; corrected by what
    the pairs themselves say.
    """
    for _ in range(_CORRECTIONS):
        model = replace(model, same_person=max(expected / max(free - expected, 1.0), model.same_person))
        found = [(score(evidence, model), i, j) for i, j, evidence in rest]
        expected = sum(1 / (1 + 2**-value) for value, _, _ in found if value > WORTH_KEEPING)
    return found


def _learned(
    left: Sequence[Person], right: Sequence[Person], pairs: list[clusters.Pair], possible: int, progress: Progress
) -> tuple[Model, list[Compared]]:
    """The model of these files, and those of `pairs` that may match."""
    everybody = left if left is right else [*left, *right]
    fewer = min(len(left), len(right)) / max(possible, 1)
    model = Model(same_person=0.3 * fewer, household=0.4 * fewer).with_shares(*shares_of(everybody))
    model = with_strangers(model, _sample(left, right))
    kept: list[Compared] = []
    for turn, (i, j) in enumerate(pairs):
        if turn % 10_000 == 0:
            progress("compare", turn / len(pairs))
        evidence = compare(left[i], right[j])
        if score(evidence, model) > WORTH_KEEPING:
            kept.append((i, j, evidence))
    return learned(model, [e for _, _, e in kept], possible, lambda turn: progress("learn", turn / ROUNDS)), kept


def _sample(left: Sequence[Person], right: Sequence[Person]) -> Iterator[Evidence]:
    rng = Random(0)
    for _ in range(SAMPLE if left and right else 0):
        i, j = rng.randrange(len(left)), rng.randrange(len(right))
        if left is not right or i != j:
            yield compare(left[i], right[j])


def _pairs_within(people: Sequence[Person]) -> list[clusters.Pair]:
    by_key: dict[int, list[int]] = defaultdict(list)
    for at, person in enumerate(people):
        for key in keys_of(person):
            by_key[key].append(at)
    return sorted(
        {
            (a, b)
            for some in by_key.values()
            if 1 < len(some) <= LARGEST
            for x, a in enumerate(some)
            for b in some[x + 1 :]
        }
    )


def _pairs_across(left: Sequence[Person], right: Sequence[Person]) -> list[clusters.Pair]:
    by_key: dict[int, list[int]] = defaultdict(list)
    for at, person in enumerate(right):
        for key in keys_of(person):
            by_key[key].append(at)
    ours: dict[int, list[int]] = defaultdict(list)
    for at, person in enumerate(left):
        for key in keys_of(person):
            if key in by_key:
                ours[key].append(at)
    return sorted(
        {
            (a, b)
            for key, some in ours.items()
            if len(some) * len(by_key[key]) <= LARGEST * LARGEST
            for a in some
            for b in by_key[key]
        }
    )
