"""Setting up queues and the days on which they are closed. A queue is never removed: it is switched off."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from heartline.conversations.inbox.models import ClosedDay, Queue
from heartline.conversations.inbox.routing import APART
from heartline.conversations.threads.sharing import share_out
from heartline.kernel import idempotency, ledger, live
from heartline.kernel.errors import Refused
from heartline.kernel.revising import differing
from heartline.kernel.slugs import free_slug
from heartline.people.models import Site

FIELDS = ("name", "topics", "languages", "site", "first_answer", "assigned", "calls", "place", "active")


def queue_now(queue: Queue) -> dict[str, Any]:
    """What can be changed of it. No query where its site is loaded."""
    return {name: getattr(queue, name) for name in FIELDS}


def add_queue(values: Mapping[str, Any], key: str = "") -> Queue:
    """A queue more. `key` makes it happen once."""

    def happen() -> UUID:
        made = Queue.objects.create(slug=free_slug(Queue, str(values["name"].get("en", "")), "queue"), **values)
        ledger.record("queue.added", subject_id=made.pk, site_id=made.site_id, data={"slug": made.slug})
        return made.pk

    with transaction.atomic():
        return Queue.objects.get(pk=idempotency.once("queue.add", key, happen)[0])


def change_queue(queue_id: UUID, values: Mapping[str, Any], sealed: str | None = None) -> Queue:
    """What lies in it stays; what is shared out is looked at anew. Raises Stale, and Refused for the one that must be there."""
    with transaction.atomic():
        queue = Queue.objects.select_for_update(of=("self",)).select_related("site").get(pk=queue_id)
        change = differing(queue_now(queue), values, sealed)
        if change.get("active") is False and queue.slug in APART:
            raise Refused(_("This queue is always needed."), next_step=_("Leave it switched on."), status=422)
        if change:
            for name, value in change.items():
                setattr(queue, name, value)
            queue.save(update_fields=list(change))
            ledger.record("queue.changed", subject_id=queue.pk, data={"slug": queue.slug, "changed": sorted(change)})
            live.notify("staff")
            share_out()
        return queue


def close(day: date, name: str, site: Site | None) -> ClosedDay:
    """On that day no time counts, there or anywhere. What is due already keeps its time. Closed twice is closed once."""
    with transaction.atomic():
        found, new = ClosedDay.objects.get_or_create(day=day, site=site, defaults={"name": name})
        if new:
            ledger.record("queue.day_closed", site_id=site.pk if site else None, data={"day": str(day), "name": name})
    return found


def open_again(closed: ClosedDay) -> None:
    """That day counts after all."""
    with transaction.atomic():
        ledger.record("queue.day_opened", site_id=closed.site_id, data={"day": str(closed.day), "name": closed.name})
        closed.delete()
