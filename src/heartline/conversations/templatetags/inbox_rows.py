"""A row of the inbox, drawn once for all who see the same.

Whenever something changes, every inbox that is open asks for its list again. Which rows somebody sees is asked of the
database each time, under their own rights; how a row looks depends on nothing but what `Shown` holds.
"""

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from django import template
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from heartline.conversations.desk.lists import Asked
from heartline.conversations.inbox.queries import Row
from heartline.conversations.inbox.rules import Late
from heartline.conversations.templatetags.threads import with_whom
from heartline.conversations.threads.models import Conversation
from heartline.kernel import clock

register = template.Library()

KEPT = 4000  # rows
FRESH = 10  # seconds for which "3 minutes ago" stands


@dataclass(frozen=True, slots=True)
class Shown:
    """All that a row shows. What it says depends on language and zone, and on the moment to the next `FRESH` seconds."""

    language: str | None
    zone: str
    moment: int
    href: str
    is_current: bool
    who: SafeString
    door: str
    subject: str
    excerpt: str
    last_at: datetime
    waiting_since: datetime | None
    due_at: datetime | None
    snoozed_until: datetime | None
    late: Late
    is_open: bool
    emergency: bool
    undelivered: bool
    person: str
    is_awaiting: bool


@register.simple_tag
def inbox_row(row: Row, asked: Asked, beside: Conversation | str = "") -> str:
    """`beside` is the conversation that is open next to the list, if any."""
    each = row.conversation
    return _drawn(
        Shown(
            language=get_language(),
            zone=timezone.get_current_timezone_name(),
            moment=int(clock.now().timestamp()) // FRESH,
            href=f"{reverse('desk:inbox_thread', args=[each.pk])}?{asked.query}",
            is_current=beside != "" and beside == each,
            who=with_whom(each),
            door=each.door,
            subject=each.subject,
            excerpt=each.excerpt,
            last_at=each.last_at,
            waiting_since=each.waiting_since,
            due_at=each.due_at,
            snoozed_until=each.snoozed_until,
            late=row.late,
            is_open=row.is_open,
            emergency=each.emergency,
            undelivered=each.undelivered,
            person=each.person.name if each.person else "",
            is_awaiting=each.status == "awaiting",
        )
    )


@lru_cache(maxsize=KEPT)
def _drawn(row: Shown) -> str:
    return render_to_string("conversations/desk/row.html", {"row": row})
