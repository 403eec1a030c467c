"""What was written about something that has become confidential is confidential, too: said to no proxy, and nowhere they read."""

from collections.abc import Collection
from uuid import UUID

from heartline.conversations.attachments.models import Attachment
from heartline.conversations.delivering.models import Delivery
from heartline.conversations.threads.models import Conversation, Message
from heartline.conversations.todos.models import Task
from heartline.conversations.translating.models import Translation
from heartline.kernel import live
from heartline.people.linking.queries import records_of


def confide(patient_id: UUID, about_id: UUID) -> None:
    """Keep the patient's conversations about it between them and us. They stay so, if it is opened again: nobody asked them."""
    found = Conversation.objects.filter(patient__in=records_of(patient_id), about_id=about_id, confidential=False)
    ids = list(found.select_for_update().values_list("pk", flat=True))
    keep_between_us(ids)
    if ids:
        live.notify(f"patient:{patient_id}", *(f"thread:{each}" for each in ids))


def keep_between_us(ids: Collection[UUID]) -> None:
    """These conversations are confidential, and whatever hangs on them."""
    Conversation.objects.filter(pk__in=ids).update(confidential=True)
    Message.objects.filter(conversation__in=ids).update(confidential=True)
    Attachment.objects.filter(message__conversation__in=ids).update(confidential=True)
    Delivery.objects.filter(message__conversation__in=ids).update(confidential=True)
    Task.objects.filter(conversation__in=ids).update(confidential=True)
    Translation.objects.filter(message__conversation__in=ids).update(confidential=True)
