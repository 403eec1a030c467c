"""What follows when somebody asks to be called back: somebody owes it, by then."""

from uuid import UUID

from heartline.conversations.calls.callbacks import hold_to
from heartline.conversations.threads.reactions import hear
from heartline.kernel.models import Event
from heartline.kernel.reactions import on


@on("callback.asked")
def asked(event: Event) -> None:
    """As for any message, and no later than promised. Safe to repeat."""
    if event.data.get("message"):
        hear(UUID(event.data["message"]))
    if event.subject_id:
        hold_to(event.subject_id)
