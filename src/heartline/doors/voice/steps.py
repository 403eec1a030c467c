"""A call, step by step: what its network tells us becomes a call on the conversations, and what they answer becomes TwiML.

Each step has a name, under which the network finds it; what a step said once it says again, and changes nothing. A webhook
that comes too late (the caller is further on) is told what they were told last.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlencode
from uuid import UUID

from twilio.twiml.voice_response import VoiceResponse

from heartline.channels.traffic.refusal import Malformed
from heartline.channels.twilio.receiving import Form, optional
from heartline.channels.twilio.voice import connecting, receiving, voicemail, waiting
from heartline.channels.twilio.voice.menu import Again, Chosen, ask, ask_language, choose, language_chosen
from heartline.channels.twilio.voice.receiving import LeftLine
from heartline.conversations.calls import actions, callbacks, saying, voicemails
from heartline.conversations.calls.hours import hours_of
from heartline.conversations.calls.models import PhoneCall
from heartline.conversations.calls.queries import last_said, wait_at
from heartline.conversations.calls.rules import name_of_line
from heartline.conversations.calls.words import LANGUAGES
from heartline.conversations.inbox.routing import queue_for
from heartline.conversations.threads.models import Conversation
from heartline.kernel import addresses, clock
from heartline.kernel.ids import read_uuid
from heartline.people.contacts.rules import parse_phone
from heartline.people.models import StaffMember
from heartline.people.places.queries import region

HERE = "/hooks/twilio/calls/"
MOST_NUMBERS = 2  # numbers that could not be read, after which they leave a message
State, Left = PhoneCall.State, PhoneCall.Left


@dataclass(frozen=True, slots=True)
class Told:
    """What a step is told: by whom, in which form, and what stood in its address."""

    provider: str
    form: Form
    query: Mapping[str, str]

    @property
    def number(self) -> int:
        """Which of several questions of one kind it answers."""
        value = self.query.get("n", "0")
        return int(value) if value.isascii() and value.isdigit() and len(value) < 3 else 0


def step(name: str, told: Told) -> str | None:
    """What is said then, as TwiML; None for a step that does not exist. Call as the system, in one transaction.

    Raises Malformed for what no network sends, and for a call that nobody has announced.
    """
    if name in OF_STAFF:
        return OF_STAFF[name](told)
    happens = STEPS.get(name)
    if happens is None:
        return None
    if name == "answer":
        heard = receiving.call(told.form)
        call = actions.ring(told.provider, heard.provider_id, heard.caller, heard.called)
    else:
        found = actions.find(told.provider, receiving.call_id(told.form))
        if found is None:
            raise Malformed("CallSid", "is no call that was answered here")
        call = found
    return happens(call, told)


def is_known(told: Told) -> bool:
    """Whether this call was announced before. One query."""
    calls = PhoneCall.objects.filter(provider=told.provider, provider_id=receiving.call_id(told.form))
    return calls.exists()


def at(name: str, **query: object) -> str:
    """The address of a step."""
    return addresses.absolute(HERE + name) + (f"?{urlencode(query)}" if query else "")


def line_of(call: PhoneCall) -> str:
    """What the network calls the line in which they stand."""
    return name_of_line(call.queue.slug if call.queue else "")


def _answer(call: PhoneCall, _told: Told) -> str:
    def say() -> str:
        if not call.language:
            return ask_language(LANGUAGES, at("language"), saying.emergency_number())
        return _greet(call)

    return actions.once(call, "answer", say)


def _language(call: PhoneCall, told: Told) -> str:
    def say() -> str:
        if not call.language:
            actions.speak(call, language_chosen(LANGUAGES, receiving.reply(told.form)))
        return _greet(call)

    return actions.once(call, "language", say)


def _greet(call: PhoneCall) -> str:
    return ask(saying.menu(call.language), call.language, at("choice", n=0))


def _choice(call: PhoneCall, told: Told) -> str:
    reply, tries = receiving.reply(told.form), told.number

    def say() -> str:
        if call.state != State.MENU or call.topic:
            return last_said(call)
        menu = saying.menu(call.language)
        result = choose(menu, reply, tries)
        if isinstance(result, Again):
            actions.miss(call, result.tries)
            return ask(menu, call.language, at("choice", n=result.tries), result)
        topic = result.name if isinstance(result, Chosen) else Conversation.Topic.OTHER
        return _go_on(call, topic)

    return actions.once(call, f"choice:{tries}", say)


def _go_on(call: PhoneCall, topic: str) -> str:
    """Into the line while somebody is here; else told when somebody is."""
    queue = queue_for(topic, call.language)
    actions.choose(call, topic, queue)
    hours = hours_of(queue)
    if not hours.open:
        return waiting.offer(saying.closed(hours, call.language), call.language, at("instead"))
    actions.line_up(call)
    return waiting.join(line_of(call), call.language, at("waiting"), at("left"))


def _waiting(call: PhoneCall, told: Told) -> str:
    """Asked again and again while they wait; it changes nothing."""
    place = receiving.in_line(told.form)
    if call.state == State.LEAVING:
        return waiting.leave()
    expected = wait_at(place.position, call.queue, call.language)
    here = waiting.Place(place.position, expected)
    return waiting.announce(here, call.language, at("key"), at("waiting"))


def _key(call: PhoneCall, told: Told) -> str:
    """A key pressed in line. The wish is kept, they leave the line, and `left` goes on with it."""
    wish = _wish(receiving.reply(told.form).digits)
    if call.state == State.WAITING and wish:
        actions.want(call, wish)
    if call.state == State.LEAVING:
        return waiting.leave()
    return connecting.tell([], call.language, proven=False, then=at("waiting"))


def _instead(call: PhoneCall, told: Told) -> str:
    """After being told that we are closed: a call back, or else a message."""

    def say() -> str:
        wish = _wish(receiving.reply(told.form).digits) or Left.VOICEMAIL
        actions.want(call, wish)
        return _leaving(call)

    return actions.once(call, "instead", say)


def _left(call: PhoneCall, told: Told) -> str:
    how = receiving.left_line(told.form)

    def say() -> str:
        if how in (LeftLine.CONNECTED, LeftLine.REDIRECTED_CONNECTED):
            actions.talked(call, _queue_time(told.form))
            return _hang_up()
        if how in (LeftLine.HUNG_UP, LeftLine.REDIRECTED, LeftLine.CONNECTING):
            if how is LeftLine.HUNG_UP:
                actions.end(call)
            return _hang_up()
        if how is not LeftLine.ANOTHER_WAY:  # the line is full or broken: nobody is left without a way
            actions.leave(call, Left.FAILED)
        if not call.leaving:
            actions.want(call, Left.VOICEMAIL)
        return _leaving(call)

    return actions.once(call, "left", say)


def _leaving(call: PhoneCall) -> str:
    if call.leaving == Left.CALLBACK:
        return waiting.confirm_callback(call.caller, call.language, at("number", n=0))
    return _record(call)


def _record(call: PhoneCall) -> str:
    return voicemail.record(call.language, at("recorded"), at("recording"), at("transcript"), saying.emergency_number())


def _number(call: PhoneCall, told: Told) -> str:
    """The number at which they want to be called. A silent caller whose number we see means that one."""
    digits, tries = receiving.reply(told.form).digits.strip("#*"), told.number

    def say() -> str:
        number = _called_at(digits, call.caller)
        if number:
            wish = callbacks.ask(call, number)
            return waiting.promise_callback(call.language, wish.due_at - clock.now())
        if tries + 1 >= MOST_NUMBERS:
            actions.want(call, Left.VOICEMAIL)
            return _record(call)
        again = waiting.confirm_callback(call.caller, call.language, at("number", n=tries + 1))
        return _before(again, call.language)

    return actions.once(call, f"number:{tries}", say)


def _before(twiml: str, language: str) -> str:
    """A question, after the words that the answer to the one before could not be read."""
    sorry = connecting.tell([saying.unreadable(language)], language, proven=False, then="/")
    said = sorry[sorry.index("<Say") : sorry.index("<Redirect")]
    return twiml.replace("<Response>", f"<Response>{said}", 1)


def _called_at(digits: str, caller: str) -> str:
    if caller and digits in ("", "1"):
        return caller
    try:
        return parse_phone(digits, region())
    except ValueError:
        return ""


def _recorded(call: PhoneCall, told: Told) -> str:
    """They have stopped speaking, or never began."""

    def say() -> str:
        if optional(told.form, "RecordingSid"):
            _keep(call, told)
        return voicemail.thank(call.language, kept=bool(call.recording_id))

    return actions.once(call, "recorded", say)


def _recording(call: PhoneCall, told: Told) -> str:
    _keep(call, told)
    return _nothing()


def _keep(call: PhoneCall, told: Told) -> None:
    heard = receiving.recording(told.form)
    if heard.there or told.provider != "twilio":
        voicemails.recorded(call, heard.provider_id, heard.url, heard.length)


def _transcript(call: PhoneCall, told: Told) -> str:
    heard = receiving.transcript(told.form)
    if heard.text:
        voicemails.written(call, heard.recording, heard.text)
    return _nothing()


def _status(call: PhoneCall, told: Told) -> str:
    """How the call stands. Only its end says what we do not know yet."""
    if receiving.call(told.form).state.over:
        callbacks.keep_place(call)
    return _nothing()


def _connecting(call: PhoneCall, told: Told) -> str:
    """It is put through to a member of staff, whose phone took whoever waits longest."""
    actions.connect(call, _member(told))
    return _nothing()


def _agent(told: Told) -> str:
    """A phone of our own people was answered: once a key is pressed there, it gets the next caller of this line."""
    member = _member(told)
    if member is None:
        raise Malformed("member", "is nobody who works here")
    line = told.query.get("line", "")[:60]
    if not receiving.reply(told.form).digits:
        language = member.account.language if member.account else ""
        return connecting.ask_whether_there(language, at("agent", member=member.pk, line=line))
    return connecting.next_caller(line, at("agent-ended"), at("connecting", member=member.pk))


def _member(told: Told) -> StaffMember | None:
    pk: UUID | None = read_uuid(told.query.get("member", ""))
    return StaffMember.objects.select_related("account").filter(pk=pk, active=True).first() if pk else None


def _wish(digits: str) -> str:
    return {waiting.CALL_BACK_KEY: Left.CALLBACK, waiting.MESSAGE_KEY: Left.VOICEMAIL}.get(digits[:1], "")


def _queue_time(form: Form) -> timedelta | None:
    seconds = optional(form, "QueueTime")
    return timedelta(seconds=int(seconds)) if seconds.isascii() and seconds.isdigit() and len(seconds) < 7 else None


def _nothing() -> str:
    return str(VoiceResponse())


def _hang_up() -> str:
    response = VoiceResponse()
    response.hangup()
    return str(response)


STEPS: Mapping[str, Callable[[PhoneCall, Told], str]] = {
    "answer": _answer,
    "language": _language,
    "choice": _choice,
    "waiting": _waiting,
    "key": _key,
    "instead": _instead,
    "left": _left,
    "number": _number,
    "recorded": _recorded,
    "recording": _recording,
    "transcript": _transcript,
    "status": _status,
    "connecting": _connecting,
}
OF_STAFF: Mapping[str, Callable[[Told], str]] = {"agent": _agent, "agent-ended": lambda _told: _hang_up()}
