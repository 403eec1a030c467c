"""Tables of conversations, gathered for Django from the abilities that own them."""

from heartline.conversations.attachments.models import Attachment
from heartline.conversations.calls.models import Callback, CallStep, PhoneCall
from heartline.conversations.chat.models import ChatSettings, ChatVisitor
from heartline.conversations.consent.models import ConsentEntry
from heartline.conversations.delivering.models import Delivery
from heartline.conversations.inbox.models import ClosedDay, Queue, SavedView
from heartline.conversations.presence.models import Looking, Presence
from heartline.conversations.receiving.models import Original
from heartline.conversations.threads.models import Call, Conversation, LetGo, Message, Note
from heartline.conversations.todos.models import Task
from heartline.conversations.translating.models import Translation

__all__ = [
    "Attachment",
    "Call",
    "CallStep",
    "Callback",
    "ChatSettings",
    "ChatVisitor",
    "ClosedDay",
    "ConsentEntry",
    "Conversation",
    "Delivery",
    "LetGo",
    "Looking",
    "Message",
    "Note",
    "Original",
    "PhoneCall",
    "Presence",
    "Queue",
    "SavedView",
    "Task",
    "Translation",
]
