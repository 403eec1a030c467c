"""Who is at work, how much each of them has, and how each queue stands now."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, F, Min, Q

from heartline.conversations.assigning.queries import loads
from heartline.conversations.inbox.models import Queue
from heartline.conversations.inbox.queries import Row, queues
from heartline.conversations.inbox.rules import Late, late
from heartline.conversations.presence.models import Presence
from heartline.conversations.threads.models import Conversation
from heartline.conversations.turns.thread import LIVE, Owner
from heartline.kernel import clock

MOST_LATE = 20


@dataclass(frozen=True, slots=True)
class AtWork:
    """One member of staff. `load`: conversations that wait for their answer."""

    presence: Presence
    load: int

    @property
    def is_full(self) -> bool:
        return self.load >= self.presence.capacity


@dataclass(frozen=True, slots=True)
class Standing:
    """One queue now: how much nobody has taken, since when the first of them waits, what is nearly due and what is late."""

    queue: Queue
    free: int
    longest: datetime | None
    soon: int
    passed: int


def state_of(member_id: UUID) -> Presence | None:
    """None for who has never said that they are here. One query."""
    return Presence.objects.filter(pk=member_id).first()


def at_work() -> list[AtWork]:
    """Everybody who has ever said that they are here, those who are first. Two queries."""
    had = loads()
    found = Presence.objects.filter(member__active=True).select_related("member").order_by("member__name", "pk")
    order = [Presence.State.HERE, Presence.State.BUSY, Presence.State.AWAY]
    rows = [AtWork(each, had.get(each.pk, 0)) for each in found]
    return sorted(rows, key=lambda row: order.index(Presence.State(row.presence.state)))


def standing() -> list[Standing]:
    """Every queue, in their order. Three queries."""
    open_ = Conversation.objects.filter(status__in=LIVE)
    free = Q(owner=Owner.NOBODY)
    rows = open_.order_by().values("queue").annotate(free=Count("pk", filter=free), longest=Min("waiting_since"))
    counted = {row["queue"]: row for row in rows}
    lates: dict[tuple[UUID, Late], int] = {}
    now = clock.now()
    for queue_id, due, length in open_.values_list("queue", "due_at", "queue__first_answer"):
        key = queue_id, late(due, now, length)
        lates[key] = lates.get(key, 0) + 1
    return [
        Standing(
            queue=each,
            free=counted[each.pk]["free"] if each.pk in counted else 0,
            longest=counted[each.pk]["longest"] if each.pk in counted else None,
            soon=lates.get((each.pk, Late.SOON), 0),
            passed=lates.get((each.pk, Late.PASSED), 0),
        )
        for each in queues()
    ]


def most_late(limit: int = MOST_LATE) -> list[Row]:
    """What is late or nearly due, whoever has it, the latest first. One query."""
    now = clock.now()
    found = Conversation.objects.filter(status__in=LIVE, due_at__isnull=False).order_by(F("due_at"), "pk")
    rows = [
        Row(each, late(each.due_at, now, each.queue.first_answer))
        for each in found.select_related("patient", "person", "queue__site")[: limit * 2]
    ]
    return [row for row in rows if row.late][:limit]
