"""What people write about us in public, and the only things that we answer there.

A public answer that fits a comment ("We are sorry about your visit") tells the world that its writer is a patient; US
clinics have been fined for that under 45 CFR 164.502. So a public answer is one of a few fixed texts, chosen by us
beforehand. Nothing of the comment or of its writer goes into it: not the name, not the topic, not whether we know them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override

from heartline.channels.traffic.messages import Door


class Where(StrEnum):
    COMMENT = "comment"
    POST = "post"  # on our page, by a visitor
    REVIEW = "review"


class Happened(StrEnum):
    WRITTEN = "written"
    CHANGED = "changed"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class PublicComment:
    """Something said in public. `(provider, provider_id)` is unique for what was written; changes repeat it.

    `door` is the one by which its writer can be answered in private.
    """

    provider: str
    provider_id: str
    where: Where
    happened: Happened
    account: str  # our page or profile
    writer: str
    writer_name: str = ""
    text: str = ""
    about: str = ""  # the post or picture it stands under
    reply_to: str = ""
    at: datetime | None = None
    raw: Mapping[str, Any] = field(default_factory=dict)
    door: Door = Door.MESSENGER


@dataclass(frozen=True, slots=True)
class Spot:
    """Where something stands in public, as an address to which an answer goes: there, or to its writer by `door`."""

    where: Where
    door: Door
    id: str

    def __str__(self) -> str:
        return f"{self.where}:{self.door}:{self.id}"


def spot(address: str) -> Spot | None:
    """The spot that an address names; None for an address of anything else."""
    where, _first, rest = address.partition(":")
    door, _second, identifier = rest.partition(":")
    if where not in list(Where) or door not in list(Door) or not identifier:
        return None
    return Spot(Where(where), Door(door), identifier)


class Answer(StrEnum):
    """All that is ever said in public. There is no free text."""

    THANKS = "thanks"
    WRITE_TO_US = "write_to_us"
    ASK_IN_PRIVATE = "ask_in_private"
    EMERGENCY = "emergency"


def public_answer(answer: Answer, language: str, contact: str) -> str:
    """The words of a public answer. `contact` is the way to reach us that everybody is given, in an
    emergency the number to call."""
    with override(language):
        if answer is Answer.EMERGENCY:
            return _(
                "If anybody is in danger, please call %(number)s now. This page is not read around the clock, and we never "
                "talk about anyone's care here."
            ) % {"number": contact}
        if answer is Answer.THANKS:
            return _("Thank you for taking the time to write.")
        if answer is Answer.WRITE_TO_US:
            return _(
                "Thank you for writing. We would like to listen. To protect everybody's privacy, we never talk about "
                "anyone's care here, and we do not say whether anyone is our patient. Please reach us at %(contact)s."
            ) % {"contact": contact}
        return _(
            "Thank you for writing. Please do not share health details here. You can ask us in private at %(contact)s."
        ) % {"contact": contact}


def private_answer(language: str, contact: str) -> str:
    """The one private message that may follow: as neutral, since nobody has proven yet who they are."""
    with override(language):
        return _(
            "Hello, you wrote on our page. If you would like to talk to us, reply here or reach us at %(contact)s. "
            "Please do not send health details before we have checked who you are."
        ) % {"contact": contact}
