"""Which door, about what, how much: values only."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from heartline.channels.traffic.messages import SECURE, Door, Tells
from heartline.channels.traffic.window import HUMAN, REPLY
from heartline.conversations.consent.reasons import Reason
from heartline.conversations.consent.rules import ANSWER_WITHIN
from heartline.conversations.consent.topics import Channel, Topic
from heartline.conversations.sensitivity.kinds import Renderer, Sensitivity, Show

CHANNELS: Mapping[str, Channel] = {
    Door.SMS: Channel.SMS,
    Door.VOICE: Channel.PHONE,
    Door.EMAIL: Channel.EMAIL,
    Door.WHATSAPP: Channel.WHATSAPP,
    Door.MESSENGER: Channel.MESSENGER,
    Door.INSTAGRAM: Channel.MESSENGER,
    Door.PUSH: Channel.PUSH,
    Door.WEBHOOK: Channel.WEBHOOK,
    Door.COMMENT: Channel.MESSENGER,
}
RENDERERS: Mapping[str, Renderer] = {
    Door.SMS: Renderer.SMS,
    Door.VOICE: Renderer.VOICE,
    Door.EMAIL: Renderer.EMAIL,
    Door.WHATSAPP: Renderer.WHATSAPP,
    Door.MESSENGER: Renderer.MESSENGER,
    Door.INSTAGRAM: Renderer.MESSENGER,
    Door.PUSH: Renderer.PUSH,
    Door.WEBHOOK: Renderer.MESSENGER,  # another company reads it there, too
    Door.COMMENT: Renderer.PUBLIC,
    Door.PORTAL: Renderer.PORTAL,
    Door.CHAT: Renderer.CHAT,
}
# How long somebody who wrote there may be answered by a person.
WINDOWS: Mapping[str, timedelta] = {Door.WHATSAPP: REPLY, Door.MESSENGER: HUMAN, Door.INSTAGRAM: HUMAN}
# Of a conversation's topic, for consent.
TOPICS: Mapping[str, Topic] = {"visit": Topic.APPOINTMENTS, "bill": Topic.BILLING}
# Doors whose messages are read on a page of ours: there is nothing to carry anywhere.
OURS = SECURE


def written_at(door: str) -> str:
    """By which door goes what we write to somebody at `door`: to who called, as a text message to their phone."""
    return Door.SMS if door == Door.VOICE else door


def closes_at(door: str, reason: Reason, heard_at: datetime | None) -> datetime | None:
    """Until when a person may answer there who last wrote at `heard_at`; None where the door sets no limit, or they never did.

    Besides the platform's limit, an answer that nobody agreed to in general is one to what was just asked.
    """
    if door not in WINDOWS or heard_at is None:
        return None
    return heard_at + (min(WINDOWS[door], ANSWER_WITHIN) if reason == Reason.ASKED else WINDOWS[door])


def asks(door: str) -> bool:
    """Whether staff say what a text tells of the patient: where others could read it, or nobody has shown who they are."""
    return door not in OURS or door == Door.CHAT


def topic_of(topic: str) -> Topic:
    """What a conversation about `topic` is, for consent."""
    return TOPICS.get(topic, Topic.CARE)


def tells(show: Show, what: Sensitivity) -> Tells:
    """How much a text tells that shows `what` so far, for the channel that carries it."""
    if show < Show.FULL or what in (Sensitivity.NOTHING, Sensitivity.MESSAGE):
        return Tells.NOTICE
    return Tells.LOGISTICS if what in (Sensitivity.TIME, Sensitivity.SERVICE) else Tells.PRIVATE
