"""Staff answer, take, hand over; nothing waits without a deadline, and nobody speaks over anybody."""

from datetime import timedelta

import pytest

from heartline.conversations.models import Conversation, Message, Note
from heartline.conversations.threads import actions, alarms
from heartline.kernel import clock
from heartline.kernel.errors import Refused
from heartline.kernel.models import Event
from tests.conversations.scene import Carrier, a_patient_with_phone, answers, in_portal, work
from tests.people.people import at_work

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked(carrier: Carrier) -> Conversation:
    conversation = in_portal(a_patient_with_phone(), "I feel dizzy since Monday.")
    work()
    conversation.refresh_from_db()
    return conversation


def test_who_answers_what_nobody_has_takes_it(asked: Conversation) -> None:
    nora = at_work()
    answers(asked, nora, "Since when exactly?")
    asked.refresh_from_db()
    assert (asked.person, asked.owner, asked.status, asked.waiting) == (nora, "person", "awaiting", False)
    assert asked.due == "" and asked.answered_at is not None
    assert Event.objects.filter(kind="message.answered", patient_id=asked.patient_id).count() == 1


def test_a_double_click_answers_once(asked: Conversation) -> None:
    nora = at_work()
    one = answers(asked, nora, "Yes.", key="k1")
    assert answers(asked, nora, "Yes.", key="k1") == one


def test_of_two_who_answer_at_once_the_second_is_told(asked: Conversation) -> None:
    seen = asked.epoch
    answers(asked, at_work(), "Drink some water.", seen=seen)
    with pytest.raises(Refused, match="Somebody wrote here"):
        answers(asked, at_work(name="Li"), "Call an ambulance.", seen=seen)
    assert Message.objects.filter(author="person").count() == 1


def test_the_patients_own_new_words_do_not_hinder_the_answer(asked: Conversation) -> None:
    nora = at_work()
    actions.take(asked.pk, nora)
    asked.refresh_from_db()
    account = asked.account
    assert account
    actions.write(asked, account, "And I am thirsty.", key="")
    work()
    answers(asked, nora, "Drink some water.", seen=asked.epoch)


def test_a_resolved_conversation_opens_again_with_whom_knew_it(asked: Conversation) -> None:
    nora = at_work()
    answers(asked, nora, "Rest, and drink.")
    actions.resolve(asked.pk, nora)
    account = asked.account
    assert account
    actions.write(asked, account, "It is worse.", key="")
    work()
    asked.refresh_from_db()
    assert (asked.status, asked.person, asked.waiting, asked.resolved_at) == ("reopened", nora, True, None)


def test_a_missed_deadline_is_told_and_another_one_set(asked: Conversation) -> None:
    before = Message.objects.filter(author="system").count()
    assert asked.due_at
    with clock.set(asked.due_at + timedelta(minutes=1)):
        assert alarms.ring() == 1
        assert alarms.ring() == 0
    asked.refresh_from_db()
    assert asked.due_step > 0 and asked.due
    assert Message.objects.filter(author="system").count() == before + 1


def test_what_is_laid_aside_comes_back(asked: Conversation) -> None:
    nora, until = at_work(), clock.now() + timedelta(days=1)
    actions.take(asked.pk, nora)
    actions.snooze(asked.pk, nora, until)
    asked.refresh_from_db()
    assert (asked.status, asked.due, asked.due_at) == ("snoozed", "wake", until)
    with clock.set(until + timedelta(seconds=1)):
        alarms.ring()
    asked.refresh_from_db()
    assert asked.status == "open" and asked.person == nora


def test_nothing_is_laid_aside_for_ever(asked: Conversation) -> None:
    with pytest.raises(Refused, match="too far"):
        actions.snooze(asked.pk, at_work(), clock.now() + timedelta(days=3000))


def test_it_is_handed_to_a_colleague_who_may_not_be_spoken_over(asked: Conversation) -> None:
    nora, li = at_work(), at_work(name="Li")
    actions.take(asked.pk, nora)
    actions.hand_over(asked.pk, nora, li)
    asked.refresh_from_db()
    assert asked.person == li
    with pytest.raises(Refused):
        actions.release(asked.pk, nora)


def test_an_emergency_is_answered_at_once_and_due_in_minutes(asked: Conversation) -> None:
    actions.see_emergency(asked.pk)
    asked.refresh_from_db()
    assert asked.emergency and asked.due_urgent
    assert asked.due_at and asked.due_at <= clock.now() + timedelta(minutes=5)
    assert "call 911 now" in Message.objects.filter(author="system").latest("at").text


def test_a_note_is_not_a_message(asked: Conversation) -> None:
    actions.note(asked, at_work(), "She sounded confused.")
    assert Note.objects.get().text == "She sounded confused."
    assert "confused" not in " ".join(Message.objects.values_list("text", flat=True))


def test_nothing_is_sent_that_says_nothing(asked: Conversation) -> None:
    with pytest.raises(Refused, match="no text"):
        answers(asked, at_work(), " \n ")
