"""Waiting, calling back, leaving a message: what is said, and what is never said to a stranger."""

from datetime import timedelta
from itertools import pairwise
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heartline.channels.twilio.voice.connecting import call_through, next_caller, tell
from heartline.channels.twilio.voice.languages import SPOKEN
from heartline.channels.twilio.voice.lines import Line, digits, proof_first
from heartline.channels.twilio.voice.voicemail import record, thank
from heartline.channels.twilio.voice.waiting import (
    Place,
    announce,
    confirm_callback,
    join,
    leave,
    promise_callback,
)

CANARY = "canary-oncology-tuesday"


def parsed(twiml: str) -> ElementTree.Element:
    return ElementTree.fromstring(twiml)


def spoken_words(twiml: str) -> str:
    return " ".join(each.text or "" for each in parsed(twiml).iter("Say"))


@pytest.mark.parametrize("language", SPOKEN)
@pytest.mark.parametrize("proven", [True, False])
def test_nothing_personal_is_said_before_the_caller_has_proven_who_they_are(language: str, proven: bool) -> None:
    told = tell([Line("Hello."), Line(CANARY, personal=True), Line(CANARY, personal=True)], language, proven)
    assert (CANARY in told) == proven
    assert spoken_words(told).count(proof_first(language)) == (0 if proven else 1)


def test_words_go_on_or_the_call_ends() -> None:
    assert parsed(tell([Line("Bye.")], "en", False)).find("Hangup") is not None
    assert parsed(tell([Line("Hi.")], "en", False, then="/next")).findtext("Redirect") == "/next"


def test_joining_the_line() -> None:
    queue = parsed(join("billing", "es", "/wait", "/left")).find("Enqueue")
    assert queue is not None and queue.text == "billing"
    assert (queue.attrib["waitUrl"], queue.attrib["action"]) == ("/wait", "/left")


@pytest.mark.parametrize(
    ("place", "words"),
    [
        (Place(1, timedelta(seconds=20)), ["You are next in line.", "about 1 minute."]),
        (Place(2, timedelta(seconds=61)), ["There is 1 person ahead of you.", "about 2 minutes."]),
        (Place(4, timedelta(minutes=12)), ["There are 3 people ahead of you.", "about 12 minutes."]),
        (Place(9, timedelta(minutes=61)), ["There are 8 people ahead of you.", "more than an hour."]),
        (Place(3), ["There are 2 people ahead of you.", "cannot say yet"]),
    ],
)
def test_place_and_wait_are_said_aloud(place: Place, words: list[str]) -> None:
    told = spoken_words(announce(place, "en", "/key", "/wait"))
    assert all(each in told for each in words) and "press 1" in told


@given(st.integers(1, 500), st.none() | st.timedeltas(timedelta(0), timedelta(hours=5)))
def test_less_time_than_we_expect_is_never_said(position: int, wait: timedelta | None) -> None:
    told = spoken_words(announce(Place(position, wait), "en", "/key", "/wait"))
    said = next((int(word) for word in told.split("about ")[-1].split()[:1] if word.isdigit()), None)
    if said is not None:
        assert (
            wait is not None and wait <= timedelta(minutes=said) and (said == 1 or wait > timedelta(minutes=said - 1))
        )


def test_the_line_is_told_again_and_again_with_music_between() -> None:
    told = parsed(announce(Place(2), "en", "/key", "/wait", music="https://clinic.example/hold.mp3"))
    assert [each.tag for each in told] == ["Gather", "Play", "Redirect"] and told.findtext("Redirect") == "/wait"
    assert [each.tag for each in parsed(announce(Place(2), "en", "/key", "/wait"))] == ["Gather", "Pause", "Redirect"]
    allowed = {"Response", "Gather", "Say", "Play", "Pause", "Redirect"}  # all that may be said to somebody in line
    assert {each.tag for each in told.iter()} <= allowed


def test_leaving_the_line_to_be_called_back() -> None:
    assert [each.tag for each in parsed(leave())] == ["Leave"]


def test_of_the_number_only_its_end_is_said_digit_by_digit() -> None:
    told = confirm_callback("+12025550143", "en", "/callback")
    assert "ends in 0 1 4 3." in spoken_words(told) and "5" not in spoken_words(told)


def test_who_withholds_the_number_is_asked_for_one() -> None:
    assert "enter your phone number" in spoken_words(confirm_callback("", "en", "/callback"))


def test_the_promise_ends_the_call() -> None:
    told = promise_callback("en", timedelta(minutes=9))
    assert "keep your place" in spoken_words(told) and "9 minutes" in told
    assert parsed(told).find("Hangup") is not None


@pytest.mark.parametrize("language", SPOKEN)
def test_a_voicemail_is_recorded_and_where_possible_written_down(language: str) -> None:
    told = parsed(record(language, "/done", "/recording", "/transcript"))
    verb = told.find("Record")
    assert verb is not None and verb.attrib["recordingStatusCallback"] == "/recording"
    assert int(verb.attrib["maxLength"]) <= 120
    assert (verb.attrib.get("transcribeCallback") == "/transcript") == (language == "en")
    assert told.findtext("Redirect") == "/done"


def test_the_number_for_emergencies_is_the_countrys() -> None:
    assert "call 9 1 1." in spoken_words(record("en", "/d", "/r", "/t"))
    assert "call 1 1 2." in spoken_words(record("en", "/d", "/r", "/t", emergency_number="112"))


def test_afterwards_it_is_said_whether_there_is_a_message() -> None:
    assert "have your message" in spoken_words(thank("en", kept=True))
    assert "did not hear" in spoken_words(thank("en", kept=False))


def test_to_a_person() -> None:
    assert parsed(next_caller("billing", "/ended")).findtext("Dial/Queue") == "billing"
    dial = parsed(call_through("+12025550100", "en", "/ended", "+12025550101")).find("Dial")
    assert dial is not None and dial.text == "+12025550100" and dial.attrib["callerId"] == "+12025550101"


@pytest.mark.parametrize(
    ("number", "said"),
    [
        ("+1 (202) 555-0143", "2 0 2, 5 5 5, 0 1 4 3"),
        ("2025550143", "2 0 2, 5 5 5, 0 1 4 3"),
        ("0143", "0 1 4 3"),
        ("12345", "1 2 3, 4 5"),
        ("911", "9 1 1"),
        ("", ""),
    ],
)
def test_digits_are_said_one_by_one_in_groups(number: str, said: str) -> None:
    assert digits(number) == said


@given(st.text())
def test_no_digit_is_lost_and_none_run_together(number: str) -> None:
    told = digits(number)
    bare = [char for char in number if char in "0123456789"]
    assert [char for char in told if char.isdigit()] in (bare, bare[1:])
    assert not any(a.isdigit() and b.isdigit() for a, b in pairwise(told))
