"""Threads that become one, and one that becomes two: what is owed is owed by exactly one of them afterwards."""

from dataclasses import replace

from heartline.conversations.turns.effects import Begin, Effect, Notify, Say, Told, Whom
from heartline.conversations.turns.events import Absorbed, Merged, Split
from heartline.conversations.turns.settling import Accepted, call_queue, following, now, same_hands, settled
from heartline.conversations.turns.thread import LIVE, Owner, Status, Turn


def merge(turn: Turn, event: Merged) -> Accepted:
    """What it owed, the other thread owes now."""
    after = following(turn, status=Status.MERGED, waiting=False, owner=Owner.NOBODY, person="", untold=False)
    return settled(turn, replace(after, merged_into=event.into))


def absorb(turn: Turn, event: Absorbed) -> Accepted:
    """One thread out of two: a person has the stronger claim, then the queue, then the assistant; ours before theirs."""
    other = event.other
    waiting = turn.waiting or other.waiting
    joined = following(
        turn,
        epoch=max(turn.epoch, other.epoch) + 1,
        deadlines=max(turn.deadlines, other.deadlines),
        status=_status_of_both(turn, other),
        waiting=waiting,
        failures=max(turn.failures, other.failures),
        declined=turn.declined or other.declined,
        wants_person=turn.wants_person or other.wants_person,
        emergency=turn.emergency or other.emergency,
        untold=turn.untold or other.untold,
        keeper=turn.keeper or other.keeper,
    )
    after, effects = _told_of_merging(_with_stronger_claim(joined, turn, other), turn, other)
    return settled(turn, after, *effects, fresh=True, no_later=True)


def split(turn: Turn, event: Split) -> Accepted:
    """Both go on with the same owner. What is unanswered, and an emergency in it, goes with its messages."""
    takes, keeps = turn.waiting and event.takes_waiting, turn.waiting and event.keeps_waiting
    rest = Status.RESOLVED if turn.status == Status.RESOLVED else Status.AWAITING
    new = replace(
        turn,
        status=Status.OPEN if takes else rest,
        waiting=takes,
        emergency=turn.emergency and takes,
        deadline=None,
        epoch=turn.epoch + 1,
    )
    begun = settled(replace(new, status=rest, waiting=False), new, no_later=True)
    status = rest if turn.waiting and not keeps and turn.status in LIVE else turn.status
    emergency = turn.emergency and (keeps or not takes)
    return settled(
        turn, following(turn, status=status, waiting=keeps, emergency=emergency), Begin(begun.turn, begun.effects)
    )


def _status_of_both(turn: Turn, other: Turn) -> Status:
    found = {turn.status, other.status}
    if found & LIVE:
        return Status.REOPENED if turn.status in (Status.RESOLVED, Status.REOPENED) else Status.OPEN
    return next(each for each in (Status.SNOOZED, Status.AWAITING, Status.RESOLVED) if each in found)


def _with_stronger_claim(joined: Turn, turn: Turn, other: Turn) -> Turn:
    """A resolved thread claims nothing, unless it is ours: who reopens must not lose its owner."""
    theirs = other if other.status != Status.RESOLVED else replace(other, owner=turn.owner, person=turn.person)
    for each in (turn, theirs):
        if each.owner == Owner.PERSON:
            return replace(joined, owner=Owner.PERSON, person=each.person, keeper=each.person)
    wants = joined.declined or joined.wants_person or joined.emergency
    if Owner.NOBODY in (turn.owner, theirs.owner) or wants:
        return replace(joined, owner=Owner.NOBODY, person="")
    return joined


def _told_of_merging(after: Turn, turn: Turn, other: Turn) -> tuple[Turn, list[Effect]]:
    """One message if the patient was with somebody else in either thread; whoever lost a thread is told, too."""
    before = [each for each in (turn, other) if each is turn or each.status != Status.RESOLVED]
    left = [each for each in before if each.owner != Owner.NOBODY and not same_hands(each, after)]
    effects: list[Effect] = [Notify(Whom.PERSON, each.person) for each in left if each.person]
    to_person = after.owner == Owner.PERSON
    if to_person:
        effects.append(Notify(Whom.PERSON, after.person))
    if not (left or after.untold):
        return after, effects
    if not (to_person or after.waiting):  # told with the patient's next words
        return replace(after, untold=after.status != Status.RESOLVED), effects
    after = replace(after, untold=False, status=after.status if after.status in LIVE else now(turn).status)
    if to_person:
        return after, [Say(Told.JOINED, after.person), *effects]
    told = Told.TO_COLLEAGUE if any(each.owner == Owner.PERSON for each in left) else Told.TO_QUEUE
    return after, [Say(told), call_queue(after), *effects]
