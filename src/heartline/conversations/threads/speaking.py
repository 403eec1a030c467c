"""What the house itself says in a conversation: that somebody is in line, who answers now, when they will hear."""

from zoneinfo import ZoneInfo

from django.utils.translation import override

from heartline.conversations.delivering import sending
from heartline.conversations.sensitivity.kinds import Sensitivity
from heartline.conversations.threads.models import Conversation, Door, Message
from heartline.conversations.threads.writing import to_whom
from heartline.conversations.turns.effects import Told
from heartline.conversations.turns.words import words
from heartline.kernel import clock, dates, live
from heartline.people.places.queries import organization, zones


def say(conversation: Conversation, told: Told, who: str = "", at: Message | None = None) -> Message | None:
    """Tell the patient how it goes on, at the door where they are, or where `at` came from. Says nothing about their
    health; in public, nothing.
    """
    door, address = (at.door, at.address) if at else (conversation.door, to_whom(conversation))
    if door == Door.COMMENT:
        return None
    here = organization()
    with override(conversation.language or "en"):
        number = here.emergency_number if here else "911"
        text = words(told, who=who, by=_by(conversation), emergency_number=number)
    message = Message.objects.create(
        conversation=conversation,
        patient_id=conversation.patient_id,
        direction=Message.Direction.OUT,
        author=Message.Author.SYSTEM,
        door=door,
        address=address,
        text=text,
        language=conversation.language or "en",
        sensitivity=Sensitivity.NOTHING,
        confidential=conversation.confidential,
        at=clock.now(),
    )
    conversation.last_at = message.at  # lists go on showing what a person said last
    conversation.save(update_fields=["last_at"])
    if conversation.patient_id:
        live.notify(f"patient:{conversation.patient_id}")
    sending.send(message, urgent=told == Told.EMERGENCY)
    return message


def _by(conversation: Conversation) -> str:
    """Until when they hear from us, as people say it there: "10:30 AM", with the day if it is not today's."""
    if conversation.due_at is None:
        return ""
    site = conversation.queue.site
    zone = site.zone if site else ZoneInfo(zones()[0])
    at, now = conversation.due_at.astimezone(zone), clock.now().astimezone(zone)
    return dates.say_time(at, zone) if at.date() == now.date() else dates.say(at, zone)
