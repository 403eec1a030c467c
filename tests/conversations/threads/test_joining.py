"""Two conversations become one, and one two: everything said stays, and exactly one of them owes what is owed."""

import pytest

from heartline.conversations.models import Conversation, Message
from heartline.conversations.threads import actions
from heartline.conversations.threads.joining import merge, split
from heartline.kernel.errors import Refused
from heartline.kernel.models import Event
from heartline.people.linking.actions import link
from tests.conversations.scene import Carrier, a_patient_with_phone, answers, in_portal, work, writes
from tests.factories import a_patient, an_account
from tests.people.people import at_work

pytestmark = pytest.mark.django_db


def owed() -> set[Conversation]:
    return set(Conversation.objects.exclude(due=""))


def test_what_was_owed_in_the_one_is_owed_in_the_other(carrier: Carrier) -> None:
    patient = a_patient_with_phone()
    text = writes("Is my result there?")
    assert text
    into = in_portal(patient, "I feel dizzy.")
    work()
    answers(into, at_work(), "Since when?")
    one = Conversation.objects.get(pk=text.conversation_id)
    merge(one.pk, into.pk)
    one.refresh_from_db()
    into.refresh_from_db()
    assert (one.status, one.merged_into, one.messages.count()) == ("merged", into, 0)
    assert into.waiting and owed() == {into}
    said = [each.text for each in into.messages.filter(author__in=["patient", "person"])]
    assert sorted(said) == ["I feel dizzy.", "Is my result there?", "Since when?"]


def test_who_writes_to_the_old_one_writes_in_the_new_one(carrier: Carrier) -> None:
    patient = a_patient_with_phone()
    text = writes("Hello")
    assert text
    into = in_portal(patient, "I feel dizzy.")
    work()
    merge(text.conversation_id, into.pk)
    writes("Are you there?")
    work()
    assert Message.objects.get(text="Are you there?").conversation in (into, Conversation.objects.latest("created_at"))
    assert owed() <= set(Conversation.objects.exclude(status="merged"))


def test_strangers_are_not_joined(carrier: Carrier) -> None:
    one = in_portal(a_patient_with_phone(), "Mine")
    other = in_portal(a_patient(account=an_account()), "Theirs")
    with pytest.raises(Refused, match="same person"):
        merge(one.pk, other.pk)
    assert set(Message.objects.filter(direction="in").values_list("conversation", flat=True)) == {one.pk, other.pk}


def test_a_question_of_its_own_becomes_a_conversation_of_its_own(carrier: Carrier) -> None:
    patient = a_patient_with_phone()
    one = in_portal(patient, "I feel dizzy.")
    account = patient.account
    assert account
    bill = actions.write(one, account, "And what is this bill?", key="")
    work()
    new = split(one.pk, [bill.pk], subject="A bill")
    one.refresh_from_db()
    new.refresh_from_db()
    assert (new.subject, new.waiting, one.waiting) == ("A bill", True, True)
    assert owed() == {one, new}
    assert [each.text for each in new.messages.filter(direction="in")] == ["And what is this bill?"]
    assert one.excerpt != "And what is this bill?"


def test_what_is_answered_owes_nothing_when_it_is_parted(carrier: Carrier) -> None:
    patient = a_patient_with_phone()
    one = in_portal(patient, "I feel dizzy.")
    work()
    first = one.messages.get(direction="in")
    answers(one, at_work(), "Since when?")
    account = patient.account
    assert account
    actions.write(one, account, "Since Monday.", key="")
    work()
    new = split(one.pk, [first.pk])
    assert owed() == {Conversation.objects.get(pk=one.pk)}
    assert not Conversation.objects.get(pk=new.pk).waiting


@pytest.mark.parametrize("all_of_them", [True, False])
def test_none_or_all_is_not_two(carrier: Carrier, all_of_them: bool) -> None:
    one = in_portal(a_patient_with_phone(), "I feel dizzy.")
    work()
    chosen = list(one.messages.values_list("pk", flat=True)) if all_of_them else []
    with pytest.raises(Refused, match="Nothing was parted"):
        split(one.pk, chosen)


def test_of_two_records_that_are_linked_each_says_that_they_were_joined() -> None:
    one, other = a_patient(account=an_account()), a_patient(account=an_account())
    first, second = in_portal(one, "I feel dizzy."), in_portal(other, "It is worse.")
    link(one.pk, other.pk)
    merge(first.pk, second.pk)
    told = Event.objects.filter(kind="conversation.merged", subject_id=second.pk)
    assert {each.patient_id for each in told} == {one.pk, other.pk}
