"""A town of families: nobody of one home is taken for another, and whoever comes a second time is known."""

from itertools import combinations
from random import Random

import pytest

from heartline.people.matching.model import among
from heartline.people.matching.person import Person
from heartline.people.matching.rules import Decision, compare, decide, score
from tests.people.matching.people import a_town, registered_again

PEOPLE = 3000
MODEL = among(PEOPLE)


@pytest.fixture(scope="module")
def town() -> list[Person]:
    return a_town(PEOPLE, seed=11)


def judged(a: Person, b: Person) -> Decision:
    evidence = compare(a, b)
    return decide(score(evidence, MODEL), evidence)


def test_no_two_of_a_home_are_linked_and_few_are_asked_about(town: list[Person]) -> None:
    homes: dict[object, list[Person]] = {}
    for person in town:
        homes.setdefault((person.places, person.phones), []).append(person)
    pairs = [pair for home in homes.values() for pair in combinations(home, 2)]
    decisions = [judged(a, b) for a, b in pairs]
    assert len(pairs) > 2000
    assert decisions.count(Decision.CERTAIN) == 0
    assert decisions.count(Decision.DOUBTFUL) / len(pairs) < 0.01


def test_even_written_with_slips_no_two_of_a_home_are_linked(town: list[Person]) -> None:
    rng = Random(5)
    homes: dict[object, list[Person]] = {}
    for person in town:
        homes.setdefault((person.places, person.phones), []).append(person)
    pairs = [pair for home in homes.values() for pair in combinations(home, 2)]
    linked = [1 for a, b in pairs if judged(a, registered_again(b, rng)) is Decision.CERTAIN]
    assert len(linked) / len(pairs) < 0.001


def test_strangers_are_not_linked(town: list[Person]) -> None:
    rng = Random(7)
    found = [judged(*rng.sample(town, 2)) for _ in range(30_000)]
    assert found.count(Decision.CERTAIN) == 0
    assert found.count(Decision.DOUBTFUL) <= 3


def test_who_comes_again_is_known(town: list[Person]) -> None:
    rng = Random(9)
    found = [judged(person, registered_again(person, rng)) for person in town]
    assert (
        found.count(Decision.NO) / len(found) < 0.09
    )  # a name alone, after moving, with another phone and no birth date
    assert found.count(Decision.CERTAIN) / len(found) > 0.4
