"""What is there of messages in other languages."""

from collections import defaultdict
from collections.abc import Collection
from uuid import UUID

from heartline.channels.libretranslate.provider import machine
from heartline.conversations.threads.models import Message
from heartline.conversations.translating.models import Translation


def is_on() -> bool:
    """Whether a machine is configured. No query."""
    return machine() is not None


def of_messages(messages: Collection[Message]) -> dict[UUID, list[Translation]]:
    """By message. One query."""
    found: dict[UUID, list[Translation]] = defaultdict(list)
    for each in Translation.objects.filter(message__in=messages).select_related("by").order_by("made_at", "pk"):
        found[each.message_id].append(each)
    return found
