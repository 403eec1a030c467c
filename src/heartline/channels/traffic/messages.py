"""A message as it comes in, and as it goes out, whatever provider carries it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID


class Door(StrEnum):
    """By which way a person writes or calls."""

    CHAT = "chat"
    PORTAL = "portal"
    EMAIL = "email"
    SMS = "sms"
    WHATSAPP = "whatsapp"
    VOICE = "voice"
    MESSENGER = "messenger"
    INSTAGRAM = "instagram"
    PUSH = "push"
    WEBHOOK = "webhook"
    COMMENT = "comment"  # in public, under a post of ours or a review
    IN_PERSON = "in_person"


class Tells(StrEnum):
    """How much of a person a text tells. The policy above has decided it and the text is written so; this only says it."""

    NOTICE = "notice"  # nothing personal, or that there is a message: may be read over a shoulder
    LOGISTICS = "logistics"  # when and where, and with whom
    PRIVATE = "private"  # health, money, family: only for somebody who has signed in


# Doors through which the text itself is only seen by somebody who has signed in.
SECURE = frozenset({Door.PORTAL, Door.CHAT, Door.IN_PERSON})


@dataclass(frozen=True, slots=True)
class Media:
    """Something sent along. `size` in bytes where the provider tells it."""

    url: str
    type: str = ""
    name: str = ""
    size: int | None = None
    provider_id: str = ""  # where a provider gives an id instead of an address


@dataclass(frozen=True, slots=True)
class Inbound:
    """One message as it arrived. `(provider, provider_id)` is unique: the same one twice is one message.

    `sender` and `receiver` are addresses as our side writes them: E.164 for phones, the provider's own id elsewhere.
    `at` is None where the provider does not say when it was written: then it is the time at which it came.
    """

    provider: str
    provider_id: str
    door: Door
    sender: str
    receiver: str
    text: str = ""
    media: tuple[Media, ...] = ()
    at: datetime | None = None
    sender_name: str = ""  # as the sender calls themselves: a claim, no proof
    choice: str = ""  # what a pressed button stands for
    reply_to: str = ""  # the provider's id of the message that this one answers
    opt: "Opt | None" = None
    raw: Mapping[str, Any] = field(default_factory=dict)


class Opt(StrEnum):
    """What the carrier understood a keyword to be, and has acted upon already."""

    OUT = "out"
    IN = "in"
    HELP = "help"


@dataclass(frozen=True, slots=True)
class Template:
    """A text that the provider has approved beforehand, by its id there, and what fills its gaps."""

    provider_id: str
    language: str
    values: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Outbound:
    """One message to be sent. `key` is its idempotency key: sent under it once, however often it is tried.

    `thread` is the conversation that an answer to it belongs to, `message` the one in it that is sent, and `subject` what
    stands above it, where a door has that. `heard_at` is when the person last wrote from there, where a door limits by that
    how they may be answered.
    """

    key: str
    door: Door
    to: str
    text: str
    language: str
    tells: Tells
    media: tuple[Media, ...] = ()
    template: Template | None = None
    by_person: bool = False  # written by a member of staff, not by the assistant or a reminder
    subject: str = ""
    thread: UUID | None = None
    message: UUID | None = None
    heard_at: datetime | None = None

    def __post_init__(self) -> None:
        if not self.key:
            raise ValueError("A message needs its idempotency key.")
        if self.tells is Tells.PRIVATE and self.door not in SECURE:
            raise ValueError(f"Nothing private leaves by {self.door}.")
