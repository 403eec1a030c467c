"""What follows when somebody has written: the conversation's turn."""

from uuid import UUID

from heartline.conversations.attachments.queries import in_short
from heartline.conversations.emergencies.rules import sounds_like_one
from heartline.conversations.threads.actions import see_emergency
from heartline.conversations.threads.confiding import confide
from heartline.conversations.threads.models import Conversation, Door, Message
from heartline.conversations.threads.speaking import say
from heartline.conversations.threads.turning import happen, locked
from heartline.conversations.turns.effects import Told
from heartline.conversations.turns.events import PatientWrote
from heartline.conversations.turns.thread import Status
from heartline.kernel import idempotency
from heartline.kernel.models import Event
from heartline.kernel.reactions import on


@on("message.received")
def heard(event: Event) -> None:
    """The patient has written: whoever has the turn owes an answer. Once a message, however often this runs."""
    hear(UUID(event.data["message"]))


def hear(message_id: UUID) -> None:
    """Let what a message brings about happen, once."""
    idempotency.once("message.heard", str(message_id), lambda: _heard(message_id))


@on("appointment.closed")
def closed(event: Event) -> None:
    """A visit is kept from proxies from now on. Safe to repeat."""
    if event.patient_id and event.subject_id:
        confide(event.patient_id, event.subject_id)


def _heard(message_id: UUID) -> UUID:
    message = Message.objects.get(pk=message_id)
    conversation = locked(message.conversation_id)
    if message.at >= conversation.last_at:
        conversation.last_at, conversation.excerpt = message.at, in_short(message)
        conversation.save(update_fields=["last_at", "excerpt"])
    if conversation.status != Status.MERGED and message.author != Message.Author.UNKNOWN:
        _follow(conversation, message)
    known = conversation.emergency and conversation.waiting  # they were told, and nobody has answered since
    if not known and sounds_like_one(message.text):
        see_emergency(conversation.pk)  # before anything else is said
        conversation.refresh_from_db()
        if message.door == Door.CHAT and conversation.door != Door.CHAT:
            say(conversation, Told.EMERGENCY, at=message)  # merged with what goes on elsewhere, they still read here
    happen(conversation, PatientWrote())
    return message_id


def _follow(conversation: Conversation, message: Message) -> None:
    """They go on at this door, so we do, too. (Back in the portal, the number from which they wrote stays known.) Who calls
    goes on reading where they read before."""
    if message.door == Door.VOICE:
        return
    conversation.door = message.door
    conversation.address = message.address or conversation.address
    conversation.account_id = conversation.account_id or message.account_id
    conversation.save(update_fields=["door", "address", "account"])
