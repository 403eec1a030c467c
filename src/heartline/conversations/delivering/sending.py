"""The only way to a patient. What is to be sent is written down, and a job carries it (delivering.carrying)."""

from collections.abc import Collection
from datetime import timedelta

from procrastinate.contrib.django import app

from heartline.channels.traffic.messages import Door
from heartline.channels.webpush.devices import address_of
from heartline.conversations.consent.rules import Purpose
from heartline.conversations.delivering.models import Delivery
from heartline.conversations.delivering.queries import verdict
from heartline.conversations.delivering.readers import login_to_notify, points_to_tell
from heartline.conversations.delivering.rules import OURS, topic_of, written_at
from heartline.conversations.threads.models import Conversation, Message
from heartline.kernel import clock
from heartline.people.confidential.queries import reachable
from heartline.people.models import ContactPoint, Patient

TASK = "conversations.carry"
READING = timedelta(seconds=60)  # somebody who has the page open reads it there, and is not sent a notice of it
DOORS: dict[str, Door] = {ContactPoint.System.SMS: Door.SMS, ContactPoint.System.EMAIL: Door.EMAIL}


def send(message: Message, *, urgent: bool = False) -> list[Delivery]:
    """Bring a message out to where its conversation is. In the portal it is there already: then a notice says so, by the
    patient's preferred way, unless they read it within a minute. Call inside the transaction that wrote the message.
    """
    conversation = message.conversation
    if message.door == Door.IN_PERSON:
        return []  # it is said to them
    if message.door == Door.COMMENT:
        return []  # in public nothing is said but the one fixed answer (conversations.comments)
    purpose = Purpose.EMERGENCY if urgent else Purpose.ANSWER
    if message.door == Door.VOICE and not conversation.address:
        return []  # their number is withheld
    if message.door == Door.VOICE and message.author == Message.Author.SYSTEM and not urgent:
        return []  # they were told so while they were on the phone
    if message.door not in OURS:
        return [_queue(message, written_at(message.door), conversation.address, purpose)]
    if message.author == Message.Author.SYSTEM and not urgent:
        return []
    way = next_way(message, ())
    return [_queue(message, *way, Purpose.EMERGENCY if urgent else Purpose.NOTICE, after=READING)] if way else []


def send_as(message: Message, purpose: Purpose, *, door: str = "", to: str = "") -> Delivery:
    """An answer to a keyword, to where that came from: by the message's door, to where the conversation is, unless said."""
    return _queue(message, door or message.door, to or message.conversation.address, purpose)


def send_instead(failed: Delivery) -> Delivery | None:
    """By the patient's next way, after one that failed; None where there is no other. What a machine said is not repeated."""
    message = failed.message
    if message.author == Message.Author.SYSTEM and failed.purpose != Purpose.EMERGENCY:
        return None
    tried = set(Delivery.objects.filter(message=message).values_list("door", "to"))
    way = next_way(message, tried)
    purpose = Purpose.EMERGENCY if failed.purpose == Purpose.EMERGENCY else Purpose.NOTICE
    return _queue(message, *way, purpose, instead_of=failed) if way else None


def next_way(message: Message, tried: Collection[tuple[str, str]]) -> tuple[str, str] | None:
    """The door and number by which the patient, or who wrote for them, wants to be told, of those not tried yet."""
    points = reachable(points_to_tell(message.conversation), confidential=message.confidential)
    ways = [*_devices(message), *((str(DOORS[each.system]), each.value) for each in points if each.system in DOORS)]
    return next((way for way in ways if way not in tried), None)


def _devices(message: Message) -> list[tuple[str, str]]:
    """First, where they switched notifications on and said yes to this topic there; never about what is confidential."""
    account = None if message.confidential else login_to_notify(message.conversation)
    if account is None:
        return []
    way = (str(Door.PUSH), address_of(account))
    return [way] if verdict(_made(message, *way, Purpose.NOTICE)).may else []


def belongs_to(conversation: Conversation, patient: Patient | None) -> None:
    """What was sent goes with the conversation to whose it is."""
    Delivery.objects.filter(message__conversation=conversation).update(patient=patient)


def _queue(
    message: Message, door: str, to: str, purpose: Purpose, *, after: timedelta | None = None,
    instead_of: Delivery | None = None,
) -> Delivery:  # fmt: skip
    delivery = _made(message, door, to, purpose)
    delivery.key = f"{message.pk.hex}-{Delivery.objects.filter(message=message).count()}"
    delivery.instead_of = instead_of
    delivery.save()
    defer(delivery, after)
    return delivery


def _made(message: Message, door: str, to: str, purpose: Purpose) -> Delivery:
    """As it would be; not saved."""
    return Delivery(
        message=message,
        patient_id=message.patient_id,
        confidential=message.confidential,
        door=door,
        to=to,
        language=message.language or "en",
        purpose=purpose,
        topic=topic_of(message.conversation.topic),
        created_at=clock.now(),
    )


def defer(delivery: Delivery, after: timedelta | None = None) -> None:
    """Let a job carry it, now or after a while; in the current transaction."""
    task = app.configure_task(
        TASK,
        lock=f"{TASK}:{delivery.pk}",
        schedule_in={"seconds": int(after.total_seconds())} if after else None,
    )
    task.defer(delivery_id=str(delivery.pk))
