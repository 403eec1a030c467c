"""The language of a comment, by its letters and its short words."""

import pytest

from heartline.conversations.comments.rules import language_of, says_something


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("You saved my mother last week!", "en"),
        ("Gracias por todo, la doctora fue muy amable", "es"),
        ("¿Abren hoy?", "es"),
        ("Mañana", "es"),
        ("你们周六开门吗？", "zh-hans"),
        ("Phòng khám có mở cửa không?", "vi"),
        ("هل أنتم مفتوحون اليوم؟", "ar"),
        ("No, it was me", "en"),
        ("LOL", "en"),
        ("", "en"),
        ("👍👍", "en"),
    ],
)
def test_it_is_answered_in_the_language_it_is_written_in(text: str, language: str) -> None:
    assert language_of(text) == language


def test_a_thumb_asks_for_no_answer() -> None:
    assert says_something("好") and not says_something("👍 !!! 10/10")
