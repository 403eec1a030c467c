"""What sounds like an emergency, in whichever language it is said; and what only uses such words."""

import pytest

from heartline.conversations.emergencies.rules import sounds_like_one


@pytest.mark.parametrize(
    "text",
    [
        "My dad has CHEST PAIN and nobody answers!!",
        "i can’t breathe",
        "I want to die.",
        "She has chest pains",
        "i cant breath",
        "He is short of breath",
        "I think I'm dying",
        "me falta el aire",
        "ba toi kho tho",
        "لا اقدر اتنفس",
        "Mi madre tiene dolor en el pecho",
        "no puede respirar, por favor",
        "我胸痛得厉害",
        "Mẹ tôi bị đau ngực",
        "أبي فقد الوعي",
        "أُغْمِيَ عليه قبل قليل",
    ],
)
def test_it_is_heard(text: str) -> None:
    assert sounds_like_one(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "You saved my mother!",
        "Do you treat pain in the chest area of dogs?",
        "To die for: the cafeteria",
        "Tư tư",
        "👍",
    ],
)
def test_other_words_call_nobody(text: str) -> None:
    assert not sounds_like_one(text)
