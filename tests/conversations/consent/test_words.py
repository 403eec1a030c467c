"""Every keyword as people write it, and no sentence: "should I stop my tablets?" never opts anybody out."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heartline.conversations.consent import keywords
from heartline.conversations.consent.topics import Topic
from heartline.conversations.consent.words import Choice, Meaning, Why, choices, fold, hear
from tests.conversations.consent import corpus

ACTED_ON = {Meaning.STOP, Meaning.START, Meaning.CANCEL_OR_STOP}


@pytest.mark.parametrize(("language", "text"), [(key, text) for key, texts in corpus.STOPS.items() for text in texts])
def test_a_whole_message_that_says_stop_is_one(language: str, text: str) -> None:
    heard = hear(text)
    assert heard.meaning == Meaning.STOP and heard.word
    assert heard.language in (language, "en")


@pytest.mark.parametrize("text", corpus.NOT_STOPS)
def test_a_sentence_with_the_word_in_it_is_none(text: str) -> None:
    assert hear(text).meaning == Meaning.NOTHING, hear(text)


@pytest.mark.parametrize("text", corpus.SUGGESTED)
def test_a_plain_wish_is_shown_to_an_agent_and_not_acted_upon(text: str) -> None:
    assert hear(text).meaning == Meaning.SUGGEST_STOP, hear(text)


@pytest.mark.parametrize("text", corpus.NOT_THEM)
def test_a_number_that_changed_hands_is_shown_to_an_agent(text: str) -> None:
    assert hear(text).meaning == Meaning.SUGGEST_NOT_THEM


@pytest.mark.parametrize("text", corpus.STARTS)
def test_start(text: str) -> None:
    assert hear(text).meaning == Meaning.START


@pytest.mark.parametrize("text", corpus.HELPS)
def test_help(text: str) -> None:
    assert hear(text).meaning == Meaning.HELP


@pytest.mark.parametrize("text", corpus.CANCELS)
def test_cancel_is_asked_about_unless_it_replies_to_something_else(text: str) -> None:
    assert hear(text, replying_to=Topic.APPOINTMENTS).meaning == Meaning.CANCEL_OR_STOP
    assert hear(text).meaning == Meaning.CANCEL_OR_STOP
    assert hear(text, replying_to=Topic.OUTREACH).meaning == Meaning.STOP


@pytest.mark.parametrize(
    ("text", "chosen"),
    [
        ("1", {Choice.VISIT}), ("2.", {Choice.TEXTS}), ("３", set(Choice)), ("٢", {Choice.TEXTS}), ("BOTH", set(Choice)),
        ("ambos", set(Choice)), ("cả hai", set(Choice)), ("4", set()), ("maybe", set()),
    ],
)  # fmt: skip
def test_the_answer_to_which_of_the_two(text: str, chosen: set[Choice]) -> None:
    assert choices(text) == chosen


def test_a_yes_starts_only_for_who_had_stopped() -> None:
    for text in ("YES", "Sí", "是", "vâng", "نعم"):
        assert hear(text).meaning == Meaning.NOTHING
        assert (hear(text, stopped=True).meaning, hear(text, stopped=True).why) == (Meaning.START, Why.WAS_STOPPED)


def test_an_answer_that_we_offered_is_an_answer_but_the_laws_words_always_count() -> None:
    assert hear("baja", expecting=["alta", "baja"]).why == Why.ANSWERS_US
    assert hear("Start", expecting=["start", "later"]).why == Why.ANSWERS_US
    assert hear("STOP", expecting=["stop", "go"]).meaning == Meaning.STOP
    assert hear("cancel", expecting=["confirm", "cancel"]).meaning == Meaning.CANCEL_OR_STOP
    assert hear("cancelar", expecting=["confirmar", "cancelar"]).meaning == Meaning.NOTHING


def test_stop_all_says_itself_that_it_means_everything() -> None:
    assert hear("STOPALL").everything and hear("stop all").everything and hear("全部退订").everything
    assert not hear("STOP").everything


def test_what_the_law_names_is_always_understood() -> None:
    for word in ("stop", "quit", "end", "revoke", "opt out", "unsubscribe"):
        assert hear(word).why == Why.CARRIER_KEYWORD
    assert hear("cancel", replying_to=Topic.SURVEYS).why == Why.CARRIER_KEYWORD


PAIRS = [(word, Meaning.STOP) for words in keywords.STOP.values() for word in words]
PAIRS += [(word, Meaning.HELP) for words in keywords.HELP.values() for word in words]
PAIRS += [(word, Meaning.START) for words in keywords.START.values() for word in words]
AROUND = st.text(st.sampled_from(" \t\n.,!?…\"'*-–()[]🛑✋👍🏽\u200b\u200e\u200f\ufe0f؟،。！"), max_size=6)
SHAPES = [str.upper, str.lower, str.title, lambda text: unicodedata.normalize("NFD", text),
          lambda text: "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in text)]  # fmt: skip


@given(st.sampled_from(PAIRS), AROUND, AROUND, st.sampled_from(SHAPES))
def test_case_width_emoji_and_punctuation_change_nothing(
    pair: tuple[str, Meaning], before: str, after: str, shape: object
) -> None:
    word, meaning = pair
    assert hear(before + shape(word) + after).meaning == meaning  # type: ignore[operator]


@given(
    st.sampled_from([pair[0] for pair in PAIRS if pair[0].isascii()]),
    st.sampled_from(["my", "the", "el", "blood", "medicine"]),
)
def test_with_a_word_beside_it_that_is_none_of_ours_nothing_is_done(word: str, other: str) -> None:
    for text in (f"{word} {other}", f"{other} {word}", f"should I {word} {other}?"):
        assert hear(text).meaning not in ACTED_ON


@given(st.text(max_size=80), st.sampled_from([None, *Topic]), st.booleans())
def test_anything_has_a_meaning(text: str, topic: Topic | None, stopped: bool) -> None:
    heard = hear(text, replying_to=topic, stopped=stopped)
    assert heard == hear(text, replying_to=topic, stopped=stopped)
    assert heard.meaning == Meaning.NOTHING or heard.word


@given(st.text(max_size=40))
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)
