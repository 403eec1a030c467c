"""Where a thread stands: who has the turn, what is awaited, and what is due."""

from dataclasses import dataclass
from enum import StrEnum


class Owner(StrEnum):
    ASSISTANT = "assistant"
    PERSON = "person"
    NOBODY = "nobody"  # it lies in the queue


class Status(StrEnum):
    OPEN = "open"  # we have something to do
    REOPENED = "reopened"  # as open, after it had been resolved
    AWAITING = "awaiting"  # the patient has the word
    SNOOZED = "snoozed"  # laid aside until a time
    RESOLVED = "resolved"
    MERGED = "merged"  # goes on in another thread


class Due(StrEnum):
    """What has to happen before a deadline. How long it is, the queue's service level says."""

    ANSWER_BY_ASSISTANT = "answer_by_assistant"
    ANSWER_BY_PERSON = "answer_by_person"
    TAKE = "take"  # a person takes it out of the queue
    WAKE = "wake"  # the snooze ends


LIVE = frozenset({Status.OPEN, Status.REOPENED})
_DUE = {Owner.ASSISTANT: Due.ANSWER_BY_ASSISTANT, Owner.PERSON: Due.ANSWER_BY_PERSON, Owner.NOBODY: Due.TAKE}


@dataclass(frozen=True, slots=True)
class Deadline:
    """The one that stands. `number` tells it from those before, so that a late alarm of an old one does nothing;
    `step` counts how often it was missed in a row."""

    number: int
    due: Due
    urgent: bool = False
    step: int = 0


@dataclass(frozen=True, slots=True)
class Turn:
    """One thread. `person` is who has the turn, `keeper` who had it last and knows the patient.

    `epoch` is the turn's number: everything that happens raises it, and what was prepared in an earlier one is not sent.
    """

    owner: Owner = Owner.NOBODY
    person: str = ""
    status: Status = Status.AWAITING
    waiting: bool = False  # a message of the patient is unanswered
    epoch: int = 0
    deadline: Deadline | None = None
    deadlines: int = 0  # how many there have been
    failures: int = 0  # times in a row that the assistant did not understand
    declined: bool = False  # the patient wants no assistant, in this thread and for good
    wants_person: bool = False  # a person was asked for, and has not answered yet
    emergency: bool = False
    untold: bool = False  # it fell to the queue while nobody waited, and the patient has not been told
    keeper: str = ""
    merged_into: str = ""


def owed(turn: Turn) -> Due | None:
    """What is due from us, as the thread stands; nothing when the patient has the word or it is done."""
    if turn.status == Status.SNOOZED:
        return Due.WAKE
    return _DUE[turn.owner] if turn.status in LIVE else None


def begin(*, assistant: bool, declined: bool = False, person: str = "") -> Turn:
    """A thread before its first message: with a person who began it, else with the assistant if there is one for it."""
    if person:
        return Turn(Owner.PERSON, person, declined=declined, keeper=person)
    return Turn(Owner.ASSISTANT if assistant and not declined else Owner.NOBODY, declined=declined)
