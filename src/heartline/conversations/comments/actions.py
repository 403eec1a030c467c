"""A comment or review is kept as an entry that staff see, answered once in public, and its writer once in private.

Nothing of it, and nothing that we know of its writer, decides what is said: only its language, and whether it sounds like an
emergency. It is never joined with a patient by the name under it: nobody has shown who they are.
"""

from hashlib import sha256

from django.utils.translation import gettext as _

from heartline.channels.traffic.messages import Door, Inbound
from heartline.channels.traffic.public import (
    Answer,
    Happened,
    PublicComment,
    Spot,
    Where,
    private_answer,
    public_answer,
)
from heartline.conversations.comments.rules import language_of, says_something
from heartline.conversations.consent.rules import Purpose
from heartline.conversations.delivering import sending
from heartline.conversations.emergencies.rules import sounds_like_one
from heartline.conversations.inbox.routing import queue_for
from heartline.conversations.receiving.actions import belonging, one_at_a_time, receive
from heartline.conversations.receiving.withdrawing import withdraw
from heartline.conversations.sensitivity.kinds import Sensitivity
from heartline.conversations.threads.actions import see_emergency
from heartline.conversations.threads.models import Conversation, Message
from heartline.kernel import addresses, clock
from heartline.people.places.queries import organization

LONGEST = 250  # characters of a provider's id


def take(comment: PublicComment) -> Message | None:
    """Keep it, and answer its writer once under each post; None if it was kept before, or taken back now. Call as staff, in
    one transaction."""
    if comment.happened is Happened.REMOVED:
        withdraw(comment.provider, comment.provider_id)
        return None
    inbound = _inbound(comment)
    one_at_a_time(inbound)
    said = Message.objects.filter(door=Door.COMMENT, direction=Message.Direction.IN)
    if said.filter(provider=inbound.provider, provider_id=inbound.provider_id).exists():
        return None
    before = said.filter(address=inbound.sender).order_by("-at").first()
    conversation = before.conversation if before else _begin(inbound, comment)
    speaks, alarming = says_something(comment.text), sounds_like_one(comment.text)
    message = receive(inbound, thread=conversation.pk, silent=not speaks)
    if message is not None and speaks:
        if not conversation.messages.filter(direction=Message.Direction.OUT).exists():
            _answer(message.conversation, comment, alarming=alarming)
        if alarming:
            see_emergency(message.conversation_id)
    return message


def _inbound(comment: PublicComment) -> Inbound:
    """What is changed is said anew: what had been said before stays as it was."""
    identifier = comment.provider_id
    if (
        comment.happened is Happened.CHANGED
        and Message.objects.filter(provider=comment.provider, provider_id=identifier).exists()
    ):
        identifier = f"{identifier}#{sha256(comment.text.encode()).hexdigest()[:16]}"
    now = clock.now()
    return Inbound(
        provider=comment.provider,
        provider_id=identifier[:LONGEST],
        door=Door.COMMENT,
        sender=f"post:{comment.account}:{comment.about or comment.provider_id}:{comment.writer or comment.provider_id}"[
            :254
        ],
        receiver=comment.account,
        text=comment.text,
        at=comment.at if comment.at and comment.at <= now else None,
        sender_name=comment.writer_name,
    )


def _begin(inbound: Inbound, comment: PublicComment) -> Conversation:
    language = language_of(comment.text)
    topic = Conversation.Topic.OTHER
    begun = belonging(inbound, topic=topic, language=language, queue=queue_for(topic, language))
    if not begun.subject:
        begun.subject = _("Public review") if comment.where is Where.REVIEW else _("Public comment")
        begun.save(update_fields=["subject"])
    return begun


def _answer(conversation: Conversation, comment: PublicComment, *, alarming: bool) -> None:
    here, language = organization(), conversation.language or "en"
    contact = (here.phone if here else "") or addresses.absolute("")
    spot = Spot(comment.where, comment.door, comment.provider_id)
    if alarming:
        public = public_answer(Answer.EMERGENCY, language, here.emergency_number if here else "911")
    else:
        public = public_answer(Answer.WRITE_TO_US, language, contact)
    _say(conversation, Door.COMMENT, public, spot)
    if comment.where is not Where.REVIEW:  # the platform lets nobody answer a review in private
        private = private_answer(language, contact)
        _say(conversation, comment.door, f"{public} {private}" if alarming else private, spot)


def _say(conversation: Conversation, door: Door, text: str, spot: Spot) -> None:
    message = Message.objects.create(
        conversation=conversation,
        direction=Message.Direction.OUT,
        author=Message.Author.SYSTEM,
        door=door,
        text=text,
        language=conversation.language or "en",
        sensitivity=Sensitivity.NOTHING,
        at=clock.now(),
    )
    sending.send_as(message, Purpose.ANSWER, to=str(spot))
