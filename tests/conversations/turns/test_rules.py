"""Every event in every state that can be reached, and the stories by which the rules were chosen."""

from collections import deque
from collections.abc import Iterator
from dataclasses import replace
from functools import cache

import pytest

from heartline.conversations.turns import events as ev
from heartline.conversations.turns.effects import (
    AskAssistant,
    Begin,
    CancelDraft,
    Forward,
    Notify,
    Say,
    SendAnswer,
    SetDeadline,
    Told,
    Whom,
)
from heartline.conversations.turns.reasons import Reason
from heartline.conversations.turns.rules import CHECKS, TABLE, Accepted, Refusal, happen
from heartline.conversations.turns.thread import Due, Owner, Status, Turn, begin
from heartline.conversations.turns.words import words
from tests.conversations.turns.holding import PATIENT, check_state, check_step, said

STAFF = ("ana", "ben")


def events(turn: Turn) -> Iterator[ev.Event]:
    """All that can happen now, with what is true of this moment and with what is stale."""
    yield from (each() for each in (*PATIENT, ev.AssistantOffered, ev.MovedDoor))
    for epoch in (turn.epoch, turn.epoch - 1):
        yield from (ev.AssistantAnswers(epoch), ev.AssistantAnswers(epoch, understood=False))
        yield from (ev.AssistantAskedForPerson(epoch), ev.AssistantResolved(epoch))
    number = turn.deadline.number if turn.deadline else 0
    yield from (ev.DeadlinePassed(number), ev.DeadlinePassed(number - 1))
    for who in STAFF:
        by_one = (ev.PersonTook, ev.PersonAnswered, ev.PersonReleased, ev.PersonGaveToAssistant, ev.PersonAway)
        yield from (each(who) for each in (*by_one, ev.PersonSnoozed, ev.PersonResolved, ev.PersonReopened))
        yield from (ev.PersonHandedOver("chief", who), ev.PersonHandedOver(who), ev.PersonAssigned(who))
    yield from (ev.Split(takes, keeps) for takes in (False, True) for keeps in (False, True))
    yield ev.Merged("elsewhere")


def plain(turn: Turn) -> Turn:
    """Without its numbers, which only grow: two threads that differ in them alone will fare alike."""
    deadline = turn.deadline and replace(turn.deadline, number=1, step=min(turn.deadline.step, 2))
    return replace(turn, epoch=1, deadlines=1, deadline=deadline)


@cache
def reachable() -> frozenset[Turn]:
    """All states into which any order of events leads, each step checked."""
    starts = [begin(assistant=True), begin(assistant=False), begin(assistant=True, declined=True)]
    return explored(frozenset(plain(each) for each in [*starts, begin(assistant=True, person="ana")]))


def explored(starts: frozenset[Turn], known: frozenset[Turn] = frozenset()) -> frozenset[Turn]:
    found = set(starts | known)
    to_do = deque(starts - known)
    while to_do:
        turn = to_do.popleft()
        for event in events(turn):
            result = happen(turn, event)
            if isinstance(result, Refusal):
                assert str(result.reason.words)
                continue
            check_step(turn, event, result)
            begun = [effect.turn for effect in result.effects if isinstance(effect, Begin)]
            for each in map(plain, [result.turn, *begun]):
                check_state(each)
                if each not in found:
                    found.add(each)
                    to_do.append(each)
    return frozenset(found)


def test_every_order_of_events_keeps_the_promises() -> None:
    """Not a sample: all states that can be reached with two people, by all events, without end."""
    states = reachable()
    assert len(states) > 300
    assert {turn.status for turn in states} == set(Status)
    assert {turn.owner for turn in states} == set(Owner)


def test_threads_may_be_merged_at_any_moment() -> None:
    """Any two that differ in what matters for merging; and what comes of them keeps the promises, too."""
    differing = {replace(turn, keeper="", failures=0, deadline=None): turn for turn in reachable()}
    others = [turn for turn in differing.values() if turn.person != "ben"]
    joined = set()
    for turn in differing.values():
        for other in others:
            result = happen(turn, ev.Absorbed(other))
            if Status.MERGED in (turn.status, other.status):
                assert result == Refusal(Reason.MERGED)
            else:
                assert isinstance(result, Accepted)
                check_step(turn, ev.Absorbed(other), result)
                joined.add(plain(result.turn))
    explored(frozenset(joined), known=reachable())


def test_every_event_has_an_outcome_in_every_state() -> None:
    kinds = {each for each in vars(ev).values() if isinstance(each, type) and issubclass(each, ev.Event)} - {ev.Event}
    assert kinds == set(TABLE)
    for rows in TABLE.values():
        for owner in Owner:
            for status in Status:
                assert any(
                    (not row.owner or owner in row.owner) and (not row.status or status in row.status) for row in rows
                )


def test_every_row_and_every_reason_is_used() -> None:
    """No branch that nobody takes."""
    used, refused = set(), set()
    for turn in reachable():
        for event in events(turn):
            rows = TABLE[type(event)]
            row = next(
                n
                for n, row in enumerate(rows)
                if (not row.owner or turn.owner in row.owner) and (not row.status or turn.status in row.status)
            )
            used.add((type(event), row))
            if isinstance(result := happen(turn, event), Refusal):
                refused.add((type(event), result.reason))
    assert used == {(kind, n) for kind, rows in TABLE.items() for n in range(len(rows))} - {
        (ev.Absorbed, 0),
        (ev.Absorbed, 1),
    }
    wanted = {(kind, reason) for kind, rows in TABLE.items() for row in rows for reason in row.unless}
    assert wanted - refused == {(ev.Absorbed, Reason.MERGED)}
    assert set(CHECKS) <= set(Reason)


def test_the_assistant_and_the_queue_do_not_play_ball() -> None:
    """With nobody of flesh and blood in it, a thread is handed over twice at most, from wherever it stands."""
    alone = (
        ev.AssistantOffered,
        ev.AssistantAnswers,
        ev.AssistantAskedForPerson,
        ev.AssistantResolved,
        ev.DeadlinePassed,
    )

    @cache
    def most(turn: Turn, left: int) -> int:
        if left == 0:
            return 0
        found = [0]
        for event in events(turn):
            if isinstance(event, alone) and isinstance(result := happen(turn, event), Accepted):
                after = plain(result.turn)
                if after != turn:
                    found.append(most(after, left - 1) + (after.owner != turn.owner))
        return max(found)

    # from a person's hands: to the queue, to the assistant, to the queue
    assert {most(turn, 8) for turn in reachable() if turn.owner != Owner.PERSON} <= {0, 1, 2}
    assert max(most(turn, 8) for turn in reachable()) <= 3


def run(turn: Turn, *happenings: ev.Event) -> Accepted:
    accepted = Accepted(turn)
    for event in happenings:
        result = happen(accepted.turn, event)
        assert isinstance(result, Accepted), (event, result)
        check_step(accepted.turn, event, result)
        accepted = result
    return accepted


def test_an_answer_prepared_before_somebody_took_over_is_not_sent() -> None:
    asked = run(begin(assistant=True), ev.PatientWrote())
    epoch = asked.turn.epoch
    assert AskAssistant(epoch) in asked.effects
    taken = run(asked.turn, ev.PersonTook("ana"))
    assert CancelDraft(epoch) in taken.effects and Say(Told.JOINED, "ana") in taken.effects
    assert happen(taken.turn, ev.AssistantAnswers(epoch)) == Refusal(Reason.NOT_ASSISTANTS)
    # Not even when the person gives it back before the answer comes.
    back = run(taken.turn, ev.PersonGaveToAssistant("ana"))
    assert happen(back.turn, ev.AssistantAnswers(epoch)) == Refusal(Reason.STALE)
    assert SendAnswer(back.turn.epoch) in run(back.turn, ev.AssistantAnswers(back.turn.epoch)).effects


def test_an_answer_is_sent_once_and_answers_the_last_message() -> None:
    first = run(begin(assistant=True), ev.PatientWrote()).turn
    second = run(first, ev.PatientWrote()).turn
    assert happen(second, ev.AssistantAnswers(first.epoch)) == Refusal(Reason.STALE)
    sent = run(second, ev.AssistantAnswers(second.epoch)).turn
    assert isinstance(happen(sent, ev.AssistantAnswers(second.epoch)), Refusal)
    assert happen(sent, ev.AssistantAnswers(sent.epoch)) == Refusal(Reason.NOTHING_TO_ANSWER)


def test_who_writes_again_does_not_push_the_deadline_off() -> None:
    for start in (begin(assistant=True), begin(assistant=False), begin(assistant=True, person="ana")):
        once = run(start, ev.PatientWrote()).turn
        assert run(once, ev.PatientWrote(), ev.PatientWrote()).turn.deadline == once.deadline


def test_after_two_misunderstandings_a_person_is_called_once() -> None:
    turn = run(begin(assistant=True), ev.PatientWrote()).turn
    turn = run(turn, ev.AssistantAnswers(turn.epoch, understood=False), ev.PatientWrote()).turn
    handed = run(turn, ev.AssistantAnswers(turn.epoch, understood=False))
    assert said(handed.effects) == [Told.TO_QUEUE]
    assert not any(isinstance(each, SendAnswer) for each in handed.effects)
    assert handed.turn.deadline and handed.turn.deadline.due == Due.TAKE
    assert happen(handed.turn, ev.AssistantOffered()) == Refusal(Reason.WANTS_PERSON)


def test_understanding_once_begins_to_count_anew() -> None:
    turn = run(begin(assistant=True), ev.PatientWrote()).turn
    for understood in (False, True, False):
        turn = run(turn, ev.AssistantAnswers(turn.epoch, understood), ev.PatientWrote()).turn
    assert turn.owner == Owner.ASSISTANT


def test_a_shift_that_ends_tells_only_those_who_wait() -> None:
    turn = run(begin(assistant=True, person="ana"), ev.PatientWrote(), ev.PersonAnswered("ana")).turn
    quiet = run(turn, ev.PersonAway("ana"))
    assert not said(quiet.effects) and quiet.turn.deadline is None
    later = run(quiet.turn, ev.PatientWrote())
    assert said(later.effects) == [Told.TO_COLLEAGUE] and Notify(Whom.QUEUE, "ana") in later.effects
    waiting = run(turn, ev.PatientWrote(), ev.PersonAway("ana"))
    assert said(waiting.effects) == [Told.TO_COLLEAGUE] and waiting.turn.deadline


def test_what_is_assigned_keeps_its_promise_and_moves_nothing_that_is_somebodys() -> None:
    waits = happen(begin(assistant=False), ev.PatientWrote())
    assert isinstance(waits, Accepted)
    given = happen(waits.turn, ev.PersonAssigned("ana"))
    assert isinstance(given, Accepted) and given.turn.person == given.turn.keeper == "ana"
    assert said(given.effects) == []
    assert [each.no_later for each in given.effects if isinstance(each, SetDeadline)] == [True]
    assert Notify(Whom.PERSON, "ana") in given.effects
    assert happen(given.turn, ev.PersonAssigned("ben")) == Refusal(Reason.NOT_IN_QUEUE)


def test_a_person_who_took_it_and_does_nothing_loses_it() -> None:
    turn = run(begin(assistant=True), ev.PatientWrote(), ev.PersonTook("ana")).turn
    assert turn.deadline
    lost = run(turn, ev.DeadlinePassed(turn.deadline.number))
    assert lost.turn.owner == Owner.NOBODY and said(lost.effects) == [Told.TO_COLLEAGUE]
    assert happen(lost.turn, ev.DeadlinePassed(turn.deadline.number)) == Refusal(Reason.STALE_DEADLINE)


def test_in_the_queue_it_is_called_higher_each_time_and_the_patient_is_told_once() -> None:
    turn = run(begin(assistant=False), ev.PatientWrote()).turn
    told = []
    for _ in range(4):
        assert turn.deadline
        late = run(turn, ev.DeadlinePassed(turn.deadline.number))
        told += said(late.effects)
        assert Notify(Whom.SUPERVISOR) in late.effects
        turn = late.turn
    assert told == [Told.STILL_WAITING]


def test_reopened_by_the_patient_it_goes_to_who_had_it() -> None:
    turn = run(begin(assistant=True), ev.PatientWrote(), ev.PersonTook("ana"), ev.PersonResolved("ana")).turn
    again = run(turn, ev.PatientWrote())
    assert again.turn.person == "ana" and again.turn.status == Status.REOPENED and not said(again.effects)
    gone = run(turn, ev.PersonAway("ana"), ev.PatientWrote())
    assert gone.turn.owner == Owner.NOBODY and said(gone.effects) == [Told.IN_LINE]
    assert Notify(Whom.QUEUE, "ana") in gone.effects


def test_who_declined_the_assistant_gets_it_only_by_asking() -> None:
    turn = run(begin(assistant=True), ev.PatientWrote(), ev.PatientDeclinedAssistant()).turn
    assert turn.owner == Owner.NOBODY and turn.deadline
    turn = run(turn, ev.PersonTook("ana"), ev.PersonAnswered("ana")).turn
    assert happen(turn, ev.PersonGaveToAssistant("ana")) == Refusal(Reason.DECLINED)
    turn = run(turn, ev.PersonReleased("ana")).turn
    assert happen(turn, ev.AssistantOffered()) == Refusal(Reason.DECLINED)
    assert run(turn, ev.PatientAllowedAssistant()).turn.owner == Owner.ASSISTANT


def test_an_emergency_is_with_a_person_whatever_was_before() -> None:
    asked = run(begin(assistant=True), ev.PatientWrote()).turn
    seen = run(asked, ev.EmergencySeen())
    assert Notify(Whom.ON_CALL, "") in seen.effects and seen.turn.deadline and seen.turn.deadline.urgent
    assert happen(seen.turn, ev.PersonResolved("ana")) == Refusal(Reason.EMERGENCY)
    late = run(seen.turn, ev.DeadlinePassed(seen.turn.deadline.number))
    assert Notify(Whom.ON_CALL) in late.effects
    held = run(late.turn, ev.PersonTook("ana"))
    assert held.turn.deadline and held.turn.deadline.urgent
    assert not run(held.turn, ev.PersonResolved("ana")).turn.emergency


def test_another_door_needs_another_draft() -> None:
    asked = run(begin(assistant=True), ev.PatientWrote()).turn
    moved = run(asked, ev.MovedDoor())
    assert {CancelDraft(asked.epoch), AskAssistant(moved.turn.epoch)} <= set(moved.effects)
    assert moved.turn.deadline == asked.deadline
    assert happen(moved.turn, ev.AssistantAnswers(asked.epoch)) == Refusal(Reason.STALE)


def test_merged_threads_owe_together_what_each_owed() -> None:
    chat = run(begin(assistant=True), ev.PatientWrote()).turn
    call = run(begin(assistant=True), ev.PatientWrote(), ev.PersonTook("ana")).turn
    gone = run(chat, ev.Merged("call"))
    assert CancelDraft(chat.epoch) in gone.effects
    assert run(gone.turn, ev.PatientWrote()).effects == (Forward("call"),)
    kept = run(call, ev.Absorbed(chat))
    assert kept.turn.person == "ana" and said(kept.effects) == [Told.JOINED]
    turned = run(chat, ev.Absorbed(call))
    assert turned.turn.person == "ana" and turned.turn.epoch > max(chat.epoch, call.epoch)
    deadlines = [each for each in turned.effects if isinstance(each, SetDeadline)]
    assert len(deadlines) == 1 and deadlines[0].no_later


def test_what_is_split_off_is_owed_in_one_of_the_two() -> None:
    turn = run(begin(assistant=False), ev.PatientWrote()).turn
    assert happen(turn, ev.Split(takes_waiting=False, keeps_waiting=False)) == Refusal(Reason.LEFT_BEHIND)
    parted = run(turn, ev.Split(takes_waiting=True, keeps_waiting=False))
    begun = next(each for each in parted.effects if isinstance(each, Begin))
    assert begun.turn.waiting and begun.turn.deadline and not parted.turn.waiting and not parted.turn.deadline
    assert [type(each) for each in begun.effects] == [SetDeadline]


@pytest.mark.parametrize("told", Told)
def test_what_the_patient_is_told_fits_into_one_text_message(told: Told) -> None:
    said_ = words(told, who="Maria Fernanda", by="10:30 a.m.")
    assert 0 < len(said_) <= 160 and said_.isascii()
    assert words(told) and "%" not in words(told)
