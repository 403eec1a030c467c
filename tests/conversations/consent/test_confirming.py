"""The confirmation fits into one text message and sells nothing."""

import pytest

from heartline.conversations.consent.confirming import confirmation, help_answer
from heartline.conversations.consent.topics import Topic
from heartline.conversations.consent.words import hear

CLINIC, PHONE = "Lakeside Clinic", "+1 216 555 0100"


@pytest.mark.parametrize("text", ["STOP", "CANCEL"])
def test_it_is_one_short_text(text: str) -> None:
    said = confirmation(hear(text, replying_to=Topic.APPOINTMENTS), CLINIC, PHONE)
    assert CLINIC in said and PHONE in said and len(said) <= 160
    assert ("Reply 1" in said) == (text == "CANCEL")


def test_help_says_where_to_call_in_an_emergency() -> None:
    said = help_answer(CLINIC, PHONE)
    assert "911" in said and "STOP" in said and len(said) <= 160
