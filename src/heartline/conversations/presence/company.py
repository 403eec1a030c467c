"""Who else has a conversation open, so that two do not write the same answer."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from heartline.conversations.presence.models import Looking
from heartline.kernel import clock, live
from heartline.people.models import StaffMember

OPEN = timedelta(seconds=75)  # after the last word of a page, which speaks every half minute
WRITING = timedelta(seconds=20)  # after the last key; a page tells of keys every five seconds
FORGOTTEN = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Company:
    """Somebody else who has it open."""

    name: str
    writing: bool


def look(member: StaffMember, conversation_id: UUID, *, writing: bool = False) -> list[Company]:
    """They have it open. Tells who else has; those hear of it when somebody came or began to write. Four queries."""
    now = clock.now()
    mine = Looking.objects.filter(member=member, conversation=conversation_id)
    before = mine.first()
    if before is None:
        Looking.objects.filter(member=member, seen_at__lt=now - FORGOTTEN).delete()
        Looking.objects.bulk_create(
            [Looking(member=member, conversation_id=conversation_id, seen_at=now, writing_at=now if writing else None)],
            ignore_conflicts=True,
        )
    else:
        mine.update(seen_at=now, writing_at=now if writing else before.writing_at)
    came = before is None or before.seen_at < now - OPEN
    began = writing and (before is None or before.writing_at is None or before.writing_at < now - WRITING)
    others = Looking.objects.filter(conversation=conversation_id, seen_at__gte=now - OPEN).exclude(member=member)
    found = [
        Company(each.member.name, each.writing_at is not None and each.writing_at >= now - WRITING)
        for each in others.select_related("member").order_by("member__name", "pk")
    ]
    if found and (came or began):
        live.notify(f"thread:{conversation_id}")
    return found
