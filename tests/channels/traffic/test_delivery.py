"""What became of a message: news may be late, double and in any order."""

from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heartline.channels.traffic.delivery import Delivery, State, further
from heartline.channels.traffic.failures import ADDRESS, PASSING, WORDS, Failure, Why

states = st.sampled_from(State)


def told_in_turn(news: tuple[State, ...]) -> State:
    state = State.QUEUED
    for each in news:
        state = further(state, each)
    return state


@given(st.lists(states, max_size=5))
def test_the_order_of_news_does_not_matter(news: list[State]) -> None:
    assert len({told_in_turn(order) for order in permutations(news)}) == 1


@given(states, states)
def test_news_told_twice_changes_nothing(known: State, told: State) -> None:
    once = further(known, told)
    assert further(once, told) == once


def test_what_was_seen_on_the_phone_is_believed_over_a_failure() -> None:
    assert further(State.FAILED, State.DELIVERED) is State.DELIVERED
    assert further(State.READ, State.FAILED) is State.READ
    assert further(State.SENT, State.FAILED) is State.FAILED
    assert further(State.FAILED, State.SENT) is State.FAILED


def test_a_failure_has_a_reason_and_nothing_else_has() -> None:
    with pytest.raises(ValueError, match="reason"):
        Delivery("twilio", "SM1", State.FAILED)
    with pytest.raises(ValueError, match="reason"):
        Delivery("twilio", "SM1", State.SENT, failure=Failure(Why.UNKNOWN))


@pytest.mark.parametrize("why", Why)
def test_every_reason_has_plain_words_and_says_whether_to_go_on(why: Why) -> None:
    failure = Failure(why)
    assert why in WORDS and failure.words.endswith(".")
    assert failure.permanent == (why not in PASSING)
    assert not failure.closes_address or failure.permanent


def test_an_address_is_closed_only_by_what_lies_at_the_address() -> None:
    assert {Why.OPTED_OUT, Why.GONE, Why.NO_SUCH_ADDRESS} <= ADDRESS
    assert not {Why.FILTERED, Why.TOO_LARGE, Why.WINDOW_CLOSED, Why.OUR_SETTINGS} & ADDRESS
