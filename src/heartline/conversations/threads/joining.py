"""Two conversations that are one, and one that is two. Nothing said is lost, and what is owed is owed by exactly one of them."""

from collections.abc import Collection
from uuid import UUID

from django.utils.translation import gettext as _

from heartline.conversations.attachments import actions as attachments
from heartline.conversations.attachments.queries import in_short
from heartline.conversations.calls.models import PhoneCall
from heartline.conversations.chat.models import ChatVisitor
from heartline.conversations.delivering import sending
from heartline.conversations.threads.confiding import keep_between_us
from heartline.conversations.threads.models import Conversation, Message, Note
from heartline.conversations.threads.turning import begin_split, happen, locked, turn_of
from heartline.conversations.todos import actions as todos
from heartline.conversations.translating.models import Translation
from heartline.conversations.turns import effects as ef
from heartline.conversations.turns import events
from heartline.kernel import clock, ledger, live
from heartline.kernel.errors import Refused
from heartline.people.linking.queries import records_of


def merge(conversation_id: UUID, into_id: UUID) -> Conversation:
    """Let a conversation go on in another of the same person; returns that one.

    Raises Refused for one that is somebody else's: first it has to be said whose both are.
    """
    first, second = sorted([conversation_id, into_id])
    rows = {pk: locked(pk) for pk in (first, second)}
    one, into = rows[conversation_id], rows[into_id]
    if one.pk == into.pk or not _same_person(one, into):
        raise Refused(
            _("These two conversations are not of the same person."),
            kept=_("Both are as they were."),
            next_step=_("Say first whose each of them is."),
        )
    before, records = turn_of(one), {one.patient_id, into.patient_id}
    happen(one, events.Merged(str(into.pk)))
    Message.objects.filter(conversation=one).update(conversation=into, patient=into.patient_id)
    Note.objects.filter(conversation=one).update(conversation=into)
    PhoneCall.objects.filter(conversation=one).update(conversation=into)
    ChatVisitor.objects.filter(conversation=one).update(conversation=into)
    todos.move(one, into)
    Translation.objects.filter(message__conversation=into).update(patient=into.patient_id)
    attachments.belongs_to(into, into.patient)
    sending.belongs_to(into, into.patient)
    if one.confidential or into.confidential:  # never seen by more people than before
        keep_between_us([into.pk])
        into.confidential = True
    _latest(into)
    happen(into, events.Absorbed(before))
    for record in records:  # which may be two that are linked: each says what became of its own
        _record("conversation.merged", into, other=one, patient_id=record)
    live.notify("staff", f"thread:{one.pk}", f"thread:{into.pk}", *_theirs(into))
    return into


def split(conversation_id: UUID, message_ids: Collection[UUID], *, subject: str = "") -> Conversation:
    """Make a conversation of its own of some of the messages; returns it.

    Raises Refused for none or all of them.
    """
    one = locked(conversation_id)
    messages = list(Message.objects.filter(conversation=one).order_by("at", "id"))
    taken = [each for each in messages if each.pk in message_ids]
    if not taken or len(taken) == len(messages):
        raise Refused(
            _("Nothing was parted: choose some of the messages, not all."),
            kept=_("The conversation is as it was."),
            status=422,
        )
    unanswered = _unanswered(messages)
    event = events.Split(
        takes_waiting=any(each in unanswered for each in taken),
        keeps_waiting=any(each not in taken for each in unanswered),
    )
    result = happen(one, event)
    begin = next(each for each in result.effects if isinstance(each, ef.Begin))
    new = _copy(one, subject, taken)
    Message.objects.filter(pk__in=[each.pk for each in taken]).update(conversation=new)
    PhoneCall.objects.filter(message__in=taken).update(conversation=new)
    begin_split(new, begin)
    _latest(one)
    _latest(new)
    _record("conversation.split", new, other=one, patient_id=new.patient_id)
    live.notify("staff", f"thread:{one.pk}", *_theirs(one))
    return new


def _unanswered(messages: list[Message]) -> list[Message]:
    """What the patient wrote after our last answer."""
    found: list[Message] = []
    for message in messages:
        if message.direction == Message.Direction.IN:
            found.append(message)
        elif message.author != Message.Author.SYSTEM:
            found.clear()
    return found


def _copy(one: Conversation, subject: str, taken: list[Message]) -> Conversation:
    last = taken[-1]
    return Conversation.objects.create(
        patient_id=one.patient_id,
        account_id=one.account_id,
        topic=one.topic,
        subject=subject[:200] or in_short(taken[0])[:80],
        language=one.language,
        confidential=one.confidential,
        door=last.door,
        address=one.address,
        our_address=one.our_address,
        sender_name=one.sender_name,
        queue=one.queue,
        created_at=clock.now(),
        last_at=last.at,
        excerpt=in_short(last),
    )


def _latest(conversation: Conversation) -> None:
    last = Message.objects.filter(conversation=conversation).order_by("-at", "-id").first()
    if last is not None:
        conversation.last_at, conversation.excerpt = last.at, in_short(last)
        conversation.save(update_fields=["last_at", "excerpt"])


def _theirs(conversation: Conversation) -> list[str]:
    return [f"patient:{conversation.patient_id}"] if conversation.patient_id else []


def _same_person(one: Conversation, other: Conversation) -> bool:
    if one.patient_id is None or other.patient_id is None:
        return one.patient_id == other.patient_id and one.address == other.address != ""
    return other.patient_id in records_of(one.patient_id)


def _record(kind: str, conversation: Conversation, *, other: Conversation, patient_id: UUID | None) -> None:
    ledger.record(
        kind,
        patient_id=patient_id,
        subject_id=conversation.pk,
        data={"other": str(other.pk)},
        confidential=conversation.confidential or other.confidential,
    )
