"""That the patient has read what we said, on a page of ours: then no notice of it has to go out (delivering.carrying)."""

from heartline.conversations.threads.models import Conversation, Message
from heartline.kernel import clock, live


def read(conversation: Conversation) -> int:
    """All of it is read now. Returns how many messages were not, until then."""
    unread = Message.objects.filter(conversation=conversation, direction=Message.Direction.OUT, read_at=None)
    count = unread.update(read_at=clock.now())
    if count:
        live.notify(f"thread:{conversation.pk}", f"patient:{conversation.patient_id}")
    return count
