"""What a visitor is shown, and what staff see of them."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from heartline.conversations.chat.models import ChatSettings, ChatVisitor
from heartline.conversations.chat.rules import SECRET, hashed
from heartline.conversations.inbox.hours import open_periods
from heartline.conversations.inbox.routing import queue_for
from heartline.conversations.portal import promise
from heartline.conversations.sensitivity.kinds import Renderer, Role, Sensitivity, Show
from heartline.conversations.sensitivity.rules import decide
from heartline.conversations.threads.models import Conversation, Door, Message
from heartline.kernel import clock

PROVIDER = "chat"
MOST = 100  # messages that are shown
TYPING = timedelta(seconds=8)
GONE = timedelta(seconds=90)  # without a word from a page that calls each minute


@dataclass(frozen=True, slots=True)
class Hours:
    """`opens` is when somebody is back, None while somebody is here; `by` until when whoever writes now hears from us."""

    by: datetime
    opens: datetime | None


def settings() -> ChatSettings:
    """As they are kept, or as they are before anybody set them: off. One query."""
    return ChatSettings.objects.first() or ChatSettings()


def visitor_of(secret: str) -> ChatVisitor | None:
    """Whose secret this is. One query; none for what can be no secret."""
    if not SECRET.fullmatch(secret):
        return None
    return ChatVisitor.objects.filter(secret_hash=hashed(secret)).select_related("conversation").first()


def said_to(visitor: ChatVisitor) -> list[Message]:
    """What this visitor wrote and may be shown, the latest last. They have not shown who they are, so of what we said only
    what is nothing personal; and nothing that went by another door, whoever the conversation is of by now. One query."""
    # Whoever else writes in the same conversation from another browser is somebody else to us; and what became of it since,
    # merged or parted, takes nothing from them.
    found = Message.objects.filter(door=Door.CHAT, address=visitor.address)
    theirs = found.filter(direction=Message.Direction.IN)
    shown = found.filter(direction=Message.Direction.OUT, sensitivity__in=SHOWN, confidential=False)
    return list((theirs | shown).order_by("-at", "-pk")[:MOST])[::-1]


SHOWN = [what for what in Sensitivity if decide(Renderer.CHAT, Role.UNKNOWN, what).show == Show.FULL]


def hours(language: str) -> Hours:
    """Of what is written now. Four queries at most."""
    queue, now = queue_for(Conversation.Topic.OTHER, language), clock.now()
    coming = next((period for period in open_periods(queue, now) if period[1] > now), None)
    opens = coming[0] if coming and coming[0] > now else None
    return Hours(promise.by(queue), opens)


def present(conversation: Conversation) -> str:
    """What staff see of who writes there: "typing", "here", "left"; nothing where nobody chats. One query at most."""
    if conversation.door != Door.CHAT:
        return ""
    visitor = conversation.visitors.order_by("-seen_at").first()
    if visitor is None:
        return ""
    now = clock.now()
    if visitor.left_at or visitor.seen_at < now - GONE:
        return "left"
    return "typing" if visitor.typing_at and visitor.typing_at > now - TYPING else "here"
