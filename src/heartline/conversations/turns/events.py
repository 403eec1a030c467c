"""What can happen to a thread. Values: the clock, the rights and the rows are checked by who makes them."""

from dataclasses import dataclass
from enum import StrEnum

from heartline.conversations.turns.thread import Turn


class Why(StrEnum):
    """Why the assistant asks for a person, besides having failed twice. An emergency is an event of its own."""

    OUT_OF_SCOPE = "out_of_scope"
    NO_PROOF = "no_proof"  # the patient could not show who they are
    NO_ANSWER = "no_answer"  # it has nothing reviewed to say


class Event:
    """Something that happens to a thread."""

    __slots__ = ()


# The patient


@dataclass(frozen=True, slots=True)
class PatientWrote(Event):
    """Anything that wants an answer: a message, a voicemail, an attachment."""


@dataclass(frozen=True, slots=True)
class PatientAskedForPerson(Event): ...


@dataclass(frozen=True, slots=True)
class PatientDeclinedAssistant(Event): ...


@dataclass(frozen=True, slots=True)
class PatientAllowedAssistant(Event):
    """They ask for the assistant, in so many words or by a switch. The only way back after declining it."""


@dataclass(frozen=True, slots=True)
class EmergencySeen(Event):
    """In what the patient said, by a rule, the assistant or a person; nobody has to have the turn for it."""


# The assistant


@dataclass(frozen=True, slots=True)
class AssistantAnswers(Event):
    """It has an answer, prepared in `epoch`. Not `understood`: it asks the patient to say it in other words."""

    epoch: int
    understood: bool = True


@dataclass(frozen=True, slots=True)
class AssistantAskedForPerson(Event):
    epoch: int
    why: Why = Why.OUT_OF_SCOPE


@dataclass(frozen=True, slots=True)
class AssistantResolved(Event):
    epoch: int


@dataclass(frozen=True, slots=True)
class AssistantOffered(Event):
    """Routing finds nobody free and asks whether the assistant may help meanwhile."""


# People who work here; each event names who


@dataclass(frozen=True, slots=True)
class PersonTook(Event):
    """Also whoever answers from outside of the inbox (the clinic's own phone): they took it by answering."""

    who: str


@dataclass(frozen=True, slots=True)
class PersonAnswered(Event):
    who: str


@dataclass(frozen=True, slots=True)
class PersonReleased(Event):
    """Back to the queue."""

    who: str


@dataclass(frozen=True, slots=True)
class PersonGaveToAssistant(Event):
    who: str


@dataclass(frozen=True, slots=True)
class PersonAway(Event):
    """Their shift ended, they fell ill, or left. Sent to each thread that they have."""

    who: str


@dataclass(frozen=True, slots=True)
class PersonHandedOver(Event):
    """`who` gives it to the colleague `to`, or to the queue. Also a supervisor, whoever has the turn."""

    who: str
    to: str = ""


@dataclass(frozen=True, slots=True)
class PersonAssigned(Event):
    """What waits is given to `to`, who is here and has room. Nobody did it by hand, so nothing that is somebody's moves."""

    to: str


@dataclass(frozen=True, slots=True)
class PersonSnoozed(Event):
    who: str


@dataclass(frozen=True, slots=True)
class PersonResolved(Event):
    who: str


@dataclass(frozen=True, slots=True)
class PersonReopened(Event):
    who: str


# Time, and the thread itself


@dataclass(frozen=True, slots=True)
class DeadlinePassed(Event):
    number: int


@dataclass(frozen=True, slots=True)
class MovedDoor(Event):
    """It goes on at another door (chat, then SMS): what was prepared for the old one may say too much at the new."""


@dataclass(frozen=True, slots=True)
class Merged(Event):
    """It goes on in the thread `into`, to which `Absorbed` happens in the same transaction."""

    into: str


@dataclass(frozen=True, slots=True)
class Absorbed(Event):
    """Another thread, as it stood, is now part of this one."""

    other: Turn


@dataclass(frozen=True, slots=True)
class Split(Event):
    """Some messages become a thread of their own. Unanswered ones are in what is taken out, in what is kept, or both."""

    takes_waiting: bool = False
    keeps_waiting: bool = True
