"""The lists of tasks: whose, of which queue, of which conversation, of which person."""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q, QuerySet

from heartline.conversations.presence.models import Presence
from heartline.conversations.threads.models import Conversation
from heartline.conversations.todos.models import Task
from heartline.conversations.todos.rules import Standing, View, standing
from heartline.kernel import clock

AT_ONCE = 100
BESIDE = 20  # of one conversation or person


@dataclass(frozen=True, slots=True)
class Row:
    """A task in a list. `mine`: the reader has it."""

    task: Task
    standing: Standing
    mine: bool


def page(view: View, member_id: UUID, limit: int = AT_ONCE) -> list[Row]:
    """A view, what is due first before the rest; of what is closed the latest. Two queries."""
    found = _known().filter(_shows(view, member_id))
    order = ("-closed_at", "pk") if view == View.CLOSED else ("due_at", "pk")
    return _rows(found.order_by(*order)[:limit], member_id)


def counts(member_id: UUID) -> dict[View, int]:
    """How many are in each view that does not only grow. Two queries."""
    of = _queues(member_id)
    found = Task.objects.filter(closed_at=None).values_list("person", "queue", "status", "due_at", "asked_by")
    sums: dict[View, int] = {view: 0 for view in View if view != View.CLOSED}
    now = clock.now()
    for person, queue, status, due_at, asked_by in found:
        near = person == member_id or (status == Task.Status.REQUESTED and person is None and (not of or queue in of))
        sums[View.MINE] += person == member_id
        sums[View.QUEUES] += near and person is None
        sums[View.OVERDUE] += near and due_at <= now
        sums[View.ASKED] += asked_by == member_id
    return sums


def overdue(account_id: UUID | None) -> int:
    """How many tasks of whoever signs in with this account are past their time. One query."""
    if account_id is None:
        return 0
    return Task.objects.filter(closed_at=None, due_at__lte=clock.now(), person__account=account_id).count()


def of_conversation(conversation: Conversation, member_id: UUID) -> list[Row]:
    """The open ones first, then the latest that are closed. One query."""
    return _rows(_known().filter(conversation=conversation).order_by("-closed_at", "due_at", "pk")[:BESIDE], member_id)


def of_patient(records: Collection[UUID], member_id: UUID | None) -> list[Row]:
    """What is open for one person, on whichever record. One query."""
    return _rows(_known().filter(patient__in=records, closed_at=None).order_by("due_at", "pk")[:BESIDE], member_id)


def _shows(view: View, member_id: UUID) -> Q:
    open_ones, free = Q(closed_at=None), Q(status=Task.Status.REQUESTED, person=None)
    if view == View.MINE:
        return open_ones & Q(person=member_id)
    if view == View.ASKED:
        return open_ones & Q(asked_by=member_id)
    if view == View.CLOSED:
        return Q(closed_at__isnull=False)
    queues = _queues(member_id)
    served = free & Q(queue__in=queues) if queues else free
    if view == View.QUEUES:
        return open_ones & served
    return open_ones & Q(due_at__lte=clock.now()) & (Q(person=member_id) | served)


def _queues(member_id: UUID) -> set[UUID]:
    """Which queues they serve; none: all. One query."""
    found = Presence.queues.through.objects.filter(presence=member_id)
    return set(found.values_list("queue", flat=True))


def _known() -> "QuerySet[Task]":
    return Task.objects.select_related("conversation__patient", "person", "queue__site", "asked_by")


def _rows(tasks: "QuerySet[Task]", member_id: UUID | None) -> list[Row]:
    now = clock.now()
    return [Row(each, standing(each.due_at, now, is_open=each.is_open), each.person_id == member_id) for each in tasks]
