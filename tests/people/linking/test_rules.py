"""Which records are one person, over made-up graphs of links."""

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heartline.people.linking.rules import in_order, leading, one_each, persons

RECORDS = st.integers(3, 7)


@st.composite
def graphs(draw: st.DrawFn) -> tuple[list[int], list[tuple[int, int]]]:
    records = list(range(draw(RECORDS)))
    return records, draw(st.lists(st.sampled_from(list(combinations(records, 2))), unique=True))


@given(graphs())
def test_every_record_is_of_exactly_one_person(graph: tuple[list[int], list[tuple[int, int]]]) -> None:
    records, links = graph
    found = persons(records, links)
    assert sorted(record for person in found for record in person) == records


@given(graphs())
def test_two_are_one_person_when_a_way_of_links_leads_from_one_to_the_other(
    graph: tuple[list[int], list[tuple[int, int]]],
) -> None:
    records, links = graph
    reaches = {(a, b) for a in records for b in records if a == b} | {
        pair for a, b in links for pair in ((a, b), (b, a))
    }
    for middle in records:  # Warshall
        reaches |= {(a, b) for a in records for b in records if (a, middle) in reaches and (middle, b) in reaches}
    whose = {record: n for n, person in enumerate(persons(records, links)) for record in person}
    assert {(a, b) for a in records for b in records if whose[a] == whose[b]} == reaches


@given(graphs(), st.randoms())
def test_the_order_of_links_says_nothing(graph: tuple[list[int], list[tuple[int, int]]], chance: object) -> None:
    records, links = graph
    shuffled = [(b, a) for a, b in links]
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    assert sorted(map(sorted, persons(records, shuffled))) == sorted(map(sorted, persons(records, links)))


def test_the_oldest_record_leads() -> None:
    assert leading({"a", "b", "c"}, {"a": 3, "b": 1, "c": 2}) == "b"


def test_a_pair_is_kept_in_one_order() -> None:
    assert in_order(2, 1) == in_order(1, 2) == (1, 2)
    with pytest.raises(ValueError, match="itself"):
        in_order(1, 1)


class Record:
    def __init__(self, pk: int, person_id: int, account_id: str | None = None) -> None:
        self.pk, self.person_id, self.account_id = pk, person_id, account_id


def test_of_each_person_one_record_is_shown_that_of_the_login_before_the_leading_one() -> None:
    records = [Record(2, 1), Record(1, 1), Record(3, 1, "me"), Record(5, 4), Record(4, 4), Record(6, 6)]
    assert [record.pk for record in one_each(records, "me")] == [3, 4, 6]
    assert [record.pk for record in one_each(list(reversed(records)), "nobody")] == [6, 4, 1]
