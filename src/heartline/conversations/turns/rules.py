"""Turn ownership: what happens in which state. One table, total: every event in every state is accepted, or refused with
a reason.

What other inboxes still get wrong, and what holds here for every order of events (tests/conversations/turns prove it):

- the assistant never speaks over a person. An answer that was prepared before somebody took over carries the number of an
  earlier turn, and is refused (chatwoot #13673 admits that race);
- no hand-over is silent: exactly one message that the patient sees, exactly one deadline (chatwoot #13881);
- none loops: once the assistant has stepped back, only a person or the patient brings it in again (chatwoot #13880, #15068);
- a reopened thread knows its owner, unless they are gone (chatwoot #9587, #10739);
- whoever declined the assistant does not get it until they ask for it (chatwoot #11681);
- an unanswered message has an owner and a deadline, and an emergency is with a person, or a person is being called.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any

from heartline.conversations.turns import events as ev
from heartline.conversations.turns import joining, moves
from heartline.conversations.turns.moves import Move
from heartline.conversations.turns.reasons import Reason
from heartline.conversations.turns.settling import Accepted
from heartline.conversations.turns.thread import LIVE, Due, Owner, Status, Turn, owed

ASSISTANT, PERSON, NOBODY = frozenset({Owner.ASSISTANT}), frozenset({Owner.PERSON}), frozenset({Owner.NOBODY})
AWAITING, SNOOZED = frozenset({Status.AWAITING}), frozenset({Status.SNOOZED})
RESOLVED, MERGED = frozenset({Status.RESOLVED}), frozenset({Status.MERGED})


@dataclass(frozen=True, slots=True)
class Refusal:
    """Nothing changed, and this is why."""

    reason: Reason


@dataclass(frozen=True, slots=True)
class Row:
    """For these owners and statuses (empty: any): what happens, unless one of these reasons is there against it."""

    then: Move | Reason
    owner: Collection[Owner] = frozenset()
    status: Collection[Status] = frozenset()
    unless: tuple[Reason, ...] = ()


def is_owner(turn: Turn, who: str) -> bool:
    return turn.owner == Owner.PERSON and turn.person == who


# What is against an event, beyond owner and status
CHECKS: Mapping[Reason, Callable[[Turn, Any], bool]] = {
    Reason.STALE: lambda turn, event: event.epoch != turn.epoch,
    Reason.STALE_DEADLINE: lambda turn, event: turn.deadline is None or turn.deadline.number != event.number,
    Reason.NOTHING_TO_ANSWER: lambda turn, _: not turn.waiting,
    Reason.UNANSWERED: lambda turn, _: turn.waiting,
    Reason.LEFT_BEHIND: lambda turn, event: turn.waiting and not (event.takes_waiting or event.keeps_waiting),
    Reason.NOT_YOURS: lambda turn, event: not is_owner(turn, event.who),
    Reason.SOMEBODY_ELSES: lambda turn, event: turn.owner == Owner.PERSON and turn.person != event.who,
    Reason.ALREADY_YOURS: lambda turn, event: is_owner(turn, event.who),
    Reason.ALREADY_THEIRS: lambda turn, event: bool(event.to) and is_owner(turn, event.to),
    Reason.ALREADY_IN_LINE: lambda turn, event: not event.to and turn.wants_person and owed(turn) == Due.TAKE,
    Reason.DECLINED: lambda turn, _: turn.declined,
    Reason.NOT_DECLINED: lambda turn, _: not turn.declined,
    Reason.WANTS_PERSON: lambda turn, _: turn.wants_person,
    Reason.EMERGENCY: lambda turn, _: turn.emergency,
    Reason.MERGED: lambda _, event: event.other.status == Status.MERGED,
}


def hand_over(turn: Turn, event: ev.PersonHandedOver) -> Accepted:
    return moves.give(turn, event) if event.to else moves.to_queue(turn, event)


FORWARD = Row(moves.forward, status=MERGED)
GONE = Row(Reason.MERGED, status=MERGED)
DONE = Row(Reason.RESOLVED, status=RESOLVED)

# The first row that fits is the one.
TABLE: Mapping[type[ev.Event], tuple[Row, ...]] = {
    ev.PatientWrote: (
        FORWARD,
        Row(moves.heard_by_assistant, ASSISTANT),
        Row(moves.heard_by_person, PERSON),
        Row(moves.heard_by_nobody, NOBODY),
    ),
    ev.PatientAskedForPerson: (
        FORWARD,
        Row(moves.to_queue_for_patient, ASSISTANT),
        Row(moves.person_is_asked_again, PERSON),
        Row(moves.place_in_line_is_told, NOBODY),
    ),
    ev.PatientDeclinedAssistant: (
        FORWARD,
        Row(moves.decline_while_done, ASSISTANT, RESOLVED),
        Row(moves.decline_while_it_answers, ASSISTANT),
        Row(moves.decline, unless=(Reason.DECLINED,)),
    ),
    ev.PatientAllowedAssistant: (
        FORWARD,
        Row(Reason.NOT_DECLINED, ASSISTANT),
        Row(moves.allow_while_in_queue, NOBODY, LIVE | AWAITING, unless=(Reason.EMERGENCY,)),
        Row(moves.allow, unless=(Reason.NOT_DECLINED,)),
    ),
    ev.EmergencySeen: (
        FORWARD,
        Row(moves.emergency_with_person, PERSON),
        Row(moves.emergency_without_person),
    ),
    ev.AssistantAnswers: (
        Row(moves.assistant_answers, ASSISTANT, unless=(Reason.STALE, Reason.NOTHING_TO_ANSWER)),
        Row(Reason.NOT_ASSISTANTS),
    ),
    ev.AssistantAskedForPerson: (
        DONE,
        Row(moves.to_queue, ASSISTANT, unless=(Reason.STALE,)),
        Row(Reason.NOT_ASSISTANTS),
    ),
    ev.AssistantResolved: (
        DONE,
        Row(moves.resolve, ASSISTANT, unless=(Reason.STALE, Reason.UNANSWERED)),
        Row(Reason.NOT_ASSISTANTS),
    ),
    ev.AssistantOffered: (
        Row(
            moves.assistant_is_offered,
            NOBODY,
            LIVE | AWAITING,
            unless=(Reason.DECLINED, Reason.EMERGENCY, Reason.WANTS_PERSON),
        ),
        Row(Reason.NOT_IN_QUEUE),
    ),
    ev.PersonTook: (GONE, DONE, Row(moves.take, unless=(Reason.ALREADY_YOURS,))),
    ev.PersonAnswered: (GONE, DONE, Row(moves.person_answers, unless=(Reason.NOT_YOURS,))),
    ev.PersonReleased: (GONE, Row(moves.fall_to_queue, unless=(Reason.NOT_YOURS,))),
    ev.PersonAway: (GONE, Row(moves.fall_to_queue, unless=(Reason.NOT_YOURS,))),
    ev.PersonGaveToAssistant: (
        GONE,
        DONE,
        Row(
            moves.give_to_assistant,
            unless=(Reason.NOT_YOURS, Reason.DECLINED, Reason.EMERGENCY, Reason.WANTS_PERSON),
        ),
    ),
    ev.PersonHandedOver: (GONE, DONE, Row(hand_over, unless=(Reason.ALREADY_THEIRS, Reason.ALREADY_IN_LINE))),
    ev.PersonAssigned: (Row(moves.assign, NOBODY, LIVE), Row(Reason.NOT_IN_QUEUE)),
    ev.PersonSnoozed: (GONE, DONE, Row(moves.snooze, unless=(Reason.NOT_YOURS, Reason.EMERGENCY))),
    ev.PersonResolved: (
        GONE,
        DONE,
        Row(moves.resolve, PERSON, unless=(Reason.SOMEBODY_ELSES,)),
        Row(moves.resolve, unless=(Reason.EMERGENCY,)),
    ),
    ev.PersonReopened: (GONE, Row(moves.reopen, status=RESOLVED), Row(Reason.NOT_RESOLVED)),
    ev.DeadlinePassed: (
        Row(moves.wake, status=SNOOZED, unless=(Reason.STALE_DEADLINE,)),
        Row(moves.assistant_is_late, ASSISTANT, unless=(Reason.STALE_DEADLINE,)),
        Row(moves.person_is_late, PERSON, unless=(Reason.STALE_DEADLINE,)),
        Row(moves.nobody_took_it, NOBODY, unless=(Reason.STALE_DEADLINE,)),
    ),
    ev.MovedDoor: (FORWARD, Row(moves.move_door)),
    ev.Merged: (GONE, Row(joining.merge)),
    ev.Absorbed: (GONE, Row(joining.absorb, unless=(Reason.MERGED,))),
    ev.Split: (GONE, Row(joining.split, unless=(Reason.LEFT_BEHIND,))),
}


def happen(turn: Turn, event: ev.Event) -> Accepted | Refusal:
    """What `event` does to the thread."""
    row = next(row for row in TABLE[type(event)] if _fits(row, turn))
    if isinstance(row.then, Reason):
        return Refusal(row.then)
    against = next((reason for reason in row.unless if CHECKS[reason](turn, event)), None)
    return Refusal(against) if against else row.then(turn, event)


def _fits(row: Row, turn: Turn) -> bool:
    return (not row.owner or turn.owner in row.owner) and (not row.status or turn.status in row.status)
