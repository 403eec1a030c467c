"""What is known of where a message came from."""

from uuid import UUID

from heartline.conversations.consent.rules import ANSWER_WITHIN
from heartline.conversations.consent.topics import Topic
from heartline.conversations.delivering.models import Delivery
from heartline.conversations.threads.models import Conversation
from heartline.conversations.turns.thread import Status
from heartline.kernel import clock
from heartline.people.models import Patient

LATEST = 10  # of one number, among which that is looked for which goes on
SUPPORTED = ("en", "es", "zh-hans", "vi", "ar")


def latest_from(sender: str, receiver: str) -> list[Conversation]:
    """The newest conversations with this number or address, at this one of ours; none for a sender who has none. One query.

    One that staff began has no address of ours yet: what comes from there is an answer to it, whichever it came to.
    """
    if not sender:
        return []
    found = Conversation.objects.filter(address=sender, our_address__in=[receiver, ""]).exclude(status=Status.MERGED)
    return list(found.order_by("-last_at")[:LATEST])


def replying_to(number: str) -> Topic | None:
    """What we last wrote about to this number, if that was a while ago at most. One query."""
    found = Delivery.objects.filter(to=number, sent_at__gt=clock.now() - ANSWER_WITHIN).order_by("-sent_at")
    topic = found.values_list("topic", flat=True).first()
    return Topic(topic) if topic else None


def language_of(patient_id: UUID | None) -> str:
    """In which of our languages this patient reads; the first of ours for others. One query."""
    if patient_id is None:
        return SUPPORTED[0]
    known = Patient.objects.filter(pk=patient_id).values_list("language", flat=True).first() or ""
    spoken = known.lower()
    return next((ours for ours in SUPPORTED if spoken == ours or spoken.split("-")[0] == ours.split("-")[0]), "en")
