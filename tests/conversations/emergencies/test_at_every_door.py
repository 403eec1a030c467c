"""Whoever says what sounds like an emergency, at whatever door, is told at once what to do, and somebody is called."""

import pytest

from heartline.channels.traffic.messages import Door, Inbound
from heartline.conversations.models import Call, Conversation, Message
from heartline.conversations.receiving.actions import receive
from heartline.conversations.threads.actions import belongs_to
from heartline.conversations.threads.joining import merge
from heartline.kernel import actor
from heartline.kernel.db.confine import as_staff
from heartline.people.models import Role
from tests.conversations.scene import PHONE, a_patient_with_phone, answers, in_portal, work, writes
from tests.people.people import at_work, known

pytestmark = pytest.mark.django_db


def told() -> list[str]:
    return list(Message.objects.filter(direction="out").order_by("at", "pk").values_list("text", flat=True))


@pytest.mark.parametrize("door", [Door.SMS, Door.WHATSAPP, Door.EMAIL, Door.CHAT, Door.MESSENGER, Door.WEBHOOK])
def test_they_hear_first_what_to_do_and_a_person_is_called(door: Door) -> None:
    lead = at_work(Role.MANAGER)
    sender = "ana@example.org" if door is Door.EMAIL else PHONE if door in (Door.SMS, Door.WHATSAPP) else "somebody"
    writes("My father cannot breathe", sender=sender, door=door)
    work()
    conversation = Conversation.objects.get()
    assert conversation.emergency and conversation.due_urgent
    assert "call 911 now" in told()[0]
    assert lead.pk in Call.objects.filter(conversation=conversation).values_list("staff_member", flat=True)


def test_in_the_portal_too_and_said_twice_it_is_answered_once() -> None:
    conversation = in_portal(a_patient_with_phone(), "I have chest pain")
    work()
    in_portal(a_patient_with_phone(), "Thank you for Tuesday.")
    work()
    conversation.refresh_from_db()
    assert conversation.emergency
    writes("It is still chest pain", sender="+12125550143")
    writes("chest pain, please", sender="+12125550143")
    work()
    assert sum("call 911 now" in each for each in told()) == 2  # once in each conversation


def test_who_was_answered_and_says_it_again_later_is_told_again() -> None:
    nora = at_work()
    writes("My father cannot breathe")
    work()
    answers(Conversation.objects.get(), nora, "We are calling you.", sensitivity="nothing")
    writes("Now he is not breathing")
    work()
    assert sum("call 911 now" in each for each in told()) == 2


def test_a_chat_that_was_merged_with_a_letter_is_told_in_the_chat() -> None:
    writes("When are you open?", sender="chat:1", door=Door.CHAT)
    work()
    chat = Conversation.objects.get()
    writes("When are you open?", sender="ana@example.org", door=Door.EMAIL)
    letter = Conversation.objects.exclude(pk=chat.pk).get()
    work()
    ana = known("Ana Ruiz")
    with actor.acting(actor.SYSTEM), as_staff():
        for each in (chat, letter):
            belongs_to(each.pk, ana)
        merge(chat.pk, letter.pk)
        receive(Inbound("carrier", "c2", Door.CHAT, "chat:1", "", "I cannot breathe"), thread=letter.pk)
    work()
    assert Message.objects.filter(
        direction="out", door="chat", address="chat:1", text__contains="call 911 now"
    ).exists()


def test_other_words_call_nobody() -> None:
    writes("Can I come on Tuesday?")
    work()
    assert not Conversation.objects.get().emergency
    assert not any("911" in each for each in told())
