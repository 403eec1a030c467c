"""What is read of conversations by those whose they are."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from heartline.conversations.attachments.queries import with_files
from heartline.conversations.delivering.models import Delivery
from heartline.conversations.threads.models import Conversation, Message
from heartline.conversations.turns.thread import Status
from heartline.people.linking.queries import records_of

PAGE = 20  # conversations
MESSAGES = 50
ARRIVED = (Delivery.State.SENT, Delivery.State.DELIVERED, Delivery.State.READ)


def new_messages() -> QuerySet[Message]:
    """What we said that nobody has read: on no page of ours, and nowhere else where all of it was told."""
    told = Delivery.objects.filter(message=OuterRef("pk"), state__in=ARRIVED, text=OuterRef("text"))
    said = Message.objects.filter(direction=Message.Direction.OUT, read_at=None).exclude(author=Message.Author.SYSTEM)
    return said.exclude(Exists(told))


def of_records(records: Collection[UUID], before: datetime | None = None) -> list[Conversation]:
    """A page of these records' conversations and one more, newest first, each with how many messages are `new`. One query."""
    found = Conversation.objects.filter(patient__in=records).exclude(status=Status.MERGED)
    new = new_messages().filter(conversation=OuterRef("pk")).order_by().values("conversation")
    counted = found.annotate(new=Coalesce(Subquery(new.annotate(n=Count("*")).values("n")), 0))
    return list((counted.filter(last_at__lt=before) if before else counted).order_by("-last_at", "pk")[: PAGE + 1])


def with_news(records: Collection[UUID], meant: Q) -> QuerySet[Conversation]:
    """Of these records' conversations those with a message that is not read; `meant` says for whom they have to be."""
    found = Conversation.objects.filter(meant, patient__in=records).exclude(status=Status.MERGED)
    return found.filter(Exists(new_messages().filter(conversation=OuterRef("pk")))).order_by("-last_at")


def one_of(records: Collection[UUID], conversation_id: UUID) -> Conversation | None:
    """This conversation if it is of one of these records. One query."""
    found = Conversation.objects.select_related("queue__site", "person", "patient")
    return found.filter(pk=conversation_id, patient__in=records).first()


def joinable_with(conversation: Conversation) -> list[Conversation]:
    """Other conversations of the same person, or of the same unknown number, which can go on in this one. Two queries at most."""
    found = Conversation.objects.exclude(pk=conversation.pk).exclude(status=Status.MERGED)
    if conversation.patient_id:
        found = found.filter(patient__in=records_of(conversation.patient_id))
    elif conversation.address:
        found = found.filter(patient=None, address=conversation.address)
    else:
        return []
    return list(found.order_by("-last_at", "pk")[:PAGE])


def messages_of(conversation: Conversation, before: UUID | None = None) -> list[Message]:
    """The last messages, or those `before` one of them, and one more, in the order in which they were said, with their files. Two
    queries."""
    found = Message.objects.filter(conversation=conversation).prefetch_related(with_files())
    if before:
        at = Message.objects.filter(pk=before, conversation=conversation).values("at")
        found = found.filter(Q(at__lt=Subquery(at)) | Q(at=Subquery(at), pk__lt=before))
    return list(found.order_by(F("at").desc(), F("pk").desc())[: MESSAGES + 1])[::-1]
