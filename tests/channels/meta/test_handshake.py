"""Meta asks once whether an address is ours; nobody else gets an answer."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heartline.channels.meta.handshake import challenge

TRUE = {"hub.mode": "subscribe", "hub.verify_token": "ours", "hub.challenge": "1158201444"}


def test_the_challenge_goes_back_as_it_came() -> None:
    assert challenge(TRUE, "ours") == "1158201444"


@pytest.mark.parametrize(
    "changed",
    [
        {"hub.mode": "unsubscribe"},
        {"hub.verify_token": "other"},
        {"hub.verify_token": ""},
        {"hub.challenge": ""},
        {"hub.challenge": "<script>alert(1)</script>"},
        {"hub.challenge": "1" * 201},
    ],
)
def test_anything_else_is_refused(changed: dict[str, str]) -> None:
    assert challenge(TRUE | changed, "ours") is None


def test_an_unset_token_lets_nobody_in() -> None:
    assert challenge(TRUE | {"hub.verify_token": ""}, "") is None


@given(st.dictionaries(st.sampled_from([*TRUE]), st.text()))
def test_no_question_raises(query: dict[str, str]) -> None:
    challenge(query, "ours")
