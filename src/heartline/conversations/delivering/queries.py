"""What is known of where something would be sent."""

from datetime import date, datetime

from heartline.conversations.consent.ledger import Where
from heartline.conversations.consent.queries import entries
from heartline.conversations.consent.rules import Purpose, Situation, Verdict, may_send
from heartline.conversations.consent.topics import Topic
from heartline.conversations.delivering.models import Delivery
from heartline.conversations.delivering.rules import CHANNELS
from heartline.conversations.sensitivity.kinds import Role
from heartline.conversations.threads.models import Message
from heartline.kernel import clock
from heartline.people.confidential.queries import born, today
from heartline.people.linking.queries import of_person
from heartline.people.models import ContactPoint

ADULT = 18


def verdict(delivery: Delivery) -> Verdict:
    """Whether it may be sent, now. At most five queries."""
    points = points_of(delivery)
    where = Where(
        str(delivery.patient_id or ""),
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
    return may_send(entries(delivery.patient_id, delivery.to), where, situation)


def last_from(delivery: Delivery) -> datetime | None:
    """When somebody last wrote from there by this door. One query."""
    found = Message.objects.filter(
        conversation__address=delivery.to, door=delivery.door, direction=Message.Direction.IN
    )
    return found.order_by("-at").values_list("at", flat=True).first()


def points_of(delivery: Delivery) -> list[ContactPoint]:
    """The person's contact points with this number or address. One query."""
    if delivery.patient_id is None:
        return []
    return list(ContactPoint.objects.filter(value=delivery.to, patient__in=of_person(delivery.patient_id)))


def shared_by(delivery: Delivery) -> bool | None:
    """Whether others read what comes there; None if nobody said. One query."""
    points = points_of(delivery)
    return any(point.shared for point in points) if points else None


def readers_role(delivery: Delivery) -> Role:
    """Who is taken to read it there. A number that was written from and that nobody's record has is somebody unknown."""
    patient = delivery.patient
    if patient is None or not points_of(delivery):
        return Role.UNKNOWN
    birth = born(patient)
    return Role.TEEN if birth is not None and _age(birth, today()) < ADULT else Role.PATIENT


def _age(birth: date, day: date) -> int:
    return day.year - birth.year - ((day.month, day.day) < (birth.month, birth.day))
