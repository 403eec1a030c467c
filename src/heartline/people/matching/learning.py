"""Learning a model from the records themselves, without knowing any answer: expectation and maximisation.

Strangers are measured on pairs drawn at random; what one person's records look like is learned on the pairs that share
a key, starting from the usual numbers and held by them where a file says little.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from heartline.people.matching.evidence import BIRTH, GIVEN, HOUSEHOLD, NUMBER, ORDER, Evidence
from heartline.people.matching.model import Model
from heartline.people.matching.person import Person
from heartline.people.matching.rules import likelihoods, score

ROUNDS = 60  # at most; it ends when the number of matches and of households stays within _STILL of itself
_STILL = 0.0005
_HELD = 30.0  # pairs that the usual numbers count for
# What tells a household's members apart is not learned away: without this bound, a file with more brothers and sisters
# than duplicates would come to call them one person.
_AT_MOST = {(GIVEN, "other"): 0.12, (GIVEN, "hint"): 0.05, (BIRTH, "other"): 0.18, (BIRTH, "near"): 0.1}
_UNLIKELY = -15.0  # a pair below this in the beginning cannot become a match


def shares_of(people: Iterable[Person]) -> tuple[dict[str, float], float]:
    """Word of a name, "@" and postal code → share of people who have it; and the share of a word seen once."""
    counts: Counter[str] = Counter()
    number = 0
    for person in people:
        number += 1
        words: set[str] = set()
        for name in person.names:
            given, family = name.readings[0]
            words |= {*given, *family, "".join(given), "".join(family)}
        words |= {f"@{place.postal}" for place in person.places} | {f"@{place.city}" for place in person.places}
        counts.update(words)
    number = max(number, 1)
    return {word: count / number for word, count in counts.items() if count > 1}, 1 / number


def with_strangers(model: Model, sample: Iterable[Evidence]) -> Model:
    """The model with its strangers measured on pairs drawn at random; those of one person or one home are left out."""
    seen: dict[str, Counter[str]] = defaultdict(Counter)
    for evidence in sample:
        one, family, strangers = likelihoods(evidence, model)
        if strangers > one + family:
            for finding in evidence:
                seen[finding.field][finding.level] += 1
    table = dict(model.strangers)
    for name, levels in seen.items():
        if name in (ORDER, NUMBER):
            continue
        total = sum(levels.values())
        for field, level in model.strangers:
            if field == name:
                unseen = min(0.5, total * model.strangers[field, level])
                table[field, level] = (levels[level] + unseen) / total
    return replace(model, strangers=table)


def learned(
    model: Model, pairs: Sequence[Evidence], possible: int, tell: Callable[[int], None] = lambda _round: None
) -> Model:
    """The model that explains these pairs best, out of so many `possible` ones. `pairs` hold nearly all matches."""
    usual, usual_home = model.one, model.family
    likely = [evidence for evidence in pairs if score(evidence, model) > _UNLIKELY]
    before_this = 0.0, 0.0
    for turn in range(ROUNDS):
        counts: dict[tuple[str, str], float] = defaultdict(float)
        present: dict[str, float] = defaultdict(float)
        at_home: dict[tuple[str, str], float] = defaultdict(float)
        with_home: dict[str, float] = defaultdict(float)
        all_one = all_family = 0.0
        for evidence in likely:
            one, family, strangers = likelihoods(evidence, model)
            share = one / (one + family + strangers)
            home = family / (one + family + strangers)
            all_one += share
            all_family += home
            for finding in evidence:
                counts[finding.field, finding.level] += share
                present[finding.field] += share
                at_home[finding.field, finding.level] += home
                with_home[finding.field] += home
        present[ORDER] = all_one
        table = {
            (field, level): min(
                (counts[field, level] + _HELD * before) / (present[field] + _HELD), _AT_MOST.get((field, level), 1.0)
            )
            for (field, level), before in usual.items()
        }
        homes = {
            (field, level): (at_home[field, level] + _HELD * before) / (with_home[field] + _HELD)
            if field in HOUSEHOLD
            else before
            for (field, level), before in usual_home.items()
        }
        others = max(possible - all_one - all_family, 1.0)
        model = replace(
            model,
            one=table,
            family=homes,
            same_person=max(all_one, 0.5) / others,
            household=max(all_family, 0.5) / others,
        )
        tell(turn)
        if all(
            abs(now - then) <= _STILL * (then + 1) for now, then in zip((all_one, all_family), before_this, strict=True)
        ):
            break
        before_this = all_one, all_family
    return model
