"""A message that its writer took back, where the provider asks that it goes from our side, too."""

from django.utils.translation import gettext

from heartline.conversations.attachments.models import Attachment
from heartline.conversations.receiving.models import Original
from heartline.conversations.threads.models import Message
from heartline.kernel import ledger, live


def withdraw(provider: str, provider_id: str) -> bool:
    """Take its words away and say so in their place; that it was there stays. Call as staff, in a transaction."""
    found = Message.objects.select_for_update(of=("self",)).filter(
        provider=provider, provider_id=provider_id, direction=Message.Direction.IN
    )
    message = found.select_related("conversation").first()
    if message is None:
        return False
    conversation, words = message.conversation, gettext("[They took this message back.]")
    if message.text == words:
        return False
    message.text = words
    message.save(update_fields=["text"])
    Original.objects.filter(message=message).delete()
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
