"""Who is called when something is late or may be an emergency: whom its queue names, one after the other."""

from collections.abc import Sequence
from uuid import UUID

from heartline.conversations.threads.models import Call, Conversation
from heartline.conversations.turns.effects import Whom
from heartline.kernel import clock, live
from heartline.people.models import StaffMember
from heartline.people.permissions import PERMISSIONS


def call(conversation: Conversation, whom: Whom) -> list[UUID]:
    """Call them: it stands in their inbox until it is over, and open pages hear of it. Returns whom. Four queries at most.

    In an emergency everybody whom the queue names; else the next of them each time a deadline passes, and after the last
    one all of them. A queue that names nobody calls who supervises.
    """
    named = conversation.queue.calls or _supervisors()
    called = set(named) if whom == Whom.ON_CALL else set(_next(named, conversation.due_step))
    at_work = StaffMember.objects.filter(pk__in=called, active=True).values_list("pk", flat=True)
    found = sorted(at_work)
    Call.objects.bulk_create(
        [Call(conversation=conversation, staff_member_id=each, at=clock.now()) for each in found], ignore_conflicts=True
    )
    live.notify(*(f"member:{each}" for each in found))
    return found


def _next(named: Sequence[UUID], step: int) -> Sequence[UUID]:
    """`step` is how often the deadline has been missed in a row, this time included."""
    return [named[step - 1]] if 1 <= step <= len(named) else named


def _supervisors() -> list[UUID]:
    roles = [role.value for role in PERMISSIONS["conversation.supervise"]]
    return list(
        StaffMember.objects.filter(active=True, role__in=roles, account__isnull=False).values_list("pk", flat=True)
    )
