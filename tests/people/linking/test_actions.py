"""Proposing, linking, refusing and undoing, against the database."""

import random
from datetime import timedelta
from itertools import combinations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from heartline.kernel import actor, clock
from heartline.kernel.errors import Refused
from heartline.kernel.models import Event
from heartline.people.linking import actions, stewarding
from heartline.people.linking.models import Link
from heartline.people.linking.queries import links_among, records_of
from heartline.people.models import Patient
from tests.factories import a_patient

pytestmark = pytest.mark.django_db
State = Link.State


def some(n: int) -> list[Patient]:
    return [a_patient() for _ in range(n)]


def person(patient: Patient) -> object:
    return Patient.objects.get(pk=patient.pk).person_id


def test_a_new_record_is_a_person_of_its_own_whoever_wrote_it() -> None:
    one = a_patient()
    assert one.person_id == one.pk == person(one)
    made = Patient.objects.bulk_create([Patient(name="Ana"), Patient(name="Bo")])
    assert [patient.person_id for patient in made] == [patient.pk for patient in made]
    false = Patient.objects.create(name="Cy", person_id=one.pk)
    assert person(false) == false.pk


def test_saving_a_record_that_was_read_before_the_link_does_not_undo_it() -> None:
    a, b = some(2)
    actions.link(a.pk, b.pk)
    b.pronouns = "they"
    b.save()
    assert person(b) == person(a)


def test_linked_records_are_one_person_by_the_oldest() -> None:
    a, b = some(2)
    link = actions.link(b.pk, a.pk, "same birth certificate")
    assert link.state == State.LINKED and link.decided_by == "Sam Steward" and link.reason == "same birth certificate"
    assert person(a) == person(b) == min((a, b), key=lambda p: (Patient.objects.get(pk=p.pk).created_at, p.pk)).pk
    assert records_of(a.pk) == [a.pk, b.pk] and records_of(b.pk) == [b.pk, a.pk]


def test_undoing_leaves_two_persons_and_needs_a_reason() -> None:
    a, b = some(2)
    actions.link(a.pk, b.pk)
    with pytest.raises(Refused, match="reason"):
        actions.unlink(a.pk, b.pk, " ")
    assert actions.unlink(b.pk, a.pk, "twins").state == State.ENDED
    assert person(a) == a.pk and person(b) == b.pk
    with pytest.raises(Refused, match="not linked"):
        actions.unlink(a.pk, a_patient().pk, "why not")


def test_undoing_one_of_three_links_in_a_ring_leaves_one_person() -> None:
    a, b, c = some(3)
    for one, other in ((a, b), (b, c), (a, c)):
        actions.link(one.pk, other.pk)
    actions.unlink(a.pk, b.pk, "not sure")
    assert person(a) == person(b) == person(c)
    assert len(links_among([a.pk, b.pk, c.pk])) == 2


def test_what_is_so_already_is_not_recorded_twice() -> None:
    a, b = some(2)
    for _ in range(2):
        actions.propose(a.pk, b.pk, 3.0, [])
    for _ in range(2):
        actions.link(a.pk, b.pk)
    for _ in range(2):
        actions.unlink(a.pk, b.pk, "twins")
    kinds = list(Event.objects.filter(kind__startswith="link.").order_by("id").values_list("kind", "patient_id"))
    both = sorted([a.pk, b.pk])
    assert kinds == [
        ("link.proposed", None), *(("link.made", one) for one in both), *(("link.ended", one) for one in both)
    ]  # fmt: skip


class TestProposals:
    def test_wait_with_score_and_evidence_and_take_the_newer_ones(self) -> None:
        a, b = some(2)
        actions.propose(a.pk, b.pk, 3.0, [{"field": "birth", "level": "same", "weight": 3.0, "words": ""}])
        pair = actions.propose(b.pk, a.pk, 5.0, [])
        assert pair and (pair.state, pair.score, pair.evidence) == (State.PROPOSED, 5.0, [])
        assert Link.objects.count() == 1

    @pytest.mark.parametrize("decision", ["link", "refuse", "unlink"])
    def test_ask_nobody_about_what_is_decided(self, decision: str) -> None:
        a, b = some(2)
        actions.refuse(a.pk, b.pk) if decision == "refuse" else actions.link(a.pk, b.pk)
        if decision == "unlink":
            actions.unlink(a.pk, b.pk, "twins")
        before = Link.objects.values_list("state", "score").get()
        actions.propose(a.pk, b.pk, 9.0, [])
        assert Link.objects.values_list("state", "score").get() == before
        assert stewarding.queue() == []

    def test_are_not_made_of_records_that_are_one_person_by_a_third(self) -> None:
        a, b, c = some(3)
        actions.propose(a.pk, c.pk, 4.0, [])
        actions.link(a.pk, b.pk)
        actions.link(b.pk, c.pk)
        assert stewarding.queue() == [], "decided by way of the third"
        assert actions.propose(a.pk, b.pk, 9.0, []) is not None
        d = a_patient()
        actions.link(d.pk, a.pk)
        assert actions.propose(d.pk, c.pk, 9.0, []) is None

    def test_come_likeliest_first_or_oldest_first_and_not_while_put_off(self) -> None:
        a, b, c, d = some(4)
        old = actions.propose(a.pk, b.pk, 1.0, [])
        likely = actions.propose(c.pk, d.pk, 7.0, [])
        assert stewarding.queue() == [likely, old] and stewarding.queue("age") == [old, likely]
        actions.put_off(d.pk, c.pk)
        assert stewarding.queue() == [old]
        Link.objects.update(later_until=clock.now() - timedelta(minutes=1))
        assert len(stewarding.queue()) == 2


class TestRefusals:
    def test_stand_against_links_by_way_of_a_third(self) -> None:
        ana, twin, third = some(3)
        actions.refuse(ana.pk, twin.pk, "twins")
        actions.link(ana.pk, third.pk)
        with pytest.raises(Refused, match="not to be one person"):
            actions.link(third.pk, twin.pk)
        assert person(twin) == twin.pk

    def test_may_be_thought_over_by_a_steward_but_not_by_heartline(self) -> None:
        a, b = some(2)
        actions.refuse(a.pk, b.pk, "twins")
        with actor.acting(actor.SYSTEM), pytest.raises(Refused):
            actions.link(a.pk, b.pk)
        assert actions.link(a.pk, b.pk, "no, one person").state == State.LINKED

    def test_of_linked_records_are_refused(self) -> None:
        a, b, c = some(3)
        actions.link(a.pk, b.pk)
        actions.link(b.pk, c.pk)
        for one, other in ((a, b), (a, c)):
            with pytest.raises(Refused, match="linked"):
                actions.refuse(one.pk, other.pk)

    def test_what_was_undone_heartline_does_not_do_again(self) -> None:
        a, b = some(2)
        with actor.acting(actor.SYSTEM):
            actions.link(a.pk, b.pk, score=20.0, evidence=[])
        actions.unlink(a.pk, b.pk, "twins")
        with actor.acting(actor.SYSTEM), pytest.raises(Refused):
            actions.link(a.pk, b.pk)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(n=st.integers(3, 5), seed=st.integers(0, 10**6), data=st.data())
def test_over_random_links_persons_are_what_links_connect_and_the_order_of_undoing_says_nothing(
    db: None, n: int, seed: int, data: st.DataObject
) -> None:
    records = some(n)
    pairs = data.draw(st.lists(st.sampled_from(list(combinations(range(n), 2))), unique=True, min_size=1))
    for i, j in pairs:
        actions.link(records[i].pk, records[j].pk)
    left = list(pairs)
    random.Random(seed).shuffle(left)
    while True:
        assert groups(records) == expected(n, left)
        if not left:
            break
        i, j = left.pop()
        actions.unlink(records[j].pk, records[i].pk, "undone")
    assert [person(record) for record in records] == [record.pk for record in records]


def groups(records: list[Patient]) -> set[frozenset[int]]:
    whose: dict[object, set[int]] = {}
    for n, record in enumerate(records):
        whose.setdefault(person(record), set()).add(n)
    return {frozenset(group) for group in whose.values()}


def expected(n: int, links: list[tuple[int, int]]) -> set[frozenset[int]]:
    """Joined one link at a time, the plainest way."""
    whose = {record: {record} for record in range(n)}
    for a, b in links:
        joined = whose[a] | whose[b]
        for record in joined:
            whose[record] = joined
    return {frozenset(group) for group in whose.values()}
