"""What the portal's shell and home page say of messages."""

from typing import Any

from django import template
from django.template.context import Context

from heartline.conversations.portal.reach import reach
from heartline.conversations.threads.models import Conversation
from heartline.conversations.threads.queries import with_news

register = template.Library()


@register.simple_tag(takes_context=True)
def unread_conversations(context: Context) -> list[Conversation]:
    """Those with a message that the reader has not read, newest first. One query a page, two for who acts for others."""
    request: Any = context.get("request")
    if request is None or getattr(request, "acting_for", None) is None:
        return []
    if not hasattr(request, "unread_conversations"):
        reached = reach(request)
        request.unread_conversations = list(with_news(reached.records, reached.meant)[:100]) if reached.records else []
    found: list[Conversation] = request.unread_conversations
    return found


@register.simple_tag(takes_context=True)
def reads_messages(context: Context) -> bool:
    """Whether there is anybody whose messages the reader may read."""
    request: Any = context.get("request")
    return bool(request is not None and getattr(request, "acting_for", None) and reach(request).people)
