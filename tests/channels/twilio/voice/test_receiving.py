"""Twilio's posts about calls become values, or are refused with what is wrong."""

from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heartline.channels.traffic.refusal import Malformed
from heartline.channels.twilio.voice import receiving
from heartline.channels.twilio.voice.receiving import CallState, InLine, LeftLine, Recording, Reply, Transcript
from tests.channels.twilio.forms import CALL, RECORDING, Form, call, form


def test_a_call_comes_in() -> None:
    told = receiving.call(call())
    assert (told.provider_id, told.state, told.inbound) == (CALL, CallState.RINGING, True)
    assert (told.caller, told.called) == ("+12025550143", "+12025550100") and not told.state.over


@pytest.mark.parametrize("caller", ["anonymous", "+266696687", "Restricted", "client:agent", "sip:a@b.example", ""])
def test_a_withheld_number_is_none(caller: str) -> None:
    assert receiving.call(call(From=caller)).caller == ""


@pytest.mark.parametrize(("state", "over"), [("in-progress", False), ("completed", True), ("no-answer", True)])
def test_a_call_ends(state: str, over: bool) -> None:
    told = receiving.call(call(CallStatus=state, CallDuration="75", Direction="outbound-api"))
    assert (told.state.over, told.lasted, told.inbound) == (over, timedelta(seconds=75), False)


@pytest.mark.parametrize(
    ("answered", "machine"),
    [
        ("human", False),
        ("machine_start", True),
        ("machine_end_beep", True),
        ("fax", True),
        ("unknown", None),
        ("", None),
    ],
)
def test_who_answered(answered: str, machine: bool | None) -> None:
    assert receiving.call(call(AnsweredBy=answered)).machine is machine


def test_a_reply_by_key_by_voice_or_by_silence() -> None:
    assert receiving.reply(call(Digits="1")) == Reply("1")
    assert receiving.reply(call(SpeechResult=" My bill. ", Confidence="0.87")) == Reply("", "My bill.", 0.87)
    assert receiving.reply(call()) == receiving.reply(call(Digits="", SpeechResult="")) == Reply()


def test_where_somebody_stands() -> None:
    fields = call(QueuePosition="3", QueueTime="45", CurrentQueueSize="7", AvgQueueTime="60")
    assert receiving.in_line(fields) == InLine(3, timedelta(seconds=45), 7, timedelta(seconds=60))


@pytest.mark.parametrize(("told", "how"), [("leave", LeftLine.ANOTHER_WAY), ("hangup", LeftLine.HUNG_UP)])
def test_how_the_wait_ended(told: str, how: LeftLine) -> None:
    assert receiving.left_line(call(QueueResult=told)) is how


def test_a_voicemail_and_what_it_says() -> None:
    url = f"https://api.twilio.com/2010-04-01/Accounts/AC/Recordings/{RECORDING}"
    there = form(
        CallSid=CALL, RecordingSid=RECORDING, RecordingUrl=url, RecordingDuration="12", RecordingStatus="completed"
    )
    assert receiving.recording(there) == Recording(RECORDING, CALL, url, timedelta(seconds=12), there=True)
    silent = there | form(RecordingStatus="absent", RecordingDuration="-1")
    assert not receiving.recording(silent).there
    written = form(RecordingSid=RECORDING, TranscriptionStatus="completed", TranscriptionText="Please call me.")
    assert receiving.transcript(written) == Transcript(RECORDING, "Please call me.")
    assert receiving.transcript(written | form(TranscriptionStatus="failed")).text is None


@pytest.mark.parametrize(
    ("read", "field", "value"),
    [
        (receiving.call, "CallSid", "CA1"),
        (receiving.call, "CallStatus", "singing"),
        (receiving.call, "CallDuration", "-1"),
        (receiving.reply, "Digits", "1; DROP"),
        (receiving.reply, "Confidence", "1.5"),
        (receiving.reply, "Confidence", "nan"),
        (receiving.in_line, "QueuePosition", "first"),
        (receiving.left_line, "QueueResult", "levitated"),
        (receiving.recording, "RecordingSid", ""),
    ],
)
def test_what_twilio_does_not_send_is_refused_by_its_name(
    read: Callable[[Form], object], field: str, value: str
) -> None:
    with pytest.raises(Malformed, match=field):
        read(call(**{field: value}))


NAMES = [
    *("CallSid", "CallStatus", "From", "To", "CallDuration", "AnsweredBy", "Digits", "SpeechResult", "Confidence"),
    *("QueuePosition", "QueueTime", "CurrentQueueSize", "AvgQueueTime", "QueueResult", "RecordingSid", "RecordingUrl"),
    *("RecordingDuration", "RecordingStatus", "TranscriptionStatus", "TranscriptionText"),
]
values = (
    st.text(max_size=20)
    | st.integers().map(str)
    | st.floats().map(str)
    | st.sampled_from([CALL, RECORDING, "https://x"])
)


@given(st.dictionaries(st.sampled_from(NAMES), st.lists(values, max_size=2)))
def test_whatever_comes_is_read_or_refused(fields: Form) -> None:
    for read in (
        receiving.call,
        receiving.reply,
        receiving.in_line,
        receiving.left_line,
        receiving.recording,
        receiving.transcript,
    ):
        for given_fields in (fields, call() | fields):
            with suppress(Malformed):
                assert read(given_fields) is not None
