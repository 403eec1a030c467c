"""E-mail comes in: people's words wake somebody, machines' do not, and what came back is news."""

from email.message import EmailMessage
from uuid import uuid4

import pytest

from heartline.channels.email.house import ours
from heartline.channels.email.marks import message_id, reply_address
from heartline.conversations.models import Conversation, Delivery, Message, Original
from heartline.conversations.receiving.letters import Became, Taken, take_in
from heartline.kernel import actor
from heartline.kernel.db.confine import as_staff
from heartline.people.models import ContactPoint
from tests.conversations.scene import Carrier, a_patient_with_phone, answers, in_portal, work
from tests.people.people import at_work

pytestmark = pytest.mark.django_db
ANA = "ana@example.org"


def letter(text: str, **fields: str) -> bytes:
    message = EmailMessage()
    usual = {"From": f"Ana Ruiz <{ANA}>", "To": ours().address, "Subject": "A question"}
    fields = usual | {"Message_ID": f"<{uuid4().hex}@example.org>"} | fields
    for name, value in fields.items():
        message[name.replace("_", "-")] = value
    message.set_content(text)
    return message.as_bytes()


def arrives(raw: bytes) -> Taken:
    with actor.acting(actor.SYSTEM), as_staff():
        return take_in(raw)


def ana() -> None:
    patient = a_patient_with_phone()
    ContactPoint.objects.create(patient=patient, system="email", value=ANA)


def test_a_letter_is_a_message_and_its_original_is_kept(carrier: Carrier) -> None:
    ana()
    raw = letter("Can I come on Monday?")
    taken = arrives(raw)
    work()
    assert taken.became == Became.MESSAGE and taken.message
    conversation = Conversation.objects.get()
    assert conversation.waiting and conversation.patient and conversation.patient.name == "Ana Ruiz"
    assert "Can I come on Monday?" in taken.message.text
    assert bytes(Original.objects.get().content) == raw
    assert arrives(raw).became == Became.KNOWN


def test_an_answering_machine_wakes_nobody(carrier: Carrier) -> None:
    ana()
    taken = arrives(letter("I am away until May.", Auto_Submitted="auto-replied"))
    work()
    assert taken.became == Became.KEPT
    assert not Conversation.objects.get().waiting
    assert carrier.got == []


def test_an_answer_to_our_address_goes_on_in_its_conversation(carrier: Carrier) -> None:
    ana()
    patient = ContactPoint.objects.get(value=ANA).patient
    conversation = in_portal(patient, "I feel dizzy.")
    taken = arrives(letter("It is better now.", To=reply_address(conversation.pk, ours())))
    work()
    conversation.refresh_from_db()
    assert taken.message and taken.message.conversation == conversation and taken.message.author == "patient"
    assert (conversation.door, conversation.address) == ("email", ANA)


def test_who_only_knows_the_address_is_not_the_patient(carrier: Carrier) -> None:
    ana()
    patient = ContactPoint.objects.get(value=ANA).patient
    conversation = in_portal(patient, "I feel dizzy.")
    arrives(letter("Tell me more about her.", From="mallory@example.net", To=reply_address(conversation.pk, ours())))
    work()
    conversation.refresh_from_db()
    assert Message.objects.filter(direction="in").latest("at").author == "unknown"
    assert (conversation.door, conversation.address) == ("portal", "")


def test_what_came_back_is_told_where_it_was_sent(carrier: Carrier) -> None:
    ana()
    arrives(letter("Hello"))
    work()
    sent = answers(Conversation.objects.get(), at_work(), "Hello Ana.", sensitivity="nothing")
    work()
    delivery = Delivery.objects.get(message=sent)
    assert delivery.state == "sent"
    own = message_id(sent.conversation_id, sent.pk, ours())
    bounced = (
        f"From: MAILER-DAEMON@example.org\r\nTo: {ours().address}\r\nSubject: Undelivered Mail\r\n"
        "Message-ID: <b1@example.org>\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\r\n\r\n'
        "--b\r\nContent-Type: text/plain\r\n\r\nSorry.\r\n"
        "--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; example.org\r\n\r\n"
        f"Final-Recipient: rfc822; {ANA}\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\n"
        f"--b\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: <{own}>\r\nTo: {ANA}\r\n\r\n--b--\r\n"
    ).encode()
    assert arrives(bounced).became == Became.NEWS
    delivery.refresh_from_db()
    assert (delivery.state, delivery.why, delivery.code) == ("failed", "no_such_address", "5.1.1")
    assert Message.objects.filter(direction="in").count() == 1


def test_our_own_letter_come_round_is_dropped(carrier: Carrier) -> None:
    conversation = in_portal(a_patient_with_phone(), "Hello")
    own = message_id(conversation.pk, conversation.pk, ours())
    assert arrives(letter("Hello", Message_ID=f"<{own}>")).became == Became.DROPPED


@pytest.mark.parametrize("raw", [b"", b"\x00\xff" * 50, b"From: x\r\n\r\n", b"Subject: =?utf-8?q?=FF?=\r\n\r\n\x80"])
def test_whatever_arrives_is_kept_and_nothing_fails(carrier: Carrier, raw: bytes) -> None:
    taken = arrives(raw)
    work()
    assert taken.message is not None
    assert bytes(Original.objects.get().content) == raw


def test_a_letter_from_nobody_is_in_nobodys_record(carrier: Carrier) -> None:
    conversation = in_portal(a_patient_with_phone(), "I feel dizzy.")
    taken = arrives(b"Subject: x\r\n\r\nHello")
    work()
    assert taken.message and taken.message.patient is None and taken.message.author == "unknown"
    conversation.refresh_from_db()
    assert (conversation.door, conversation.messages.filter(direction="in").count()) == ("portal", 1)
