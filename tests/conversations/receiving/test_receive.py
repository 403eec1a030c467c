"""A text message comes in: kept once, with who wrote it, in the conversation it belongs to."""

import pytest

from heartline.channels.traffic.messages import Door, Inbound, Media
from heartline.conversations.models import ConsentEntry, Conversation, Message
from heartline.conversations.receiving.actions import receive
from heartline.conversations.threads import actions
from heartline.kernel import actor
from heartline.kernel.db.confine import as_staff
from heartline.people.models import ContactPoint
from tests.conversations.scene import OURS, PHONE, Carrier, a_patient_with_phone, answers, work, writes
from tests.factories import a_patient
from tests.people.people import at_work

pytestmark = pytest.mark.django_db


def test_the_same_message_twice_is_one(carrier: Carrier) -> None:
    assert writes("Hello", provider_id="SM1") is not None
    assert writes("Hello", provider_id="SM1") is None
    assert Message.objects.filter(direction="in").count() == 1


def test_a_known_number_is_its_patient_and_a_person_is_awaited(carrier: Carrier) -> None:
    patient = a_patient_with_phone()
    writes("Can I come on Monday?")
    work()
    conversation = Conversation.objects.get()
    assert (conversation.patient, conversation.owner, conversation.status) == (patient, "nobody", "open")
    assert conversation.waiting and conversation.due == "take" and conversation.due_at is not None
    [said] = carrier.texts
    assert said.startswith("Thank you, we have your message.")


def test_what_follows_from_a_message_follows_once(carrier: Carrier) -> None:
    writes("Hello")
    writes("Are you there?")
    work()
    assert len(carrier.got) == 1
    assert Conversation.objects.count() == 1


def test_a_number_that_two_answer_is_nobodys_until_they_say_who_they_are(carrier: Carrier) -> None:
    a_patient_with_phone()
    other = a_patient()
    ContactPoint.objects.create(patient=other, system="sms", value=PHONE)
    message = writes("Hello")
    assert message and message.patient is None and message.author == "unknown"


def test_when_they_have_shown_who_they_are_everything_said_goes_with_them(carrier: Carrier) -> None:
    patient = a_patient()
    message = writes("It is me, Ana")
    assert message
    work()
    actions.belongs_to(message.conversation_id, patient)
    assert {each.patient for each in Message.objects.all()} == {patient}


def test_stop_is_kept_in_their_words_and_confirmed_once(carrier: Carrier) -> None:
    a_patient_with_phone()
    writes("Stop.")
    work()
    entry = ConsentEntry.objects.get()
    assert (entry.given, entry.number, entry.words, entry.topic) == (False, PHONE, "Stop.", "")
    [said] = carrier.texts
    assert "you will get no more texts" in said
    writes("STOP")
    work()
    assert len(carrier.got) == 1
    assert not Conversation.objects.get().waiting


def test_stop_inside_a_sentence_stops_nothing(carrier: Carrier) -> None:
    a_patient_with_phone()
    writes("Should I stop my tablets?")
    work()
    assert not ConsentEntry.objects.exists()
    assert Conversation.objects.get().waiting


def test_nobody_who_opted_out_is_answered_there(carrier: Carrier) -> None:
    patient = a_patient_with_phone()
    message = writes("Hello")
    assert message
    work()
    writes("STOP")
    work()
    before = len(carrier.got)
    sent = answers(Conversation.objects.get(), at_work(), "Monday at nine?", sensitivity="time")
    work(later=True)
    assert len(carrier.got) == before
    delivery = sent.deliveries.get(door="sms")
    assert (delivery.state, delivery.why) == ("refused", "taken_back_all")
    assert Conversation.objects.get().undelivered
    assert patient.consents.count() == 0  # it was the number that said so


def test_start_lets_them_be_written_to_again(carrier: Carrier) -> None:
    a_patient_with_phone()
    writes("STOP")
    work()
    writes("START")
    writes("Are you open tomorrow?")
    work()
    answers(Conversation.objects.get(), at_work(), "Yes, from nine.", sensitivity="nothing")
    work()
    assert carrier.texts[-1] == "Yes, from nine."


def test_what_one_says_from_a_shared_number_does_not_come_into_the_others_record(carrier: Carrier) -> None:
    ana = a_patient_with_phone()
    writes("Hello from Ana")
    bo = a_patient()
    ContactPoint.objects.create(patient=bo, system="sms", value=PHONE)
    message = writes("And this is Bo")
    assert message and message.patient is None and message.author == "unknown"
    assert [each.text for each in Message.objects.filter(patient=ana, direction="in")] == ["Hello from Ana"]


def test_what_staff_have_said_to_be_theirs_goes_on(carrier: Carrier) -> None:
    patient = a_patient()
    first = writes("It is me, Ana")
    assert first
    actions.belongs_to(first.conversation_id, patient)
    again = writes("Are you there?")
    assert again and again.conversation_id == first.conversation_id and again.author == "patient"


def test_stop_is_confirmed_where_it_came_from_wherever_else_they_talk(carrier: Carrier) -> None:
    patient = a_patient_with_phone()
    writes("Hello")
    work()
    conversation = Conversation.objects.get()
    account = patient.account
    assert account
    actions.write(conversation, account, "I write here now.", key="")
    work()
    assert Conversation.objects.get().door == "portal"
    carrier.got.clear()
    writes("STOP")
    work()
    [out] = carrier.got
    assert (out.door, out.to) == ("sms", PHONE) and "no more texts" in out.text


def test_a_picture_is_not_lost(carrier: Carrier) -> None:
    a_patient_with_phone()
    with actor.acting(actor.SYSTEM), as_staff():
        media = (Media("https://example.org/1", "image/jpeg"),)
        message = receive(
            Inbound("carrier", "MM1", Door.SMS, PHONE, OURS, media=media, raw={"MediaUrl0": media[0].url})
        )
    assert message and message.attachments.get().kind == "image/jpeg"
    assert b"https://example.org/1" in bytes(message.original.content)
