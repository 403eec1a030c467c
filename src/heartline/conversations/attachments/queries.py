"""Files as pages and archives read them."""

from uuid import UUID

from django.db.models import Prefetch

from heartline.conversations.attachments.models import Attachment
from heartline.conversations.threads.models import Conversation, Message
from heartline.conversations.threads.writing import excerpt


def with_files() -> "Prefetch[str]":
    """A message's files in their order, without their bytes. One query for all of them."""
    return Prefetch("attachments", Attachment.objects.order_by("place", "pk"))


def one_in(conversation: Conversation, attachment_id: UUID) -> Attachment | None:
    """A kept file of this conversation, with its bytes. One query."""
    found = Attachment.objects.defer(None).filter(pk=attachment_id, message__conversation=conversation)
    return found.filter(state=Attachment.State.KEPT).first()


def has_files(message: Message) -> bool:
    """One query."""
    return Attachment.objects.filter(message=message).exists()


def in_short(message: Message) -> str:
    """The beginning of what was said, for lists; of files alone, the first one's name. One query at most."""
    if message.text:
        return excerpt(message.text)
    first = Attachment.objects.filter(message=message).order_by("place").first()
    return excerpt(first.name or str(first.get_state_display())) if first else ""
