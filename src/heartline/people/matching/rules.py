"""Are two persons one? A score after Fellegi and Sunter, with a third possibility: that they live together.

Each field's agreement is weighed by how much more often it is seen with one person than with two. Two who share a
surname, an address, a phone or even a birth date may be of one household; so a match is measured against strangers and
household members together, and what only shows a common household proves nothing.
"""

from collections.abc import Mapping
from enum import StrEnum
from math import log2

from heartline.people.matching.births import birth_level
from heartline.people.matching.evidence import (
    AREA,
    BIRTH,
    EMAIL,
    FAMILY,
    GIVEN,
    NUMBER,
    ORDER,
    PHONE,
    SEX,
    STREET,
    Evidence,
    Finding,
)
from heartline.people.matching.model import Model
from heartline.people.matching.names import compare_names
from heartline.people.matching.person import Person
from heartline.people.matching.places import compare_places
from heartline.people.matching.reach import compare_reach

CERTAIN_FROM, ALONE_FROM, DOUBTFUL_FROM = 9.0, 14.0, 0.0  # log2 of the odds
CLOSE = frozenset({"same", "spelling", "nick", "slip", "part"})
# Two children born on one day hardly ever get names that are close, and never the same one.
_TWINS_OF_CLOSE_NAMES, _TWINS_OF_ONE_NAME = 0.02, 1e-4
_LEAST = 1e-9


class Decision(StrEnum):
    CERTAIN = "certain"
    DOUBTFUL = "doubtful"
    NO = "no"


def compare(a: Person, b: Person) -> Evidence:
    """What agrees and what does not, for everything that both say something about. Symmetric."""
    found = [*compare_names(a, b)]
    if a.birth and b.birth and (level := birth_level(a.birth, b.birth)):
        found.append(Finding(BIRTH, level))
    if a.sex and b.sex:
        found.append(Finding(SEX, "same" if a.sex == b.sex else "other"))
    if a.places and b.places:
        found += compare_places(a.places, b.places)
    if (a.phones and b.phones) or (a.emails and b.emails) or (a.numbers and b.numbers):
        found += compare_reach(a, b)
    return tuple(found)


def score(evidence: Evidence, model: Model) -> float:
    """log2 of the odds that the two are one person. 0: as likely as not; 10: a thousand to one."""
    one, family, strangers = likelihoods(evidence, model)
    return log2(one) - log2(family + strangers)


def likelihoods(evidence: Evidence, model: Model) -> tuple[float, float, float]:
    """How likely such evidence is, times how common the case is: one person, two of a household, two strangers."""
    one = family = strangers = 1.0
    given, same_birth = "", False
    for finding in evidence:
        key = finding.field, finding.level
        seen = seen_with_strangers(finding, model)
        one *= max(model.one.get(key, _LEAST), _LEAST)
        strangers *= seen
        family *= max(model.family.get(key, 0.0), seen if finding.common else _LEAST)
        if finding.field == GIVEN:
            given = finding.level
        elif finding.field == BIRTH:
            same_birth = finding.level in ("same", "swapped")
    if same_birth and given in CLOSE:
        family *= _TWINS_OF_ONE_NAME if given == "same" else _TWINS_OF_CLOSE_NAMES
    return model.same_person * one, model.household * family, strangers


def weight(finding: Finding, model: Model) -> float:
    """What one finding adds to the score against strangers, in bits."""
    key = finding.field, finding.level
    return log2(max(model.one.get(key, _LEAST), _LEAST) / seen_with_strangers(finding, model))


def held_back(evidence: Evidence, model: Model) -> float:
    """By how many bits the score is lower because the two may be of one household; 0 or below."""
    _one, family, strangers = likelihoods(evidence, model)
    return log2(strangers) - log2(strangers + family)


def seen_with_strangers(finding: Finding, model: Model) -> float:
    """How often two strangers agree like this. Of words: as often as the word is used; a rare one counts more."""
    usual = max(model.strangers.get((finding.field, finding.level), 1.0), _LEAST)
    if not finding.common:
        return usual
    if model.rare is None:
        return usual
    shares = [model.shares.get(word, model.rare) for word in finding.common]
    if finding.level in ("same", "part"):
        return max(min(shares), model.rare) if finding.field in (GIVEN, FAMILY) else max(min(shares), usual / 8)
    return max(usual, *shares)


def decide(score: float, evidence: Evidence) -> Decision:
    """Linked without asking only where names and birth date agree, nothing contradicts, and something else confirms."""
    if score < DOUBTFUL_FROM:
        return Decision.NO
    levels = {finding.field: finding.level for finding in evidence}
    named = levels.get(GIVEN) in CLOSE and levels.get(FAMILY) in CLOSE
    born = levels.get(BIRTH) in ("same", "swapped", "slip")
    exact = levels.get(GIVEN) == levels.get(FAMILY) == levels.get(BIRTH) == "same"
    if not (named and born) or levels.get(SEX) == "other":
        return Decision.DOUBTFUL
    if score >= CERTAIN_FROM and _confirmed(levels):
        return Decision.CERTAIN
    return Decision.CERTAIN if score >= ALONE_FROM and exact else Decision.DOUBTFUL


def proves(score: float, evidence: Evidence) -> bool:
    """Whether nothing is only a likeness: the very name in its order, the very birth date, no other sex, and something
    else that confirms it. Enough to write into a record what cannot be told apart afterwards."""
    levels = {finding.field: finding.level for finding in evidence}
    named = {levels.get(part, "same") for part in (GIVEN, FAMILY)} == {"same"} and levels.keys() & {GIVEN, FAMILY}
    plain = ORDER not in levels and levels.get(SEX) != "other"
    exact = bool(named) and plain and levels.get(BIRTH) == "same"
    return exact and score >= CERTAIN_FROM and _confirmed(levels)


def _confirmed(levels: Mapping[str, str]) -> bool:
    return (
        levels.get(PHONE) in ("same", "shared")
        or levels.get(EMAIL) in ("same", "shared")
        or levels.get(NUMBER) in ("same", "member")
        or (levels.get(STREET) in ("door", "road") and levels.get(AREA, "same") != "other")
    )
