"""The inbox's views, queues and rows, as its page and the pane beside a thread show them."""

from dataclasses import dataclass
from typing import Any, Self
from urllib.parse import urlencode
from uuid import UUID

from django.conf import settings as project
from django.http import HttpRequest
from django.urls import reverse

from heartline.conversations.inbox import queries, saving
from heartline.conversations.inbox.models import Queue, SavedView
from heartline.conversations.inbox.views import View
from heartline.conversations.threads.models import Conversation
from heartline.kernel.text import translated
from heartline.people.desk.noting import note_list

NARROWS = ("queue", "topic", "language")


@dataclass(frozen=True, slots=True)
class Asked:
    """Which list: `queue` is a slug; empty queue, topic or language: all of them. `after`: the key of the page before."""

    view: View = View.MINE
    queue: str = ""
    topic: str = ""
    language: str = ""
    after: str = ""

    @classmethod
    def of(cls, request: HttpRequest) -> Self:
        view = request.GET.get("view", "")
        others = {name: request.GET.get(name, "").replace("\0", "")[:80] for name in (*NARROWS, "after")}
        if others["topic"] not in Conversation.Topic.values:
            others["topic"] = ""
        if others["language"] not in dict(project.LANGUAGES):
            others["language"] = ""
        return cls(View(view) if view in list(View) else View.MINE, **others)

    @classmethod
    def saved(cls, kept: SavedView) -> Self:
        """As it was kept."""
        return cls(View(kept.view), kept.queue.slug if kept.queue else "", kept.topic, kept.language)

    def href(self, **changed: str) -> str:
        """The address of this list, or of one that differs."""
        asked = {name: value for name, value in (self._parts() | changed).items() if value}
        return f"{reverse('desk:inbox')}?{urlencode(asked)}"

    @property
    def query(self) -> str:
        """As the pages of its conversations carry it, so that the list beside them stays the same."""
        return urlencode(self._parts())

    def _parts(self) -> dict[str, str]:
        asked = {"view": self.view.value, "queue": self.queue, "topic": self.topic, "language": self.language}
        return {name: value for name, value in asked.items() if value}


def list_context(request: HttpRequest, asked: Asked) -> dict[str, Any]:
    """Four queries, and a note in the audit log of each patient newly seen: one query and the notes."""
    queues = queries.queues()
    queue = next((each for each in queues if each.slug == asked.queue), None)
    narrowed = queries.Narrowed(queue.pk if queue else None, asked.topic, asked.language)
    counts = queries.counts(request.staff.pk, narrowed)
    page = queries.page(asked.view, request.staff.pk, narrowed, asked.after)
    note_list((row.conversation.patient_id for row in page.rows if row.conversation.patient_id), "inbox")
    return {
        "asked": asked,
        "views": [
            {
                "label": view.words,
                "href": asked.href(view=view.value),
                "current": view == asked.view,
                "count": counts.get(view),
                "alarming": view == View.UNDELIVERED and counts.get(view),
            }
            for view in View
        ],
        "saved": [_saved(each, asked, request.staff.pk) for each in saving.views_of(request.staff)],
        "queues": [{"slug": "", "name": ""}, *({"slug": each.slug, "name": name_of(each)} for each in queues)],
        "topics": Conversation.Topic.choices,
        "languages": project.LANGUAGES,
        "rows": page.rows,
        "older_href": asked.href(after=page.older) if page.older else "",
    }


def _saved(kept: SavedView, asked: Asked, member_id: UUID) -> dict[str, Any]:
    there = Asked.saved(kept)
    return {
        "kept": kept,
        "href": there.href(),
        "current": there.query == asked.query,
        "mine": kept.owner_id == member_id,
    }


def name_of(queue: Queue) -> str:
    return translated(queue.name) or queue.slug
