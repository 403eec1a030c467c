"""Twilio's webhooks about calls, as values. Raises Malformed for what Twilio would not send.

Fields as in "TwiML Voice: requests", and the pages on <Gather>, <Enqueue>, <Record> and call status callbacks.
"""

import re
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from heartline.channels.traffic.refusal import Malformed
from heartline.channels.twilio.receiving import Form, one, optional, sid

_CALL = re.compile(r"CA[0-9a-fA-F]{32}")
_RECORDING = re.compile(r"RE[0-9a-fA-F]{32}")
_NUMBER = re.compile(r"\+[1-9]\d{4,14}")
_KEYS = re.compile(r"[0-9*#]{0,64}")
_MOST_SECONDS = 10 * 24 * 3600


class CallState(StrEnum):
    QUEUED = "queued"
    RINGING = "ringing"
    TALKING = "in-progress"
    ENDED = "completed"
    BUSY = "busy"
    NOT_ANSWERED = "no-answer"
    FAILED = "failed"
    CANCELED = "canceled"

    @property
    def over(self) -> bool:
        return self not in (CallState.QUEUED, CallState.RINGING, CallState.TALKING)


@dataclass(frozen=True, slots=True)
class Call:
    """`caller` is empty where the number is withheld. It is what the network says, and proves nobody's identity.

    `machine`: a call of ours was answered by one, so nothing may be said that is not for everybody in the house.
    """

    provider_id: str
    state: CallState
    caller: str
    called: str
    inbound: bool
    lasted: timedelta | None = None
    machine: bool | None = None


@dataclass(frozen=True, slots=True)
class Reply:
    """What the caller pressed or said; neither is silence."""

    digits: str = ""
    speech: str = ""
    confidence: float | None = None


@dataclass(frozen=True, slots=True)
class InLine:
    """`average` is Twilio's mean of those who wait now: no estimate, and not to be said as one."""

    position: int
    waited: timedelta
    length: int
    average: timedelta


class LeftLine(StrEnum):
    """How waiting ended."""

    CONNECTED = "bridged"
    ANOTHER_WAY = "leave"
    REDIRECTED = "redirected"
    HUNG_UP = "hangup"
    FULL = "queue-full"
    FAILED = "error"
    BY_SYSTEM = "system-error"
    CONNECTING = "bridging-in-process"
    REDIRECTED_CONNECTED = "redirected-from-bridged"


@dataclass(frozen=True, slots=True)
class Recording:
    """`url` needs our credentials; nothing is there when `there` is false (a silent line)."""

    provider_id: str
    call: str
    url: str
    length: timedelta
    there: bool


@dataclass(frozen=True, slots=True)
class Transcript:
    """`text` is a machine's; None where it could not be written down."""

    recording: str
    text: str | None


def call(form: Form) -> Call:
    """The call that a webhook is about: the first request for TwiML, or a status callback."""
    state = one(form, "CallStatus").lower()
    if state not in set(CallState):
        raise Malformed("CallStatus", "is no state of a call")
    answered = optional(form, "AnsweredBy")
    return Call(
        provider_id=call_id(form),
        state=CallState(state),
        caller=_number(form, "From"),
        called=_number(form, "To"),
        inbound=optional(form, "Direction") in ("", "inbound"),
        lasted=_seconds(form, "CallDuration") if optional(form, "CallDuration") else None,
        machine=answered.startswith(("machine", "fax")) if answered and answered != "unknown" else None,
    )


def call_id(form: Form) -> str:
    """Which call it is about."""
    return sid(form, "CallSid", _CALL)


def reply(form: Form) -> Reply:
    """What a gather brought. Empty fields are silence."""
    digits, confidence = optional(form, "Digits"), optional(form, "Confidence")
    if _KEYS.fullmatch(digits) is None:
        raise Malformed("Digits", "are no keys of a phone")
    return Reply(digits, optional(form, "SpeechResult").strip(), _share(confidence) if confidence else None)


def in_line(form: Form) -> InLine:
    """Where the caller stands, as told to the wait URL."""
    return InLine(
        position=_count(form, "QueuePosition"),
        waited=_seconds(form, "QueueTime"),
        length=_count(form, "CurrentQueueSize"),
        average=_seconds(form, "AvgQueueTime"),
    )


def left_line(form: Form) -> LeftLine:
    """How the wait ended, as told to the enqueue's action."""
    result = one(form, "QueueResult").lower()
    if result not in set(LeftLine):
        raise Malformed("QueueResult", "is no way to leave a line")
    return LeftLine(result)


def recording(form: Form) -> Recording:
    """A voicemail, as told to the recording's status callback."""
    status, url = optional(form, "RecordingStatus").lower(), optional(form, "RecordingUrl")
    there = status in ("", "completed") and bool(url)
    if there and not url.startswith("https://"):
        raise Malformed("RecordingUrl", "is no https address")
    length = (
        _seconds(form, "RecordingDuration") if optional(form, "RecordingDuration") not in ("", "-1") else timedelta(0)
    )
    return Recording(sid(form, "RecordingSid", _RECORDING), call_id(form), url if there else "", length, there)


def transcript(form: Form) -> Transcript:
    """A voicemail in writing, as told to the transcription callback."""
    done = optional(form, "TranscriptionStatus").lower() == "completed"
    return Transcript(sid(form, "RecordingSid", _RECORDING), optional(form, "TranscriptionText") if done else None)


def _number(form: Form, name: str) -> str:
    """A phone number; empty for withheld ones ("anonymous", "+266696687" = ANONYMOUS), clients and SIP addresses."""
    value = optional(form, name)
    return value if _NUMBER.fullmatch(value) and value != "+266696687" else ""


def _count(form: Form, name: str) -> int:
    value = one(form, name)
    if not (value.isascii() and value.isdigit()) or len(value) > 6:
        raise Malformed(name, "is no number")
    return int(value)


def _seconds(form: Form, name: str) -> timedelta:
    value = one(form, name)
    if not (value.isascii() and value.isdigit()) or len(value) > 7 or int(value) > _MOST_SECONDS:
        raise Malformed(name, "is no number of seconds")
    return timedelta(seconds=int(value))


def _share(value: str) -> float:
    if re.fullmatch(r"[01](\.\d{1,20})?", value) is None or float(value) > 1:
        raise Malformed("Confidence", "is no share of one")
    return float(value)
