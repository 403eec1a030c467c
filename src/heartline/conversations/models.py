"""Tables of conversations, gathered for Django from the abilities that own them."""

from heartline.conversations.consent.models import ConsentEntry
from heartline.conversations.delivering.models import Delivery
from heartline.conversations.inbox.models import ClosedDay, Queue, SavedView
from heartline.conversations.presence.models import Presence
from heartline.conversations.receiving.models import Original
from heartline.conversations.threads.models import Call, Conversation, LetGo, Message, Note

__all__ = [
    "Call",
    "ClosedDay",
    "ConsentEntry",
    "Conversation",
    "Delivery",
    "LetGo",
    "Message",
    "Note",
    "Original",
    "Presence",
    "Queue",
    "SavedView",
]
