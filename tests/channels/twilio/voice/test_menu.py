"""The spoken menu: by key, by voice, in five languages; who cannot cope gets a person."""

from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heartline.channels.twilio.voice.languages import SPOKEN, spoken
from heartline.channels.twilio.voice.menu import (
    MOST_TRIES,
    Again,
    Choice,
    Chosen,
    Menu,
    Missed,
    Person,
    ask,
    ask_language,
    choose,
    language_chosen,
)
from heartline.channels.twilio.voice.receiving import Reply

MENU = Menu(
    "Welcome to North Clinic.",
    (
        Choice("1", "book", "make an appointment", ("appointment", "cita", "预约", "đặt lịch", "موعد")),
        Choice("2", "bill", "talk about a bill", ("bill", "factura", "账单", "hóa đơn", "فاتورة")),
    ),
)
replies = st.builds(Reply, st.text("0123456789*#", max_size=3), st.text(max_size=20), st.none() | st.floats(0, 1))


@pytest.mark.parametrize(("key", "name"), [("1", "book"), ("2", "bill")])
def test_a_key_chooses(key: str, name: str) -> None:
    assert choose(MENU, Reply(digits=key), 0) == Chosen(name)


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("I need an appointment please", "book"),
        ("Quiero una cita.", "book"),
        ("我要预约", "book"),
        ("tôi muốn đặt lịch khám", "book"),
        ("أريد موعد", "book"),
        ("My BILL is wrong", "bill"),
        ("账单", "bill"),
    ],
)
def test_a_word_chooses_in_each_language(said: str, name: str) -> None:
    assert choose(MENU, Reply(speech=said, confidence=0.9), 0) == Chosen(name)


@pytest.mark.parametrize("said", ["billing", "appointments or a bill: appointment, bill", "excited"])
def test_part_of_a_word_or_two_wishes_choose_nothing(said: str) -> None:
    assert choose(MENU, Reply(speech=said), 0) == Again(1, Missed.NOT_UNDERSTOOD)


def test_what_was_hardly_understood_is_asked_again() -> None:
    assert choose(MENU, Reply(speech="bill", confidence=0.1), 0) == Again(1, Missed.NOT_UNDERSTOOD)


@pytest.mark.parametrize(
    ("reply", "missed"),
    [
        (Reply(), Missed.SILENCE),
        (Reply(digits="9"), Missed.WRONG_KEY),
        (Reply(digits="#"), Missed.WRONG_KEY),
        (Reply(speech="hm"), Missed.NOT_UNDERSTOOD),
    ],
)
def test_once_is_asked_again_and_twice_is_a_person(reply: Reply, missed: Missed) -> None:
    first = choose(MENU, reply, 0)
    assert first == Again(1, missed)
    assert choose(MENU, reply, first.tries) == Person()


@given(replies, st.integers(0, 9))
def test_zero_is_always_a_person(reply: Reply, tries: int) -> None:
    assert choose(MENU, Reply("0" + reply.digits, reply.speech, reply.confidence), tries) == Person()


@given(st.lists(replies, min_size=MOST_TRIES))
def test_nobody_is_asked_for_ever(said: list[Reply]) -> None:
    tries = 0
    for reply in said[:MOST_TRIES]:
        told = choose(MENU, reply, tries)
        if not isinstance(told, Again):
            return
        tries = told.tries
    pytest.fail("still being asked")


def parsed(twiml: str) -> ElementTree.Element:
    return ElementTree.fromstring(twiml)


@pytest.mark.parametrize("language", SPOKEN)
def test_the_menu_is_spoken_and_heard_in_the_callers_language(language: str) -> None:
    gather = parsed(ask(MENU, language, "/voice/menu?tries=0")).find("Gather")
    assert gather is not None
    assert gather.attrib["language"] == spoken(language).hear
    assert (gather.attrib["input"], gather.attrib["numDigits"]) == ("dtmf speech", "1")
    assert gather.attrib["actionOnEmptyResult"] == "true"
    says = gather.findall("Say")
    assert len(says) == 5 and {each.attrib["voice"] for each in says} == {spoken(language).voice}
    assert {each.attrib["language"] for each in says} == {spoken(language).say}


def test_what_was_wrong_is_said_in_place_of_the_greeting() -> None:
    for missed in Missed:
        words = parsed(ask(MENU, "en", "/m", Again(1, missed))).findtext("Gather/Say")
        assert words is not None and words.startswith("Sorry")
    says = parsed(ask(MENU, "en", "/m")).findall("Gather/Say")
    assert [each.text for each in says[:2]] == [
        "If this is an emergency, please hang up and call 9 1 1.", "Welcome to North Clinic.",
    ]  # fmt: skip


def test_words_for_the_recogniser_hold_no_commas() -> None:
    menu = Menu("Hi", (Choice("1", "a", "do it", ("yes, please", "now")),))
    gather = parsed(ask(menu, "en", "/m")).find("Gather")
    assert gather is not None and gather.attrib["hints"] == "yes  please, now"


def test_markup_in_words_is_read_aloud_and_not_obeyed() -> None:
    menu = Menu('Hi</Say><Hangup/><Say a="', (Choice("1", "a", "<b>"),))
    told = parsed(ask(menu, "en", "/m"))
    assert told.find(".//Hangup") is None and told.findall("Gather/Say")[1].text == 'Hi</Say><Hangup/><Say a="'


def test_each_language_asks_for_itself_in_its_own_voice() -> None:
    says = parsed(ask_language(list(SPOKEN), "/voice/language")).findall("Gather/Say")
    assert says[0].text == "If this is an emergency, please hang up and call 9 1 1."
    assert [each.attrib["language"] for each in says[::2]] == ["en-US", "es-US", "cmn-CN", "vi-VN", "arb"]
    assert all(str(key) in (each.text or "") for key, each in enumerate(says[1::2], start=1))


@given(replies)
def test_silence_or_a_wrong_key_means_the_first_language(reply: Reply) -> None:
    told = language_chosen(["en", "es"], reply)
    assert told == ("es" if reply.digits.startswith("2") else "en")


@pytest.mark.parametrize("keys", [(), ("1", "1"), ("0",), ("10",), ("*",)])
def test_a_menu_has_one_key_for_each_choice(keys: tuple[str, ...]) -> None:
    with pytest.raises(ValueError, match="key"):
        Menu("Hi", tuple(Choice(key, key, key) for key in keys))


@pytest.mark.parametrize(
    ("tag", "code"),
    [("es-MX", "es"), ("zh-TW", "zh-hans"), ("zh", "zh-hans"), ("AR_eg", "ar"), ("fr", "en"), ("", "en")],
)
def test_a_language_is_spoken_as_the_nearest_of_ours(tag: str, code: str) -> None:
    assert spoken(tag).code == code
