"""In public nothing is said that depends on who wrote, or on what."""

import inspect

import pytest

from heartline.channels.traffic.public import Answer, private_answer, public_answer


@pytest.mark.parametrize("answer", Answer)
def test_an_answer_is_made_of_nothing_but_fixed_words_and_our_own_address(answer: Answer) -> None:
    assert set(inspect.signature(public_answer).parameters) == {"answer", "language", "contact"}
    assert public_answer(answer, "en", "555-0143") == public_answer(answer, "en", "555-0143")


@pytest.mark.parametrize("words", [*(public_answer(each, "en", "us") for each in Answer), private_answer("en", "us")])
@pytest.mark.parametrize(
    "telling", ["your visit", "your appointment", "your care", "your doctor", "your treatment", "your stay", "sorry"]
)
def test_no_answer_speaks_of_a_visit_or_says_sorry_for_one(words: str, telling: str) -> None:
    assert telling not in words.casefold()
