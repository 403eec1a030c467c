"""What is answered to who takes consent back, or asks for help: once, to where it was said from, in their language."""

from django.utils.translation import override

from heartline.conversations.consent import confirming
from heartline.conversations.consent.ledger import Where, taken_back
from heartline.conversations.consent.queries import entries
from heartline.conversations.consent.rules import Purpose
from heartline.conversations.consent.topics import Channel, Topic
from heartline.conversations.consent.words import Heard
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


def say(conversation: Conversation, purpose: Purpose, heard: Heard, door: str, to: str) -> Delivery:
    """What a keyword, or words taken back, are answered with (a confirmation, or help): there, wherever else they talk.

    A confirmation comes after the entry that names this number: without one, nothing may be confirmed there.
    """
    here, language = organization(), heard.language or conversation.language or "en"
    clinic, phone = (here.name, here.phone) if here else ("Heartline", "")
    with override(language):
        if purpose == Purpose.CONFIRMATION:
            text = confirming.confirmation(heard, clinic, phone)
        else:
            text = confirming.help_answer(clinic, phone, here.emergency_number if here else "911")
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
    return sending.send_as(said, purpose, door=door, to=to)
