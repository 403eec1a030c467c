"""Whole calls by Twilio's webhooks: the menu, the line, a call back, a message; told twice, told late, told by nobody."""

from datetime import timedelta

import pytest

from heartline.conversations.calls import callbacks
from heartline.conversations.calls.models import Callback
from heartline.conversations.calls.words import LANGUAGES
from heartline.conversations.models import Attachment, Conversation, Message, PhoneCall
from heartline.kernel import clock
from heartline.kernel.db.confine import as_staff
from heartline.kernel.errors import Refused
from heartline.kernel.models import Event
from heartline.people.models import ContactPoint
from tests.channels.twilio import forms
from tests.conversations.scene import PHONE, Carrier, a_patient_with_phone, work, writes
from tests.doors.voice.phoning import Phone, call_at
from tests.people.people import at_work, known

pytestmark = pytest.mark.django_db


def in_line(phone: Phone | None = None) -> Phone:
    return (phone or Phone()).rings().presses("1").presses("1")


@pytest.mark.parametrize(("key", "language"), [(str(n), each) for n, each in enumerate(LANGUAGES, start=1)])
def test_a_call_in_each_language_from_the_greeting_to_the_promise_of_a_call_back(
    key: str, language: str, carrier: Carrier
) -> None:
    phone = Phone().rings()
    assert len(phone.voices) == 5 and phone.words.startswith("If this is an emergency, please hang up and call 9 1 1.")
    phone.presses(key)
    assert phone.speaks(language) and "9 1 1" in phone.words and "Hill Clinic" in phone.words
    assert phone.words.index("9 1 1") < phone.words.index("Hill Clinic")
    phone.presses("1")
    assert phone.speaks(language) and phone.verbs[-1] == "Enqueue"
    phone.waits(position=3)
    assert phone.speaks(language) and phone.verbs == ["Gather", "Pause", "Redirect"]
    phone.presses("1")
    assert phone.verbs == ["Leave"]
    phone.leaves("leave")
    assert phone.speaks(language) and "0 1 4 2" in phone.words
    phone.presses("1")
    assert phone.speaks(language) and phone.verbs[-1] == "Hangup"
    phone.hangs_up()
    work()
    wish, call = Callback.objects.get(), phone.kept
    assert (wish.number, call.language, call.left_how, call.state) == (PHONE, language, "callback", "over")
    conversation = Conversation.objects.get()
    assert (conversation.door, conversation.topic, conversation.language) == ("voice", "visit", language)
    assert conversation.waiting and conversation.due_at == wish.due_at == wish.asked_at + timedelta(minutes=30)
    assert carrier.got == []


def test_a_message_is_kept_with_its_sound_and_its_words(carrier: Carrier) -> None:
    patient = a_patient_with_phone()
    phone = Phone().rings()
    assert phone.speaks("en") and "For English" not in phone.words  # theirs is known
    phone.says("I need a refill please").waits().presses("2").leaves("leave")
    assert phone.verbs == ["Say", "Say", "Record", "Redirect"]
    phone.records()
    assert "We have your message" in phone.words
    kept = {"RecordingSid": forms.RECORDING, "RecordingUrl": phone.kept.recording_url, "RecordingDuration": "12"}
    phone.tell("/hooks/twilio/calls/recording", RecordingStatus="completed", **kept)
    spoken = {"RecordingSid": forms.RECORDING, "TranscriptionStatus": "completed"}
    phone.tell("/hooks/twilio/calls/transcript", TranscriptionText="This is Ana, I need my pills.", **spoken).hangs_up()
    work()
    call, message = phone.kept, Message.objects.get(direction="in")
    assert (call.transcript, call.recording_length) == ("This is Ana, I need my pills.", timedelta(seconds=12))
    assert (message.text, message.patient, message.author) == (
        "Phone call about a result or a medicine. Left a message by voice.", patient, "patient",
    )  # fmt: skip
    assert Attachment.objects.get().url.endswith(f"{forms.RECORDING}.mp3")
    assert Conversation.objects.get().waiting and call.left_how == "voicemail"


def test_what_is_told_late_and_in_another_order_is_kept_all_the_same(carrier: Carrier) -> None:
    phone = in_line().waits().presses("2").leaves("leave")
    phone.hangs_up()  # before the news of what was recorded
    work()
    assert not Conversation.objects.get().waiting
    spoken = {"RecordingSid": forms.RECORDING, "TranscriptionStatus": "completed", "TranscriptionText": "Call me."}
    phone.tell("/hooks/twilio/calls/transcript", **spoken)
    kept = {"RecordingSid": forms.RECORDING, "RecordingUrl": "https://api.twilio.com/x", "RecordingDuration": "4"}
    phone.tell("/hooks/twilio/calls/recording", **kept).tell("/hooks/twilio/calls/recording", **kept)
    work()
    assert Conversation.objects.get().waiting
    assert (phone.kept.transcript, phone.kept.recording_length) == ("Call me.", timedelta(seconds=4))
    assert Message.objects.filter(direction="in").count() == Attachment.objects.count() == 1


def test_each_step_told_three_times_says_the_same_and_changes_nothing(carrier: Carrier) -> None:
    phone, said = Phone(), []
    steps = [
        ("answer", {"CallStatus": "ringing"}), ("language", {"Digits": "1"}), ("choice?n=0", {"Digits": "8"}),
        ("choice?n=1", {"Digits": "3"}), ("key", {"Digits": "1"}), ("left", {"QueueResult": "leave"}),
        ("number?n=0", {"Digits": "123"}), ("number?n=1", {"Digits": "2125550199"}), ("status", {"CallStatus": "completed"}),
    ]  # fmt: skip
    for name, fields in steps:
        words = {phone.tell(f"/hooks/twilio/calls/{name}", **fields).words for _ in range(3)}
        assert len(words) == 1
        said.append(words.pop())
    assert "that key is not on the list" in said[2] and "could not read this number" in said[6]
    work()
    assert PhoneCall.objects.count() == Callback.objects.count() == Conversation.objects.count() == 1
    assert Callback.objects.get().number == "+12125550199"
    kinds = list(Event.objects.exclude(kind__startswith="message").order_by("pk").values_list("kind", flat=True))
    assert kinds == ["call.rang", "call.chose", "call.waits", "callback.asked", "call.ended"]
    again = phone.tell("/hooks/twilio/calls/choice?n=1", Digits="1")
    assert again.verbs[-1] == "Enqueue" and phone.kept.topic == "bill"


def test_a_webhook_that_comes_too_late_is_told_what_was_said_last(carrier: Carrier) -> None:
    phone = in_line()
    phone.tell("/hooks/twilio/calls/choice?n=5", Digits="3")
    assert phone.verbs[-1] == "Enqueue" and phone.kept.topic == "visit"


def test_who_presses_the_key_and_hangs_up_keeps_their_place(carrier: Carrier) -> None:
    in_line().waits().presses("1").hangs_up()
    assert Callback.objects.get().number == PHONE


def test_who_hangs_up_in_line_has_given_up_and_leaves_an_entry_that_nobody_has_to_answer(carrier: Carrier) -> None:
    phone = in_line().waits().leaves("hangup")
    phone.hangs_up()
    work()
    assert (phone.kept.left_how, phone.kept.state) == ("hung_up", "over")
    assert Message.objects.get().text == "Phone call about a visit." and not Conversation.objects.get().waiting


def test_who_hangs_up_before_choosing_leaves_nothing_in_a_conversation(carrier: Carrier) -> None:
    Phone().rings().hangs_up()
    assert Conversation.objects.count() == 0 and PhoneCall.objects.get().ended_at


def test_who_is_answered_is_in_the_hands_of_who_answered(carrier: Carrier) -> None:
    member = at_work()
    phone = in_line().waits()
    phone.tell(f"/hooks/twilio/calls/connecting?member={member.pk}")
    assert Conversation.objects.get().person == member
    assert (phone.kept.state, phone.kept.answered_by) == ("talking", member)
    phone.leaves("bridged", seconds=40)
    assert (phone.kept.state, phone.kept.left_how) == ("over", "answered")
    assert Message.objects.count() == 1


def test_a_line_that_is_full_takes_a_message(carrier: Carrier) -> None:
    phone = in_line().leaves("queue-full")
    assert "Record" in phone.verbs and phone.kept.left_how == "failed"


def test_a_family_number_says_nothing_personal_and_goes_into_nobodys_record(carrier: Carrier) -> None:
    a_patient_with_phone()
    ContactPoint.objects.create(patient=known("Leo Ruiz"), system="sms", value=PHONE)
    phone = Phone().rings()
    heard = [phone.words, phone.presses("1").words, phone.presses("1").words, phone.waits().words]
    assert not any("Ana" in words or "Leo" in words or "Ruiz" in words for words in heard)
    phone.presses("1").leaves("leave").presses("1").hangs_up()
    work()
    message = Message.objects.get(direction="in")
    assert (message.patient, message.author, Conversation.objects.get().patient) == (None, "unknown", None)


def test_a_call_goes_on_in_the_conversation_that_was_begun_by_text_message(carrier: Carrier) -> None:
    patient = a_patient_with_phone()
    texted = writes("Can I come at nine?")
    assert texted
    Phone().rings().presses("1").waits().presses("1").leaves("leave").presses("1").hangs_up()
    work()
    assert Conversation.objects.get().patient == patient
    assert [each.door for each in Message.objects.filter(direction="in").order_by("at")] == ["sms", "voice"]
    assert Conversation.objects.get().door == "sms"  # what we write goes on where it can be read


def test_a_withheld_number_is_asked_for_one(carrier: Carrier) -> None:
    phone = in_line(Phone(caller="anonymous")).waits().presses("1").leaves("leave")
    assert "Please enter your phone number" in phone.words
    phone.presses("2125550177")
    assert Callback.objects.get().number == "+12125550177"


def test_what_is_forged_or_malformed_or_about_no_call_of_ours() -> None:
    path = "/hooks/twilio/calls/"
    assert call_at(path + "answer", forms.call(), token="another").status_code == 403
    assert call_at(path + "answer", forms.call(CallSid="x")).status_code == 400
    assert call_at(path + "choice", forms.call(Digits="1")).status_code == 400
    assert call_at(path + "nowhere", forms.call()).status_code == 404
    assert PhoneCall.objects.count() == 0


def test_a_mailbox_that_answers_a_phone_of_ours_gets_nobody_and_a_person_who_presses_a_key_does() -> None:
    phone = Phone(sid="CA" + "9" * 32).tell(f"/hooks/twilio/calls/agent?member={at_work().pk}&line=general")
    gather = phone.last.find("Gather")
    assert gather is not None and phone.last.find("Dial") is None and phone.last[-1].tag == "Hangup"
    queue = phone.presses("5").last.find("Dial/Queue")
    assert queue is not None and queue.text == "general"


def test_a_call_back_is_tried_and_done_and_the_clock_stops(carrier: Carrier) -> None:
    member = at_work()
    phone = in_line().waits().presses("1").leaves("leave").presses("1").hangs_up()
    work()
    later = clock.now() + timedelta(minutes=10)
    with clock.set(later), as_staff():
        wish = callbacks.not_reached(phone.kept.pk, member)
    assert (wish.attempts, wish.first_try_at, wish.due_at) == (1, later, later + timedelta(minutes=30))
    assert Conversation.objects.get().due_at == wish.due_at
    with as_staff():
        assert callbacks.done(wish.pk, member).done_by == member
    conversation = Conversation.objects.get()
    assert (conversation.waiting, conversation.person, conversation.status) == (False, member, "awaiting")
    with as_staff(), pytest.raises(Refused):
        callbacks.done(wish.pk, member)
