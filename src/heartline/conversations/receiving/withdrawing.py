"""A message that its writer took back, where the provider asks that it goes from our side, too."""

from django.db.models import Q
from django.utils.translation import gettext

from heartline.conversations.attachments.models import Attachment
from heartline.conversations.receiving.models import Original
from heartline.conversations.threads.models import Message
from heartline.conversations.translating.models import Translation
from heartline.kernel import ledger, live


def withdraw(provider: str, provider_id: str) -> bool:
    """Take its words away and say so in their place; that it was there stays. Call as staff, in a transaction."""
    # What was changed is kept as messages of their own, under the same id and a mark (comments.actions).
    found = Message.objects.select_for_update(of=("self",)).filter(
        Q(provider_id=provider_id) | Q(provider_id__startswith=f"{provider_id}#"),
        provider=provider,
        direction=Message.Direction.IN,
    )
    taken = [_withdraw(message) for message in found.select_related("conversation").order_by("at", "pk")]
    return any(taken)


def _withdraw(message: Message) -> bool:
    conversation, words = message.conversation, gettext("[They took this message back.]")
    if message.text == words:
        return False
    message.text = words
    message.save(update_fields=["text"])
    Original.objects.filter(message=message).delete()
    Translation.objects.filter(message=message).delete()
    Attachment.objects.filter(message=message).delete()
    last = conversation.messages.order_by("-at").values_list("pk", flat=True).first()
    if last == message.pk:
        conversation.excerpt = words
        conversation.save(update_fields=["excerpt"])
    ledger.record(
        "message.withdrawn",
        patient_id=message.patient_id,
        subject_id=conversation.pk,
        data={"door": message.door},
        confidential=message.confidential,
    )
    live.notify("staff", f"thread:{conversation.pk}")
    return True
