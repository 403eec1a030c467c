"""One conversation as staff read it: what was said by both sides, what became of it, and what they noted beside it."""

from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Prefetch, Q

from heartline.conversations.attachments.queries import with_files
from heartline.conversations.delivering.models import Delivery
from heartline.conversations.threads.models import Conversation, Message, Note
from heartline.kernel.dates import Zone
from heartline.kernel.ids import read_uuid
from heartline.people.models import StaffMember
from heartline.people.permissions import ours

AT_ONCE = 100


@dataclass(frozen=True, slots=True)
class Item:
    """One thing in the order of time: a message or a note. `day` is given where another day begins with it."""

    at: datetime
    message: Message | None = None
    note: Note | None = None
    day: date | None = None
    deliveries: list[Delivery] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Said:
    """The latest, the oldest of them first. `older` is the key of those before, empty at the beginning."""

    items: list[Item]
    older: str = ""


def conversation(conversation_id: UUID) -> Conversation | None:
    """With all that its page names. One query."""
    found = Conversation.objects.select_related("patient", "person", "keeper", "account", "queue__site", "merged_into")
    return found.filter(pk=conversation_id).first()


def said(of: Conversation, zone: Zone, before: str = "", limit: int = AT_ONCE) -> Said:
    """Messages with their deliveries and files, and the notes of the same time; older than the key `before`. Four queries."""
    tried = Prefetch("deliveries", Delivery.objects.order_by("created_at", "pk"))
    messages = (
        Message.objects.filter(conversation=of).select_related("staff_member").prefetch_related(tried, with_files())
    )
    notes = Note.objects.filter(conversation=of).select_related("staff_member")
    if key := _read(before):
        at, pk = key
        messages = messages.filter(Q(at__lt=at) | Q(at=at, pk__lt=pk))
        notes = notes.filter(at__lt=at)
    found = list(messages.order_by("-at", "-pk")[: limit + 1])
    more, found = len(found) > limit, found[:limit]
    if more:
        notes = notes.filter(at__gte=found[-1].at)
    items = [Item(each.at, message=each, deliveries=list(each.deliveries.all())) for each in reversed(found)]
    items += [Item(each.at, note=each) for each in notes.order_by("at")]
    older = f"{found[-1].at.isoformat()}~{found[-1].pk}" if more else ""
    return Said(_by_days(sorted(items, key=lambda item: item.at), zone), older)


def colleagues() -> list[StaffMember]:
    """Who may answer here, by name. One query."""
    return list(
        StaffMember.objects.filter(active=True, role__in=ours("conversation.answer"), account__isnull=False).order_by(
            "name", "pk"
        )
    )


def zone_of(of: Conversation, home: str) -> ZoneInfo:
    """In which its times are told: that of its queue's site, else `home`. No query."""
    return of.queue.site.zone if of.queue.site else ZoneInfo(home)


def _by_days(items: list[Item], zone: Zone) -> list[Item]:
    found, day = [], None
    for item in items:
        today = item.at.astimezone(ZoneInfo(zone) if isinstance(zone, str) else zone).date()
        found.append(item if today == day else Item(item.at, item.message, item.note, today, item.deliveries))
        day = today
    return found


def _read(key: str) -> tuple[datetime, UUID] | None:
    at, _, pk = key.partition("~")
    found = read_uuid(pk)
    try:
        moment = datetime.fromisoformat(at)
    except ValueError:
        return None
    return (moment, found) if found and moment.tzinfo else None
