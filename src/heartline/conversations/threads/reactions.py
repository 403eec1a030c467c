"""What follows when somebody has written: the conversation's turn."""

from uuid import UUID

from heartline.conversations.threads.models import Message
from heartline.conversations.threads.turning import happen, locked
from heartline.conversations.threads.writing import excerpt
from heartline.conversations.turns.events import PatientWrote
from heartline.conversations.turns.thread import Status
from heartline.kernel import idempotency
from heartline.kernel.models import Event
from heartline.kernel.reactions import on


@on("message.received")
def heard(event: Event) -> None:
    """The patient has written: whoever has the turn owes an answer. Once a message, however often this runs."""
    message_id = UUID(event.data["message"])
    idempotency.once("message.heard", str(message_id), lambda: _heard(message_id))


def _heard(message_id: UUID) -> UUID:
    message = Message.objects.get(pk=message_id)
    conversation = locked(message.conversation_id)
    if message.at >= conversation.last_at:
        conversation.last_at, conversation.excerpt = message.at, excerpt(message.text)
        conversation.save(update_fields=["last_at", "excerpt"])
    if conversation.status != Status.MERGED and conversation.door != message.door:
        conversation.door = message.door  # they go on there, so we do, too
        conversation.save(update_fields=["door"])
    happen(conversation, PatientWrote())
    return message_id
