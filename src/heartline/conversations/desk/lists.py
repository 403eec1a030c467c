"""The inbox's views, queues and rows, as its page and the pane beside a thread show them."""

from dataclasses import dataclass
from typing import Any, Self
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse

from heartline.conversations.inbox import queries
from heartline.conversations.inbox.models import Queue
from heartline.conversations.inbox.views import View
from heartline.kernel.text import translated
from heartline.people.desk.noting import note_list


@dataclass(frozen=True, slots=True)
class Asked:
    """Which list: `queue` is a slug, empty for all; `after` the key of the page before."""

    view: View = View.MINE
    queue: str = ""
    after: str = ""

    @classmethod
    def of(cls, request: HttpRequest) -> Self:
        view = request.GET.get("view", "")
        queue, after = (request.GET.get(name, "").replace("\0", "")[:80] for name in ("queue", "after"))
        return cls(View(view) if view in list(View) else View.MINE, queue, after)

    def href(self, **changed: str) -> str:
        """The address of this list, or of one that differs."""
        asked = {"view": self.view.value, "queue": self.queue, "after": ""} | changed
        return f"{reverse('desk:inbox')}?{urlencode({name: value for name, value in asked.items() if value})}"

    @property
    def query(self) -> str:
        """As the pages of its conversations carry it, so that the list beside them stays the same."""
        return urlencode({name: value for name, value in (("view", self.view.value), ("queue", self.queue)) if value})


def list_context(request: HttpRequest, asked: Asked) -> dict[str, Any]:
    """Three queries, and a note in the audit log of each patient newly seen: one query and the notes."""
    queues = queries.queues()
    queue = next((each for each in queues if each.slug == asked.queue), None)
    queue_id = queue.pk if queue else None
    counts = queries.counts(request.staff.pk, queue_id)
    page = queries.page(asked.view, request.staff.pk, queue_id, asked.after)
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
        "queues": [{"slug": "", "name": ""}, *({"slug": each.slug, "name": name_of(each)} for each in queues)],
        "rows": page.rows,
        "older_href": asked.href(after=page.older) if page.older else "",
    }


def name_of(queue: Queue) -> str:
    return translated(queue.name) or queue.slug
