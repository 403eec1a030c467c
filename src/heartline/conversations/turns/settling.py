"""What every move shares: whose the thread is then, and what follows from that for the deadline and the assistant.

A deadline stands as long as the same one owes the same thing, so that nobody pushes it off by writing again.
"""

from dataclasses import dataclass, replace
from typing import Any

from heartline.conversations.turns.effects import (
    AskAssistant,
    CancelDraft,
    ClearDeadline,
    Effect,
    Notify,
    SetDeadline,
    Whom,
)
from heartline.conversations.turns.thread import Deadline, Owner, Status, Turn, owed


@dataclass(frozen=True, slots=True)
class Accepted:
    """The event happened: the thread stands so now, and these things are to be done."""

    turn: Turn
    effects: tuple[Effect, ...] = ()


def settled(
    before: Turn, after: Turn, *effects: Effect, fresh: bool = False, no_later: bool = False, step: int = 0
) -> Accepted:
    """`after`, with what follows for the deadline and for the assistant. `fresh` sets the deadline anew in any case."""
    deadline, found = after.deadline, list(effects)
    due, old = owed(after), before.deadline
    if due is None:
        after = replace(after, deadline=None)
        found += [ClearDeadline(old.number)] if old else []
    elif (
        fresh or deadline is None or (deadline.due, deadline.urgent) != (due, after.emergency) or _passed(before, after)
    ):
        number = after.deadlines + 1
        after = replace(after, deadlines=number, deadline=Deadline(number, due, after.emergency, step))
        assert after.deadline
        found.append(SetDeadline(after.deadline, no_later))
    if _is_preparing(before):
        found.append(CancelDraft(before.epoch))
    if _is_preparing(after):
        found.append(AskAssistant(after.epoch))
    return Accepted(after, tuple(found))


def _passed(before: Turn, after: Turn) -> bool:
    """Whether somebody else owes it now. What was laid aside is laid aside until the same time, whoever has it."""
    return not same_hands(before, after) and after.status != Status.SNOOZED


def same_hands(one: Turn, other: Turn) -> bool:
    return (one.owner, one.person) == (other.owner, other.person)


def _is_preparing(turn: Turn) -> bool:
    return turn.owner == Owner.ASSISTANT and turn.waiting


def following(turn: Turn, **changes: Any) -> Turn:
    """In the next epoch."""
    return replace(turn, **{"epoch": turn.epoch + 1, **changes})


def now(turn: Turn, **changes: Any) -> Turn:
    """In the next epoch, and something is to be done now: open, or reopened if it was resolved."""
    done_before = turn.status in (Status.RESOLVED, Status.REOPENED)
    return following(turn, status=Status.REOPENED if done_before else Status.OPEN, **changes)


def queued(turn: Turn) -> Turn:
    return replace(turn, owner=Owner.NOBODY, person="", untold=False)


def held(turn: Turn, who: str) -> Turn:
    return replace(turn, owner=Owner.PERSON, person=who, keeper=who, untold=False)


def call_queue(turn: Turn, gone: str = "") -> Notify:
    return Notify(Whom.QUEUE, "" if gone == turn.keeper else turn.keeper)
