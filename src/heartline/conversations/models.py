"""Tables of conversations, gathered for Django from the abilities that own them."""

from heartline.conversations.consent.models import ConsentEntry
from heartline.conversations.delivering.models import Delivery
from heartline.conversations.inbox.models import Queue
from heartline.conversations.receiving.models import Original
from heartline.conversations.threads.models import Conversation, Message, Note

__all__ = ["ConsentEntry", "Conversation", "Delivery", "Message", "Note", "Original", "Queue"]
