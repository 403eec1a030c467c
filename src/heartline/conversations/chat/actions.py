"""A visitor writes, reads, comes and goes; an administrator says where the chat stands."""

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext

from heartline.channels.traffic.messages import Door as Way
from heartline.channels.traffic.messages import Inbound
from heartline.conversations.chat.models import ChatSettings, ChatVisitor
from heartline.conversations.chat.queries import PROVIDER, said_to, settings
from heartline.conversations.chat.rules import hashed
from heartline.conversations.receiving.actions import receive
from heartline.conversations.threads.models import Conversation, Message
from heartline.kernel import clock, ledger, live
from heartline.people.contacts.rules import parse_value, say_phone
from heartline.people.places.queries import region


def say(secret: str, language: str, text: str, key: str) -> ChatVisitor:
    """Keep what a visitor wrote; sent again under one `key`, it is one message. Their first words make them known.

    `secret` and `key` are the browser's own, checked by the door. Call as staff, in one transaction.
    """
    now = clock.now()
    ChatVisitor.objects.bulk_create(
        [ChatVisitor(secret_hash=hashed(secret), language=language, created_at=now, seen_at=now)],
        ignore_conflicts=True,
    )
    visitor = ChatVisitor.objects.select_for_update().get(secret_hash=hashed(secret))
    message = receive(
        Inbound(PROVIDER, f"{visitor.pk.hex}:{key}", Way.CHAT, visitor.address, "", text),
        thread=visitor.conversation_id,
    )
    if message is not None:
        conversation = message.conversation
        if visitor.conversation_id is None:
            Conversation.objects.filter(pk=conversation.pk).update(language=language)
            Message.objects.filter(pk=message.pk).update(language=language)
        visitor.conversation = conversation
    visitor.seen_at, visitor.typing_at, visitor.left_at = now, None, None
    visitor.save(update_fields=["conversation", "seen_at", "typing_at", "left_at"])
    return visitor


def ask_for_call(secret: str, language: str, phone: str, when: str, key: str) -> ChatVisitor:
    """A visitor wants to be called. Raises ValueError, with words, for what is no phone number.

    The number is a claim of somebody unknown: it stands in what they said, and on no record.
    """
    number = say_phone(parse_value("sms", phone, region()))
    text = gettext("Please call me: %(phone)s.") % {"phone": number}
    if when:
        text = f"{text} {gettext('The best time is: %(when)s') % {'when': when}}"
    return say(secret, language, text, key)


def seen(visitor: ChatVisitor, *, typing: bool = False, left: bool = False, in_sight: bool = False) -> None:
    """Their page is open, they type, or they left; in sight, what they are shown is read."""
    now = clock.now()
    before = visitor.left_at, visitor.typing_at
    visitor.seen_at, visitor.typing_at, visitor.left_at = now, now if typing else None, now if left else None
    visitor.save(update_fields=["seen_at", "typing_at", "left_at"])
    read = 0
    if in_sight and not left:
        unread = [each.pk for each in said_to(visitor) if each.direction == Message.Direction.OUT and not each.read_at]
        read = Message.objects.filter(pk__in=unread, read_at=None).update(read_at=now) if unread else 0
    changed = (bool(before[0]), bool(before[1])) != (left, typing)
    if visitor.conversation_id and (read or changed):
        live.notify(f"thread:{visitor.conversation_id}")


def set_up(*, on: bool, origins: Sequence[str], colour: str, greeting: Mapping[str, str]) -> ChatSettings:
    """Where the chat may stand, and how it looks; the door has checked each."""
    kept = settings()
    kept.on, kept.origins, kept.colour, kept.greeting = on, list(origins), colour, dict(greeting)
    kept.save()
    ledger.record("chat.set_up", data={"on": on, "origins": list(origins)})
    return kept
