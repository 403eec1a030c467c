"""What is known of where something would be sent."""

from datetime import date, datetime
from uuid import UUID

from heartline.channels.traffic.messages import Door
from heartline.channels.traffic.public import spot
from heartline.conversations.consent.ledger import Where
from heartline.conversations.consent.queries import entries
from heartline.conversations.consent.rules import Purpose, Situation, Verdict, may_send
from heartline.conversations.consent.topics import Topic
from heartline.conversations.delivering.models import Delivery
from heartline.conversations.delivering.readers import points_at, record_at
from heartline.conversations.delivering.rules import CHANNELS
from heartline.conversations.sensitivity.kinds import Role
from heartline.conversations.threads.models import Message
from heartline.kernel import clock
from heartline.people.confidential.queries import born, today
from heartline.people.linking.queries import records_of
from heartline.people.models import ContactPoint

ADULT = 18


def verdict(delivery: Delivery) -> Verdict:
    """Whether it may be sent, now: to the patient, or to who wrote for them. At most eleven queries, five for most."""
    points = points_of(delivery)
    reader = _reader(delivery, points)
    where = Where(
        str(reader or ""),
        Topic(delivery.topic),
        CHANNELS[delivery.door],
        delivery.to,
        shared=any(point.shared for point in points),
    )
    confirmed = Delivery.objects.filter(to=delivery.to, purpose=Purpose.CONFIRMATION, sent_at__isnull=False)
    situation = Situation(
        clock.now(),
        Purpose(delivery.purpose),
        theirs=bool(points),
        do_not_use=any(point.do_not_use for point in points),
        asked_at=last_from(delivery),
        confirmed_at=confirmed.order_by("-sent_at").values_list("sent_at", flat=True).first(),
    )
    return may_send(entries(reader, delivery.to), where, situation)


def last_from(delivery: Delivery) -> datetime | None:
    """When somebody last wrote from there by this door; a stranger in a patient's conversation does not count. One query."""
    theirs = Message.objects.filter(direction=Message.Direction.IN)
    if there := spot(delivery.to):  # an answer to what was said in public
        found = theirs.filter(provider_id=there.id, door=Door.COMMENT)
    else:
        found = theirs.filter(address=delivery.to, door=delivery.door).exclude(
            author=Message.Author.UNKNOWN, conversation__patient__isnull=False
        )
    return found.order_by("-at").values_list("at", flat=True).first()


def points_of(delivery: Delivery) -> list[ContactPoint]:
    """The contact points with this number or address of who reads there. One query, six where somebody wrote for another."""
    return points_at(delivery.message.conversation, delivery.to)


def _reader(delivery: Delivery, points: list[ContactPoint]) -> UUID | None:
    """By which record the reader is known: the patient's, or that of who wrote for them. Two queries at most."""
    if delivery.door == Door.PUSH and delivery.patient_id:
        return record_at(delivery.patient_id, delivery.to)
    if not points or delivery.patient_id is None:
        return delivery.patient_id
    records = {point.patient_id for point in points}
    return delivery.patient_id if records & set(records_of(delivery.patient_id)) else points[0].patient_id


def shared_by(delivery: Delivery) -> bool | None:
    """Whether others read what comes there; None if nobody said. One query."""
    points = points_of(delivery)
    return True if any(point.shared for point in points) else None


def readers_role(delivery: Delivery) -> Role:
    """Who is taken to read it there. A number that was written from and that nobody's record has is somebody unknown."""
    patient = delivery.patient
    points = points_of(delivery)
    if patient is None or (not points and delivery.door != Door.PUSH):
        return Role.UNKNOWN
    if _reader(delivery, points) != patient.pk:
        return Role.PROXY_FULL
    birth = born(patient)
    return Role.TEEN if birth is not None and _age(birth, today()) < ADULT else Role.PATIENT


def _age(birth: date, day: date) -> int:
    return day.year - birth.year - ((day.month, day.day) < (birth.month, birth.day))
