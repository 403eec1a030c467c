"""What has to hold of every thread, whatever happened in whatever order."""

from heartline.conversations.turns import events as ev
from heartline.conversations.turns.effects import (
    HANDS_OVER,
    ClearDeadline,
    Effect,
    Notify,
    Say,
    SendAnswer,
    SetDeadline,
    Told,
    Whom,
)
from heartline.conversations.turns.rules import Accepted
from heartline.conversations.turns.thread import LIVE, Due, Owner, Status, Turn, owed

PATIENT = (
    ev.PatientWrote,
    ev.PatientAskedForPerson,
    ev.PatientDeclinedAssistant,
    ev.PatientAllowedAssistant,
    ev.EmergencySeen,
)


def said(effects: tuple[Effect, ...]) -> list[Told]:
    return [effect.told for effect in effects if isinstance(effect, Say)]


def check_state(turn: Turn) -> None:
    """Of one thread, at any moment."""
    # One owner, and a person has a name.
    assert (turn.owner == Owner.PERSON) == bool(turn.person)
    # What is due has one deadline, and what is not due has none.
    assert (turn.deadline.due if turn.deadline else None) == owed(turn)
    # An unanswered message has a deadline, and so somebody who owes it, or the queue.
    if turn.waiting:
        assert turn.deadline and turn.status in LIVE | {Status.SNOOZED}
    # The assistant never has a thread of somebody who declined it, waits for a person, or may be in danger.
    if turn.owner == Owner.ASSISTANT:
        assert not (turn.declined or turn.wants_person or turn.emergency)
        assert turn.waiting == (turn.status in LIVE)  # it is never busy with nothing
    # Nobody waits without having been told.
    if turn.untold:
        assert turn.owner == Owner.NOBODY and not turn.waiting and turn.status != Status.RESOLVED
    # In an emergency what is due is due at once.
    if turn.emergency and turn.deadline and turn.deadline.due != Due.WAKE:
        assert turn.deadline.urgent
    if turn.status == Status.MERGED:
        assert turn.merged_into and not turn.waiting and turn.owner == Owner.NOBODY


def check_step(before: Turn, event: ev.Event, accepted: Accepted) -> None:
    """Of one event that was accepted."""
    after, effects = accepted.turn, accepted.effects
    check_state(after)
    told = said(effects)
    assert len(told) <= 1, "never two messages at once"
    if before.status == Status.MERGED:
        assert after == before
        return
    assert after.epoch > before.epoch, "what was prepared before is stale"
    _check_deadlines(before, after, effects)
    _check_speech(before, event, effects)
    _check_hand_over(before, event, after, effects)
    _check_owners(before, event, after)
    if isinstance(event, ev.EmergencySeen):
        assert after.owner == Owner.PERSON or (owed(after) == Due.TAKE)
        assert after.emergency and after.deadline and after.deadline.urgent and told == [Told.EMERGENCY]
        assert any(isinstance(each, Notify) and each.whom == Whom.ON_CALL for each in effects)


def _check_deadlines(before: Turn, after: Turn, effects: tuple[Effect, ...]) -> None:
    """The effects say what the thread says."""
    standing = before.deadline
    for each in effects:
        if isinstance(each, SetDeadline):
            assert not before.deadline or each.deadline.number > before.deadline.number
            standing = each.deadline
        elif isinstance(each, ClearDeadline):
            assert standing and each.number == standing.number
            standing = None
    assert standing == after.deadline


def _check_speech(before: Turn, event: ev.Event, effects: tuple[Effect, ...]) -> None:
    """The assistant speaks only in its own turn, with what it prepared for this very turn, to a patient who waits."""
    for each in effects:
        if isinstance(each, SendAnswer):
            assert isinstance(event, ev.AssistantAnswers)
            assert before.owner == Owner.ASSISTANT and before.waiting
            assert event.epoch == each.epoch == before.epoch


def _check_hand_over(before: Turn, event: ev.Event, after: Turn, effects: tuple[Effect, ...]) -> None:
    """None is silent: one message, one deadline."""
    if (before.owner, before.person) == (after.owner, after.person) or after.status == Status.MERGED:
        return
    told = said(effects)
    deadlines = [each for each in effects if isinstance(each, SetDeadline)]
    if after.owner == Owner.ASSISTANT:
        assert told == [Told.TO_ASSISTANT] and len(deadlines) == after.waiting
    elif after.owner == Owner.NOBODY and not told:
        # It fell to the queue while nobody waited: the patient hears of it with their next words, or never has to.
        # (What the other thread owed, was told in the other thread.)
        assert not after.waiting and (isinstance(event, ev.Absorbed) or after.deadline in (None, before.deadline))
        assert after.untold or after.status == Status.RESOLVED
    elif before.owner == Owner.NOBODY and not before.untold and not isinstance(event, ev.Absorbed):
        # They were told that they are in line, and the person's own answer is what they see next.
        assert after.owner == Owner.PERSON and len(deadlines) == 1
        assert told in ([], [Told.JOINED])
    elif before.owner == Owner.NOBODY:
        assert after.owner == Owner.PERSON and (told == [Told.JOINED] or not before.untold)
    else:
        assert len(told) == 1 and told[0] in HANDS_OVER and len(deadlines) == 1


def _check_owners(before: Turn, event: ev.Event, after: Turn) -> None:
    if before.status == Status.RESOLVED and isinstance(event, ev.PatientWrote):
        assert after.status == Status.REOPENED, "a reopened thread is known as one"
        assert (after.owner, after.person) == (before.owner, before.person), "and knows its owner"
    if before.declined and not after.declined:
        assert isinstance(event, ev.PatientAllowedAssistant), "only the patient brings the assistant back"
    if before.owner == Owner.PERSON and after.owner == Owner.ASSISTANT:
        assert isinstance(event, ev.PersonGaveToAssistant), "nobody loses a thread to the assistant"
    if before.waiting and not after.waiting:
        answered = (ev.AssistantAnswers, ev.PersonAnswered, ev.PersonResolved, ev.Split, ev.Merged)
        assert isinstance(event, answered), "only an answer ends the waiting"
