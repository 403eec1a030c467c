"""What an event brings about, as values; whoever applies it does all of them in the one transaction."""

from dataclasses import dataclass
from enum import StrEnum

from heartline.conversations.turns.thread import Deadline, Turn


class Told(StrEnum):
    """A message that the patient sees, at the door where they are. Its words: turns/words.py."""

    # a hand-over
    TO_QUEUE = "to_queue"  # the assistant steps back, a person will answer
    TO_COLLEAGUE = "to_colleague"  # who had it can no longer answer, somebody else will
    JOINED = "joined"  # this person answers now
    TO_ASSISTANT = "to_assistant"  # the assistant answers now
    # no hand-over
    IN_LINE = "in_line"  # you are in line
    STILL_WAITING = "still_waiting"  # it takes longer than we said
    EMERGENCY = "emergency"  # call 911; and a person is being fetched


HANDS_OVER = frozenset({Told.TO_QUEUE, Told.TO_COLLEAGUE, Told.JOINED, Told.TO_ASSISTANT, Told.EMERGENCY})


class Whom(StrEnum):
    PERSON = "person"
    QUEUE = "queue"
    SUPERVISOR = "supervisor"
    ON_CALL = "on_call"


class Effect:
    """Something to do."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Say(Effect):
    told: Told
    person: str = ""


@dataclass(frozen=True, slots=True)
class SetDeadline(Effect):
    """Takes the place of the one before. `no_later`: it falls no later than the earliest one that stood before (of both
    threads that were merged, of the one that was split)."""

    deadline: Deadline
    no_later: bool = False


@dataclass(frozen=True, slots=True)
class ClearDeadline(Effect):
    number: int


@dataclass(frozen=True, slots=True)
class Notify(Effect):
    """Inside the clinic. A queue asks `person`, who knows the patient, first."""

    whom: Whom
    person: str = ""


@dataclass(frozen=True, slots=True)
class AskAssistant(Effect):
    """Prepare an answer, and bring it with this number."""

    epoch: int


@dataclass(frozen=True, slots=True)
class CancelDraft(Effect):
    """Stop preparing. Even if this comes too late, the answer's number does."""

    epoch: int


@dataclass(frozen=True, slots=True)
class SendAnswer(Effect):
    """The assistant's answer of this number goes out."""

    epoch: int


@dataclass(frozen=True, slots=True)
class Forward(Effect):
    """The same event happens to the thread into which this one was merged."""

    into: str


@dataclass(frozen=True, slots=True)
class Begin(Effect):
    """The thread that was split off stands so, and has effects of its own."""

    turn: Turn
    effects: tuple[Effect, ...]
