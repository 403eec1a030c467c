"""Who gets it: never too much, never what they cannot answer, the same each time, and as fairly as it can be."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime

from hypothesis import given, settings
from hypothesis import strategies as st

from heartline.conversations.assigning.rules import Candidate, Waiting, can, choose, share
from heartline.conversations.inbox.rules import Assigned

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
SHARED = st.sampled_from([Assigned.ROUND_ROBIN, Assigned.LEAST_BUSY])
NAMES = [f"p{n}" for n in range(6)]

people = st.builds(
    Candidate,
    id=st.just(""),
    languages=st.lists(st.sampled_from(["en", "es-US", "ar", "vi"]), max_size=2),
    queues=st.lists(st.sampled_from(["bills", "care"]), max_size=1),
    load=st.integers(0, 6),
    capacity=st.integers(1, 5),
    given_at=st.datetimes(datetime(2026, 1, 1), datetime(2026, 3, 1), timezones=st.just(UTC)),  # noqa: DTZ001
)
teams = st.lists(people, max_size=6).map(lambda team: [replace(each, id=NAMES[n]) for n, each in enumerate(team)])
waits = st.lists(
    st.builds(
        Waiting,
        id=st.just(""),
        queue=st.sampled_from(["bills", "care"]),
        how=SHARED | st.just(Assigned.BY_HAND),
        language=st.sampled_from(["", "en", "es", "ar-EG"]),
        knows=st.lists(st.sampled_from(NAMES), max_size=2).map(tuple),
        let_go=st.frozensets(st.sampled_from(NAMES), max_size=2),
    ),
    max_size=12,
).map(lambda found: [replace(each, id=f"c{n}") for n, each in enumerate(found)])


@settings(max_examples=60, deadline=None)
@given(waiting=waits, team=teams)
def test_nobody_gets_more_than_they_have_room_for_nor_what_they_cannot_answer(
    waiting: list[Waiting], team: list[Candidate]
) -> None:
    gifts = share(waiting, team, NOW)
    assert gifts == share(waiting, team[::-1], NOW), "in whatever order they are looked at"
    assert len({gift.conversation for gift in gifts}) == len(gifts)
    by_id, asked = {each.id: each for each in team}, {each.id: each for each in waiting}
    for who, count in Counter(gift.to for gift in gifts).items():
        assert by_id[who].load + count <= by_id[who].capacity
    for gift in gifts:
        assert asked[gift.conversation].how != Assigned.BY_HAND
        assert can(by_id[gift.to], asked[gift.conversation])
    left = {each.id for each in waiting} - {gift.conversation for gift in gifts}
    full = {each.id: replace(each, load=each.load + sum(g.to == each.id for g in gifts)) for each in team}
    for each in (asked[pk] for pk in left):
        assert each.how == Assigned.BY_HAND or not any(can(one, each) for one in full.values()), "nothing waits in vain"


@settings(max_examples=40, deadline=None)
@given(how=SHARED, size=st.integers(1, 5), amount=st.integers(0, 20))
def test_equals_get_equal_shares(how: Assigned, size: int, amount: int) -> None:
    team = [Candidate(NAMES[n], capacity=20) for n in range(size)]
    gifts = share([Waiting(f"c{n}", "care", how) for n in range(amount)], team, NOW)
    shares = Counter({each.id: 0 for each in team}) + Counter(gift.to for gift in gifts)
    counts = [shares[each.id] for each in team]
    assert sum(counts) == amount and max(counts) - min(counts) <= 1


def test_who_knows_the_patient_comes_before_who_is_idle_but_not_before_the_language() -> None:
    knows, idle = Candidate("knows", ["en"], load=4), Candidate("idle", ["en", "es"])
    assert choose(Waiting("c", "care", knows=("knows",)), [idle, knows]) == knows
    assert choose(Waiting("c", "care", language="es", knows=("knows",)), [idle, knows]) == idle
    assert choose(Waiting("c", "care", language="vi"), [idle, knows]) is None


def test_the_least_busy_is_who_has_most_room_for_their_capacity() -> None:
    half, third = Candidate("half", load=1, capacity=2), Candidate("third", load=2, capacity=6)
    assert choose(Waiting("c", "care", Assigned.LEAST_BUSY), [half, third]) == third


def test_in_turn_who_was_given_something_longest_ago() -> None:
    lately, long_ago = Candidate("lately", given_at=NOW), Candidate("long ago", load=3)
    assert choose(Waiting("c", "care", Assigned.ROUND_ROBIN), [lately, long_ago]) == long_ago
