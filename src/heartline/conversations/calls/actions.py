"""What happens in a phone call, told by whoever carries it. Each happens once, however often and in whatever order it is told."""

from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import connection

from heartline.channels.traffic.messages import Door, Inbound
from heartline.conversations.calls.models import CallStep, PhoneCall
from heartline.conversations.calls.queries import language_known
from heartline.conversations.calls.words import entry
from heartline.conversations.inbox.models import Queue
from heartline.conversations.receiving.actions import belonging, receive
from heartline.conversations.threads.actions import record_received
from heartline.conversations.threads.models import Conversation, Message
from heartline.conversations.threads.turning import happen, locked
from heartline.conversations.threads.writing import excerpt
from heartline.conversations.turns import events
from heartline.kernel import clock, ledger, live
from heartline.people.models import StaffMember
from heartline.people.sensitive.closed import is_closed

State, Left = PhoneCall.State, PhoneCall.Left


def ring(provider: str, provider_id: str, caller: str, called: str) -> PhoneCall:
    """The call under this id, locked to the end of the transaction; a new one where it was not known. Call as staff."""
    with connection.cursor() as cursor:  # told twice at once, it is one call
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"call:{provider}:{provider_id}"])
    known = find(provider, provider_id)
    if known is not None:
        return known
    call = PhoneCall.objects.create(
        provider=provider, provider_id=provider_id, caller=caller, called=called, language=language_known(caller),
        began_at=clock.now(),
    )  # fmt: skip
    _record("call.rang", call)
    return call


def find(provider: str, provider_id: str) -> PhoneCall | None:
    """The call under this id, locked to the end of the transaction. One query."""
    found = PhoneCall.objects.select_for_update(of=("self",)).select_related("queue__site", "conversation")
    return found.filter(provider=provider, provider_id=provider_id).first()


def once(call: PhoneCall, name: str, make: Callable[[], str]) -> str:
    """What the call is told at this step: made the first time, and the same words ever after."""
    told = CallStep.objects.filter(call=call, name=name).values_list("said", flat=True).first()
    if told is not None:
        return told
    said = make()
    CallStep.objects.create(call=call, name=name, said=said, at=clock.now())
    return said


def speak(call: PhoneCall, language: str) -> None:
    """In which language it goes on."""
    _set(call, language=language)


def miss(call: PhoneCall, tries: int) -> None:
    """So many questions of the menu have brought no choice."""
    _set(call, tries=max(call.tries, tries))


def choose(call: PhoneCall, topic: str, queue: Queue) -> None:
    """What it is about; it has its conversation from now on, by the rules by which any message finds its own."""
    conversation = belonging(inbound_of(call), topic=topic, language=call.language, queue=queue)
    _set(call, topic=topic, queue=queue, conversation=conversation)
    _record("call.chose", call, topic=topic)


def line_up(call: PhoneCall) -> None:
    """They wait in line for the next free person."""
    _set(call, state=State.WAITING, lined_at=call.lined_at or clock.now())
    _record("call.waits", call)


def want(call: PhoneCall, instead: str) -> None:
    """They want something else than to wait: a call back, or to leave a message."""
    _set(call, leaving=instead, state=State.LEAVING)


def connect(call: PhoneCall, member: StaffMember | None) -> None:
    """Somebody answers. Whoever does has the conversation."""
    if call.answered_at or call.state == State.OVER:
        return
    now = clock.now()
    _set(call, state=State.TALKING, left_at=now, left_how=Left.ANSWERED, answered_at=now, answered_by=member)
    _enter(call)
    if member is not None and call.conversation and not is_closed(call.conversation.patient_id):
        conversation = locked(call.conversation.pk)
        if conversation.person_id != member.pk:
            happen(conversation, events.PersonTook(str(member.pk)))
    _record("call.answered", call)


def talked(call: PhoneCall, waited: timedelta | None) -> None:
    """They talked to somebody and it is over. `waited`: in line, as the provider measured it, where nobody told us of the
    moment in which somebody answered."""
    if not call.answered_at:
        began = call.lined_at or call.began_at
        at = min(began + waited, clock.now()) if waited is not None else clock.now()
        _set(call, left_at=at, left_how=Left.ANSWERED, answered_at=at)
        _enter(call)
        _record("call.answered", call)
    end(call)


def leave(call: PhoneCall, how: str, at: datetime | None = None) -> None:
    """They are out of the line: hung up, or with a wish or message left behind. The first way that is told counts."""
    if call.lined_at and not call.left_how:
        _set(call, left_at=at or clock.now(), left_how=how)


def end(call: PhoneCall) -> None:
    """The call is over. Who still stood in line has given up; who chose something leaves an entry behind."""
    if call.ended_at:
        return
    leave(call, Left.HUNG_UP)
    _set(call, state=State.OVER, ended_at=clock.now())
    _enter(call)
    _record("call.ended", call)


def left_behind(call: PhoneCall, what: str) -> Message | None:
    """Its entry, to which somebody owes an answer from now on. None where it has no conversation."""
    message = _enter(call, what)
    if message is not None and not call.owed:
        _set(call, owed=True)
        record_received(message)
    return message


def inbound_of(call: PhoneCall, text: str = "") -> Inbound:
    """As any other message comes in. A caller's number says who it may be, and proves nobody."""
    return Inbound(call.provider, call.provider_id, Door.VOICE, call.caller, call.called, text, at=call.began_at)


def _enter(call: PhoneCall, behind: str = "") -> Message | None:
    """The call as an entry of its conversation, once. By itself nobody has to answer it."""
    if call.message_id or call.conversation_id is None:
        return call.message
    message = receive(inbound_of(call, entry(call, behind)), thread=call.conversation_id, silent=True)
    if message is not None:
        _set(call, message=message, conversation=message.conversation)
        newer = Conversation.objects.filter(pk=message.conversation_id, last_at__lte=message.at)
        newer.update(last_at=message.at, excerpt=excerpt(message.text))
    return message


def _set(call: PhoneCall, **values: object) -> None:
    for name, value in values.items():
        setattr(call, name, value)
    call.save(update_fields=list(values))
    live.notify("staff", *([f"thread:{call.conversation_id}"] if call.conversation_id else []))


def _record(kind: str, call: PhoneCall, **data: object) -> None:
    """In the ledger without the number: of whom it is, its conversation knows."""
    conversation = call.conversation
    ledger.record(
        kind,
        patient_id=conversation.patient_id if conversation else None,
        subject_id=call.pk,
        data={"conversation": str(conversation.pk) if conversation else "", **data},
        confidential=bool(conversation and conversation.confidential),
    )
