"""What will leave by a door, said before anything is sent, by the same rules that decide it then (delivering.carrying)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from heartline.channels.registry import provider_for
from heartline.channels.traffic.failures import WORDS, Why
from heartline.channels.traffic.messages import Door as Way
from heartline.conversations.consent.rules import Purpose
from heartline.conversations.delivering.models import Delivery
from heartline.conversations.delivering.queries import last_from, readers_role, shared_by, verdict
from heartline.conversations.delivering.rules import CHANNELS, OURS, RENDERERS, closes_at, topic_of, written_at
from heartline.conversations.delivering.sending import next_way
from heartline.conversations.sensitivity.kinds import Renderer, Role, Sensitivity, Show
from heartline.conversations.sensitivity.rules import decide
from heartline.conversations.threads.models import Conversation, Door, Message
from heartline.kernel import clock
from heartline.kernel.errors import Words

# What staff choose from, the least first.
CHOICES: Mapping[Sensitivity, Words] = {
    Sensitivity.NOTHING: _("Nothing personal: hours, the way, how to reach us"),
    Sensitivity.TIME: _("Only when and where: the time or place of a visit"),
    Sensitivity.CLINICAL: _("About health or money"),
}


class Leaves(StrEnum):
    """How much of it."""

    ALL = "all"
    NOTICE = "notice"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Foreseen:
    """`until`: when their last message is too long ago to be answered there, where a door limits that."""

    leaves: Leaves
    words: Words
    why: Words = ""
    until: datetime | None = None


def foresee(conversation: Conversation) -> dict[Sensitivity, Foreseen]:
    """For each choice of what a text says: what the patient gets. At most twelve queries.

    In the portal and in person nothing depends on it: there it is one and the same answer.
    """
    if conversation.door == Door.IN_PERSON:
        return dict.fromkeys(CHOICES, Foreseen(Leaves.ALL, _("You say it to them. Nothing is sent; it is kept here.")))
    if conversation.door == Door.CHAT:
        return {choice: _in_the_chat(conversation, choice) for choice in CHOICES}
    if conversation.door == Door.COMMENT:
        return dict.fromkeys(CHOICES, Foreseen(Leaves.NOTHING, _IN_PUBLIC))
    if conversation.door in OURS:
        return dict.fromkeys(CHOICES, _in_the_portal(conversation))
    door = written_at(conversation.door)
    if not _leads_back(conversation, door):
        return dict.fromkeys(CHOICES, Foreseen(Leaves.NOTHING, _("There is no way back to where this came from.")))
    delivery = _delivery(conversation, door, conversation.address, Purpose.ANSWER)
    decided = verdict(delivery)
    if not decided.may:
        refused = Foreseen(Leaves.NOTHING, _("Nothing may be sent there."), decided.reason.words)
        return dict.fromkeys(CHOICES, refused)
    until = closes_at(door, decided.reason, last_from(delivery))
    if until is not None and until <= clock.now():
        closed = Foreseen(Leaves.NOTHING, _("Nothing may be sent there."), WORDS[Why.WINDOW_CLOSED])
        return dict.fromkeys(CHOICES, closed)
    role, shared = readers_role(delivery), shared_by(delivery)
    found = {}
    for choice in CHOICES:
        what = Sensitivity.CONFIDENTIAL if conversation.confidential else choice
        decision = decide(RENDERERS[Way(door)], role, what, shared=shared)
        why = "" if decision.show == Show.FULL else decision.why
        found[choice] = Foreseen(*_WORDS[decision.show], why, until)
    return found


def _leads_back(conversation: Conversation, door: str) -> bool:
    if door == Door.WEBHOOK:
        return provider_for(Way.WEBHOOK, conversation.address) is not None
    return door in CHANNELS and not (conversation.door == Door.VOICE and not conversation.address)


_IN_PUBLIC = _(
    "In public, nothing more is said, not even whether somebody is a patient. They were asked to write in private."
)
_WORDS: Mapping[Show, tuple[Leaves, Words]] = {
    Show.FULL: (Leaves.ALL, _("They get it as you write it.")),
    Show.NOTICE: (Leaves.NOTICE, _("They get “you have a message from us”, and how to read it. Your text stays here.")),
    Show.NOTHING: (Leaves.NOTHING, _("Nothing may be sent there.")),
}


def _in_the_chat(conversation: Conversation, choice: Sensitivity) -> Foreseen:
    """Whoever chats has not shown who they are."""
    decision = decide(Renderer.CHAT, Role.UNKNOWN, Sensitivity.CONFIDENTIAL if conversation.confidential else choice)
    if decision.show == Show.FULL:
        return Foreseen(Leaves.ALL, _("They read it in the chat as you write it."))
    if conversation.patient_id and conversation.account_id:
        return Foreseen(Leaves.NOTICE, _("Not shown in the chat. They read it when they sign in."), decision.why)
    return Foreseen(Leaves.NOTHING, _("Not shown in the chat."), decision.why)


def _in_the_portal(conversation: Conversation) -> Foreseen:
    way = next_way(_message(conversation), ())
    if way is None:
        words = _("They read it as you write it when they next sign in. We have no way to tell them that it is there.")
        return Foreseen(Leaves.ALL, words)
    decided = verdict(_delivery(conversation, *way, Purpose.NOTICE))
    if not decided.may:
        words = _("They read it as you write it when they next sign in. We may not tell them that it is there.")
        return Foreseen(Leaves.ALL, words, decided.reason.words)
    words = _("They read it as you write it. If they are not there now, we tell them that there is a message.")
    return Foreseen(Leaves.ALL, words)


def _delivery(conversation: Conversation, door: str, to: str, purpose: Purpose) -> Delivery:
    """As it would be; not saved."""
    return Delivery(
        message=_message(conversation),
        patient=conversation.patient,
        confidential=conversation.confidential,
        door=door,
        to=to,
        language=conversation.language or "en",
        purpose=purpose,
        topic=topic_of(conversation.topic),
    )


def _message(conversation: Conversation) -> Message:
    return Message(
        conversation=conversation,
        patient_id=conversation.patient_id,
        door=conversation.door,
        confidential=conversation.confidential,
    )
