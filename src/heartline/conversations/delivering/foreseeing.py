"""What will leave by a door, said before anything is sent, by the same rules that decide it then (delivering.carrying)."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from heartline.channels.traffic.messages import Door as Way
from heartline.conversations.consent.rules import Purpose
from heartline.conversations.delivering.models import Delivery
from heartline.conversations.delivering.queries import readers_role, shared_by, verdict
from heartline.conversations.delivering.rules import CHANNELS, OURS, RENDERERS, topic_of, written_at
from heartline.conversations.delivering.sending import next_way
from heartline.conversations.sensitivity.kinds import Renderer, Role, Sensitivity, Show
from heartline.conversations.sensitivity.rules import decide
from heartline.conversations.threads.models import Conversation, Door, Message
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
    leaves: Leaves
    words: Words
    why: Words = ""


def foresee(conversation: Conversation) -> dict[Sensitivity, Foreseen]:
    """For each choice of what a text says: what the patient gets. At most twelve queries.

    In the portal and in person nothing depends on it: there it is one and the same answer.
    """
    if conversation.door == Door.IN_PERSON:
        return dict.fromkeys(CHOICES, Foreseen(Leaves.ALL, _("You say it to them. Nothing is sent; it is kept here.")))
    if conversation.door == Door.CHAT:
        return {choice: _in_the_chat(conversation, choice) for choice in CHOICES}
    if conversation.door in OURS:
        return dict.fromkeys(CHOICES, _in_the_portal(conversation))
    door = written_at(conversation.door)
    if door not in CHANNELS or (conversation.door == Door.VOICE and not conversation.address):
        return dict.fromkeys(CHOICES, Foreseen(Leaves.NOTHING, _("There is no way back to where this came from.")))
    delivery = _delivery(conversation, door, conversation.address, Purpose.ANSWER)
    decided = verdict(delivery)
    if not decided.may:
        refused = Foreseen(Leaves.NOTHING, _("Nothing may be sent there."), decided.reason.words)
        return dict.fromkeys(CHOICES, refused)
    role, shared = readers_role(delivery), shared_by(delivery)
    found = {}
    for choice in CHOICES:
        what = Sensitivity.CONFIDENTIAL if conversation.confidential else choice
        decision = decide(RENDERERS[Way(door)], role, what, shared=shared)
        found[choice] = Foreseen(*_WORDS[decision.show], "" if decision.show == Show.FULL else decision.why)
    return found


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
