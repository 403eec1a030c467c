"""Matching whole files: within one, or across two. The same comparison and the same score as for one person."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from random import Random

from heartline.people.matching import clusters, crowds
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
    some, copied = crowds.told_once(people)
    pairs = sorted({*_pairs_within(people, some), *((same[0], other) for same in copied for other in same[1:])})
    model, kept = _learned(people, people, pairs, possible, progress)
    found = [(score(evidence, model), i, j) for i, j, evidence in kept]
    first = {at: same[0] for same in copied for at in same}
    by_pair = {(i, j): value for value, i, j in found}

    def any_score(i: int, j: int) -> float:
        i, j = first.get(i, i), first.get(j, j)
        pair = (min(i, j), max(i, j))
        if pair not in by_pair:
            by_pair[pair] = score(compare(people[pair[0]], people[pair[1]]), model)
        return by_pair[pair]

    groups = clusters.persons(found, any_score)
    return [(any_score(i, j), i, j) for i, j in clusters.all_pairs(groups)]


def across(left: Sequence[Person], right: Sequence[Person], progress: Progress = _silent) -> list[Scored]:
    """(score, i, j) for every one of `left` who is one person with one of `right`."""
    lefts, rights = crowds.told_once(left), crowds.told_once(right)
    pairs = _pairs_across(left, right, lefts[0], rights[0])
    model, kept = _learned(left, right, pairs, len(left) * len(right), progress)
    found = _found_across(left, right, model, kept)

    def copies(people: Sequence[Person], copied: list[list[int]]) -> dict[int, list[int]]:
        return {some[0]: some for some in copied if score(compare(people[some[0]], people[some[0]]), model) >= 0}

    ours, theirs = copies(left, lefts[1]), copies(right, rights[1])
    found = clusters.filled(found, lambda i, j: score(compare(left[i], right[j]), model))
    return [(value, a, b) for value, i, j in found for a in ours.get(i, [i]) for b in theirs.get(j, [j])]


def _found_across(left: Sequence[Person], right: Sequence[Person], model: Model, kept: list[Compared]) -> list[Scored]:
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


def _pairs_within(people: Sequence[Person], some: Sequence[int]) -> set[clusters.Pair]:
    by_key = _by_key(people, some)
    few = (block for block in by_key.values() if 1 < len(block) <= LARGEST)
    many = [block for block in by_key.values() if len(block) > LARGEST]
    found = {(a, b) for block in few for x, a in enumerate(block) for b in block[x + 1 :]}
    return found | crowds.neighbours(many, people.__getitem__, len(some), lambda pair: pair not in found)


def _pairs_across(
    left: Sequence[Person], right: Sequence[Person], some: Sequence[int], others: Sequence[int]
) -> list[clusters.Pair]:
    theirs, ours = _by_key(right, others), _by_key(left, some)
    both = [(block, theirs[key]) for key, block in ours.items() if key in theirs]
    few = [(one, other) for one, other in both if len(one) * len(other) <= LARGEST * LARGEST]
    many = [[*one, *(~b for b in other)] for one, other in both if len(one) * len(other) > LARGEST * LARGEST]
    near = crowds.neighbours(  # those of `right` as negative numbers
        many,
        lambda at: left[at] if at >= 0 else right[~at],
        len(some) + len(others),
        lambda pair: pair[0] < 0 <= pair[1],
    )
    return sorted({(a, b) for one, other in few for a in one for b in other} | {(a, ~b) for b, a in near})


def _by_key(people: Sequence[Person], some: Sequence[int]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = defaultdict(list)
    for at in some:
        for key in keys_of(people[at]):
            found[key].append(at)
    return found
