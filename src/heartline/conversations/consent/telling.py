"""The one confirmation of what was taken back in words: to where it was said from, in the conversation's language."""

from django.utils.translation import override

from heartline.conversations.consent import confirming
from heartline.conversations.consent.ledger import Where, taken_back
from heartline.conversations.consent.queries import entries
from heartline.conversations.consent.rules import Purpose
from heartline.conversations.consent.topics import Channel, Topic
from heartline.conversations.consent.words import Heard, Meaning, Why
from heartline.conversations.delivering import sending
from heartline.conversations.delivering.models import Delivery
from heartline.conversations.sensitivity.kinds import Sensitivity
from heartline.conversations.threads.models import Conversation, Message
from heartline.conversations.threads.writing import excerpt
from heartline.kernel import clock
from heartline.people.places.queries import organization


def is_stopped(number: str, channel: Channel) -> bool:
    """Whether consent stands taken back at this number already: then it was confirmed, and is not again."""
    return taken_back(entries(None, number), Where("", Topic.CARE, channel, number)) is not None


def confirm(conversation: Conversation, door: str, number: str) -> Delivery:
    """Call after the entry that names this number was kept: without one, nothing may be confirmed there."""
    here, language = organization(), conversation.language or "en"
    with override(language):
        clinic, phone = (here.name, here.phone) if here else ("Heartline", "")
        text = confirming.confirmation(Heard(Meaning.STOP, Why.SENTENCE), clinic, phone)
    said = Message.objects.create(
        conversation=conversation,
        patient_id=conversation.patient_id,
        direction=Message.Direction.OUT,
        author=Message.Author.SYSTEM,
        door=door,
        text=text,
        language=language,
        sensitivity=Sensitivity.NOTHING,
        confidential=conversation.confidential,
        at=clock.now(),
    )
    conversation.last_at, conversation.excerpt = said.at, excerpt(text)
    conversation.save(update_fields=["last_at", "excerpt"])
    return sending.send_as(said, Purpose.CONFIRMATION, door=door, to=number)
