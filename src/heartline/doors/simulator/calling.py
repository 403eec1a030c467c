"""A call from a phone on screen: the few verbs that we say to a caller's network, done here. Their steps are the door's own."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, urlsplit
from uuid import uuid4
from xml.etree import ElementTree

from heartline.channels.simulator.provider import PROVIDER
from heartline.channels.traffic.messages import Door
from heartline.conversations.calls.actions import find
from heartline.conversations.calls.models import CallStep, PhoneCall
from heartline.conversations.calls.queries import position_of
from heartline.doors.simulator.actions import ours
from heartline.doors.voice.steps import HERE, Told, step
from heartline.kernel import clock

State = PhoneCall.State
WORDS_A_SECOND = 2.5
MOST_STEPS = 10  # that follow each other by themselves


@dataclass(frozen=True, slots=True)
class Screen:
    """What was said so far, and what can be done now: press one key (`keys`), enter a number (`number`), say something
    (`speech`, besides), leave a message (`record`)."""

    call: PhoneCall
    said: list[list[str]] = field(default_factory=list)
    wants: str = ""
    speech: bool = False


def latest(address: str) -> PhoneCall | None:
    """The last call from this phone. One query."""
    return PhoneCall.objects.filter(provider=PROVIDER, caller=address).order_by("-began_at").first()


def begin(address: str) -> PhoneCall:
    """They call the clinic; whoever is on the line already stays there."""
    known = latest(address)
    if known is not None and known.ended_at is None:
        return known
    sid = f"CA{uuid4().hex}"
    _tell(sid, address, HERE + "answer", CallStatus="ringing")
    return PhoneCall.objects.get(provider=PROVIDER, provider_id=sid)


def shown(call: PhoneCall) -> Screen:
    """The call as it stands. Changes nothing."""
    told = [ElementTree.fromstring(each) for each in CallStep.objects.filter(call=call).values_list("said", flat=True)]
    if call.state == State.WAITING:
        told.append(_ask(call.provider_id, call.caller, HERE + "waiting", **_place(call)))
    said = [[each.text or "" for each in document.iter("Say")] for document in told]
    said = [words for words in said if words]
    if call.state in (State.OVER, State.TALKING) or not told:
        return Screen(call, said)
    gather, record = told[-1].find("Gather"), told[-1].find("Record")
    if gather is not None:
        wants = "keys" if gather.get("numDigits") == "1" else "number"
        return Screen(call, said, wants, "speech" in gather.get("input", ""))
    return Screen(call, said, "record" if record is not None else "")


def press(call: PhoneCall, keys: str, words: str) -> None:
    """They press keys or say something; neither is silence."""
    action = _action(call, "Gather")
    if action:
        spoken = {"SpeechResult": words, "Confidence": "0.9"} if words and not keys else {}
        _tell(call.provider_id, call.caller, action, Digits=keys, **spoken)


def record(call: PhoneCall, words: str) -> None:
    """They say something after the tone, or nothing."""
    action = _action(call, "Record")
    if not action:
        return
    if not words:
        _tell(call.provider_id, call.caller, action)
        return
    sid = f"RE{uuid4().hex}"
    seconds = max(1, round(len(words.split()) / WORDS_A_SECOND))
    _tell(call.provider_id, call.caller, action, RecordingSid=sid, RecordingDuration=str(seconds))
    text = {"RecordingSid": sid, "TranscriptionStatus": "completed", "TranscriptionText": words}
    _ask(call.provider_id, call.caller, HERE + "transcript", **text)


def hang_up(call: PhoneCall) -> None:
    """They put the phone down."""
    if call.state == State.WAITING:
        _ask(call.provider_id, call.caller, HERE + "left", QueueResult="hangup", QueueTime="0")
    elif call.state == State.TALKING:
        _ask(call.provider_id, call.caller, HERE + "left", QueueResult="bridged", QueueTime="0")
    _ask(call.provider_id, call.caller, HERE + "status", CallStatus="completed")


def _tell(sid: str, address: str, url: str, **fields: str) -> None:
    """One step, and all that follows from what is said then."""
    document = _ask(sid, address, url, **fields)
    for _n in range(MOST_STEPS):
        verb = next((each for each in document if each.tag not in ("Say", "Pause", "Play")), None)
        if verb is None or verb.tag in ("Gather", "Record", "Enqueue", "Dial"):
            return
        if verb.tag == "Redirect":
            if _step_of(verb.text or "") == "waiting":
                return  # it is asked for whenever the phone is looked at
            document = _ask(sid, address, verb.text or "")
        elif verb.tag == "Leave":
            document = _ask(sid, address, HERE + "left", QueueResult="leave", QueueTime="0")
        else:
            _ask(sid, address, HERE + "status", CallStatus="completed")
            return


def _ask(sid: str, address: str, url: str, **fields: str) -> ElementTree.Element:
    given: Mapping[str, str] = {
        "CallSid": sid,
        "From": address,
        "To": ours(Door.VOICE),
        "CallStatus": "in-progress",
        "Direction": "inbound",
        **fields,
    }
    told = Told(PROVIDER, {name: [value] for name, value in given.items()}, dict(parse_qsl(urlsplit(url).query)))
    said = step(_step_of(url), told)
    return ElementTree.fromstring(said or "<Response/>")


def _step_of(url: str) -> str:
    return urlsplit(url).path.removeprefix(HERE)


def _action(call: PhoneCall, verb: str) -> str:
    """Where the answer to what is asked now goes; empty where nothing is asked."""
    if call.state == State.WAITING:
        document = _ask(call.provider_id, call.caller, HERE + "waiting", **_place(call))
    else:
        last = CallStep.objects.filter(call=call).values_list("said", flat=True).last()
        document = ElementTree.fromstring(last or "<Response/>")
    found = document.find(verb)
    return found.get("action", "") if found is not None and call.state != State.OVER else ""


def _place(call: PhoneCall) -> dict[str, str]:
    """As the network tells where they stand."""
    position = position_of(call)
    waited = int((clock.now() - (call.lined_at or call.began_at)).total_seconds())
    return {
        "QueuePosition": str(position),
        "QueueTime": str(max(0, waited)),
        "CurrentQueueSize": str(position),
        "AvgQueueTime": "0",
    }


def locked(call: PhoneCall) -> PhoneCall:
    """The call, locked: two presses wait for each other."""
    return find(call.provider, call.provider_id) or call
