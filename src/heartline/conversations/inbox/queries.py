"""The lists of the inbox: how many there are in each view, and a page of one of them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Case, Count, F, FloatField, Func, Q, QuerySet, Value, When

from heartline.conversations.inbox.models import Queue
from heartline.conversations.inbox.rules import Late, late
from heartline.conversations.inbox.views import OVER, View, shows
from heartline.conversations.threads.models import Conversation
from heartline.conversations.turns.thread import LIVE, Status
from heartline.kernel import clock
from heartline.kernel.ids import read_uuid

AT_ONCE = 40
# Seconds by which emergencies come before all that is due, and what is not due after it.
FIRST, LAST = 1e10, 1e11
# As the index says it: what is not over, and what is but did not arrive.
CURRENT = ~Q(status__in=OVER) | Q(undelivered=True)


@dataclass(frozen=True, slots=True)
class Row:
    """One conversation in a list."""

    conversation: Conversation
    late: Late

    @property
    def is_open(self) -> bool:
        return self.conversation.status in LIVE


@dataclass(frozen=True, slots=True)
class Page:
    """`older` is the key of the next page, empty at the end."""

    rows: list[Row]
    older: str = ""


@dataclass(frozen=True, slots=True)
class Narrowed:
    """To one queue, topic or language; empty: all of them."""

    queue_id: UUID | None = None
    topic: str = ""
    language: str = ""


ALL = Narrowed()


def queues() -> list[Queue]:
    """Every queue that takes something, in their order, with its site. One query."""
    return list(Queue.objects.filter(active=True).select_related("site"))


def counts(member_id: UUID, narrowed: Narrowed = ALL) -> dict[View, int]:
    """How many conversations each view shows, but for those that are over. One query."""
    counted = [view for view in View if not view.is_over]
    found = _of(narrowed).filter(CURRENT)
    sums = found.aggregate(**{view.value: Count("pk", filter=shows(view, member_id)) for view in counted})
    return {view: sums[view.value] for view in counted}


def page(view: View, member_id: UUID, narrowed: Narrowed = ALL, after: str = "", limit: int = AT_ONCE) -> Page:
    """A page of a view: emergencies, then what is due soonest, then the newest; of what is over the newest. One query.

    `after` is the key of the page before.
    """
    found = _of(narrowed).filter(shows(view, member_id)).select_related("patient", "person", "queue__site")
    listed = _newest(found, after) if view.is_over else _most_urgent(found.filter(CURRENT), after)
    rows: list[Any] = list(listed[: limit + 1])
    if len(rows) <= limit:
        return Page([_row(row) for row in rows])
    last = rows[limit - 1]
    key = last.last_at.isoformat() if view.is_over else repr(last.place)
    return Page([_row(row) for row in rows[:limit]], f"{key}~{last.pk}")


def of_patient(records: list[UUID], limit: int = 5) -> list[Row]:
    """The latest conversations with one person. One query."""
    found = Conversation.objects.filter(patient__in=records).exclude(status=Status.MERGED)
    return [_row(row) for row in found.select_related("person", "queue").order_by("-last_at")[:limit]]


def _of(narrowed: Narrowed) -> "QuerySet[Conversation]":
    wanted = {"queue": narrowed.queue_id, "topic": narrowed.topic, "language": narrowed.language}
    return Conversation.objects.filter(**{name: value for name, value in wanted.items() if value})


def _newest(found: "QuerySet[Conversation]", after: str) -> "QuerySet[Conversation]":
    """In the order of an index, for what has no end."""
    at, _tilde, pk = after.partition("~")
    moment, last = _moment(at), read_uuid(pk)
    if moment and last:
        found = found.filter(Q(last_at__lt=moment) | Q(last_at=moment, pk__lt=last), last_at__lte=moment)
    return found.order_by("-last_at", "-pk")


def _most_urgent(found: "QuerySet[Conversation]", after: str) -> "QuerySet[Conversation]":
    """`place`: where it stands in its list, as seconds, the least first."""
    urgent = When(emergency=True, status__in=LIVE, then=_seconds("due_at") - Value(FIRST))
    due, newest = When(due_at__isnull=False, then=_seconds("due_at")), Value(LAST) - _seconds("last_at")
    found = found.annotate(place=Case(urgent, due, default=newest, output_field=FloatField()))
    place, last = _number(after)
    if last:
        found = found.filter(Q(place__gt=place) | Q(place=place, pk__gt=last))
    return found.order_by("place", "pk")


def _seconds(field: str) -> Func:
    return Func(F(field), template="EXTRACT(EPOCH FROM %(expressions)s)::float8", output_field=FloatField())


def _row(row: Conversation) -> Row:
    return Row(row, late(row.due_at, clock.now(), row.queue.first_answer) if row.status in LIVE else Late.NO)


def _number(key: str) -> tuple[float, UUID | None]:
    """The key's parts; no id for no key and for one that somebody made up."""
    place, _tilde, pk = key.partition("~")
    try:
        return float(place), read_uuid(pk)
    except ValueError:
        return 0.0, None


def _moment(text: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo else None
