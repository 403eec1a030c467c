"""What an event does to a thread, one function each. rules.py says when each applies; nothing here decides about deadlines
and drafts, which follow from where the thread stands before and after (settling.py).
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from heartline.conversations.turns.effects import Effect, Forward, Notify, Say, SendAnswer, Told, Whom
from heartline.conversations.turns.settling import Accepted, call_queue, following, held, now, queued, settled
from heartline.conversations.turns.thread import LIVE, Due, Owner, Status, Turn, owed

MISUNDERSTANDINGS = 2  # in a row, and a person answers

Move = Callable[[Turn, Any], Accepted]


def forward(turn: Turn, _: object) -> Accepted:
    """A merged thread has no turn: it happens where the thread went."""
    return Accepted(turn, (Forward(turn.merged_into),))


def heard_by_assistant(turn: Turn, _: object) -> Accepted:
    return settled(turn, now(turn, waiting=True))


def heard_by_person(turn: Turn, _: object) -> Accepted:
    return settled(turn, now(turn, waiting=True), Notify(Whom.PERSON, turn.person))


def heard_by_nobody(turn: Turn, _: object) -> Accepted:
    """Whoever waits already was told so."""
    if turn.waiting and owed(turn) == Due.TAKE:
        return settled(turn, now(turn))
    told = Told.TO_COLLEAGUE if turn.untold else Told.IN_LINE
    return settled(turn, now(turn, waiting=True, untold=False), Say(told, turn.keeper), call_queue(turn))


def person_is_asked_again(turn: Turn, _: object) -> Accepted:
    """They have a person, who sees it."""
    return settled(turn, now(turn, waiting=True, wants_person=True), Notify(Whom.PERSON, turn.person))


def place_in_line_is_told(turn: Turn, _: object) -> Accepted:
    """They asked again, so they are told again; the deadline that they were told stands."""
    if turn.waiting and owed(turn) == Due.TAKE:
        return settled(turn, now(turn, wants_person=True), Say(Told.IN_LINE))
    return heard_by_nobody(replace(turn, wants_person=True), _)


def to_queue(turn: Turn, _: object) -> Accepted:
    """A person is wanted, whoever had the turn. What the patient hears of it is one message."""
    told = Told.TO_COLLEAGUE if turn.owner == Owner.PERSON else Told.TO_QUEUE
    after = queued(now(turn, wants_person=True))
    return settled(turn, after, Say(told, turn.person), call_queue(turn))


def to_queue_for_patient(turn: Turn, event: object) -> Accepted:
    """As the patient asked for it, they wait."""
    return to_queue(replace(turn, waiting=True), event)


def decline(turn: Turn, _: object) -> Accepted:
    return settled(turn, following(turn, declined=True))


def decline_while_done(turn: Turn, _: object) -> Accepted:
    """If it is ever reopened, then by the queue."""
    return settled(turn, queued(following(turn, declined=True)))


def decline_while_it_answers(turn: Turn, event: object) -> Accepted:
    return to_queue_for_patient(replace(turn, declined=True), event)


def allow(turn: Turn, _: object) -> Accepted:
    return settled(turn, following(turn, declined=False))


def allow_while_in_queue(turn: Turn, _: object) -> Accepted:
    return _to_assistant(turn, following(turn, declined=False, wants_person=False))


def emergency_with_person(turn: Turn, _: object) -> Accepted:
    """They keep it, and everybody who can step in is called as well."""
    after = now(turn, waiting=True, emergency=True, wants_person=True)
    call = (Notify(Whom.PERSON, turn.person), Notify(Whom.ON_CALL))
    return settled(turn, after, Say(Told.EMERGENCY, turn.person), *call)


def emergency_without_person(turn: Turn, _: object) -> Accepted:
    after = queued(now(turn, waiting=True, emergency=True, wants_person=True))
    return settled(turn, after, Say(Told.EMERGENCY), Notify(Whom.ON_CALL, turn.keeper))


def assistant_answers(turn: Turn, event: Any) -> Accepted:
    """One answer a number: the next is prepared when the patient has written again."""
    failures = 0 if event.understood else turn.failures + 1
    if failures >= MISUNDERSTANDINGS:
        return to_queue(turn, event)
    after = following(turn, status=Status.AWAITING, waiting=False, failures=failures)
    return settled(turn, after, SendAnswer(event.epoch))


def assistant_is_offered(turn: Turn, _: object) -> Accepted:
    return _to_assistant(turn, following(turn))


def take(turn: Turn, event: Any) -> Accepted:
    """Out of the queue, the patient was told already, and the person's own answer is what they see next."""
    hands_over = turn.owner != Owner.NOBODY or turn.untold
    effects: list[Effect] = [Say(Told.JOINED, event.who)] if hands_over else []
    if turn.owner == Owner.PERSON:
        effects.append(Notify(Whom.PERSON, turn.person))
    return settled(turn, held(now(turn), event.who), *effects)


def give(turn: Turn, event: Any) -> Accepted:
    """To a colleague, who is called; who had it is told."""
    taken = take(turn, replace(event, who=event.to))
    return replace(taken, effects=(*taken.effects, Notify(Whom.PERSON, event.to)))


def assign(turn: Turn, event: Any) -> Accepted:
    """As if they had taken it, and they are called. What the patient was promised still stands."""
    told = [Say(Told.JOINED, event.to)] if turn.untold else []
    return settled(turn, held(now(turn), event.to), *told, Notify(Whom.PERSON, event.to), no_later=True)


def person_answers(turn: Turn, _: object) -> Accepted:
    return settled(turn, following(turn, status=Status.AWAITING, waiting=False, wants_person=False, failures=0))


def fall_to_queue(turn: Turn, _: object) -> Accepted:
    """Whoever had it is gone. A patient who waits is told at once; one who does not, with their next words."""
    if turn.waiting:
        after = queued(now(turn))
        return settled(turn, after, Say(Told.TO_COLLEAGUE, turn.person), call_queue(turn, gone=turn.person))
    status = Status.AWAITING if turn.status in LIVE else turn.status
    return settled(turn, replace(queued(following(turn, status=status)), untold=status != Status.RESOLVED))


def give_to_assistant(turn: Turn, _: object) -> Accepted:
    return _to_assistant(turn, following(turn))


def snooze(turn: Turn, _: object) -> Accepted:
    """Again, while it is laid aside: until another time."""
    return settled(turn, following(turn, status=Status.SNOOZED), fresh=True)


def resolve(turn: Turn, _: object) -> Accepted:
    """Whoever had the turn has it again when it is reopened. A person's word ends an emergency, too."""
    after = following(turn, status=Status.RESOLVED, waiting=False, untold=False, failures=0, wants_person=False)
    return settled(turn, replace(after, emergency=False))


def reopen(turn: Turn, event: Any) -> Accepted:
    """Who reopens it has it."""
    told = [] if turn.person == event.who else [Say(Told.JOINED, event.who)]
    return settled(turn, held(now(turn), event.who), *told)


def wake(turn: Turn, _: object) -> Accepted:
    """What was laid aside is due again, for who laid it aside or for the queue."""
    call = call_queue(turn) if turn.owner == Owner.NOBODY else Notify(Whom.PERSON, turn.person)
    return settled(turn, now(turn), call)


def assistant_is_late(turn: Turn, event: object) -> Accepted:
    return to_queue(turn, event)


def person_is_late(turn: Turn, event: object) -> Accepted:
    """A person who took it and did nothing loses it; in an emergency everybody is called."""
    fallen = fall_to_queue(turn, event)
    call = (Notify(Whom.PERSON, turn.person), *([Notify(Whom.ON_CALL)] if turn.emergency else []))
    return replace(fallen, effects=(*fallen.effects, *call))


def nobody_took_it(turn: Turn, _: object) -> Accepted:
    """The next higher is called, each time. The patient is told once that it takes longer, and not again."""
    assert turn.deadline
    told = [Say(Told.STILL_WAITING)] if turn.waiting and turn.deadline.step == 0 else []
    call = Notify(Whom.ON_CALL if turn.emergency else Whom.SUPERVISOR)
    return settled(turn, following(turn), *told, call, fresh=True, step=turn.deadline.step + 1)


def move_door(turn: Turn, _: object) -> Accepted:
    return settled(turn, following(turn))


def _to_assistant(before: Turn, after: Turn) -> Accepted:
    """It owes an answer if the patient waits; if not, the patient has the word."""
    status = after.status if after.status in LIVE else Status.OPEN
    given = replace(after, owner=Owner.ASSISTANT, person="", untold=False, failures=0)
    given = replace(given, status=status if after.waiting else Status.AWAITING)
    return settled(before, given, Say(Told.TO_ASSISTANT, before.person))
