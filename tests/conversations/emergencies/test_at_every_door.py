"""Whoever says what sounds like an emergency, at whatever door, is told at once what to do, and somebody is called."""

import pytest

from heartline.channels.traffic.messages import Door
from heartline.conversations.models import Call, Conversation, Message
from heartline.people.models import Role
from tests.conversations.scene import PHONE, a_patient_with_phone, in_portal, work, writes
from tests.people.people import at_work

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


def test_other_words_call_nobody() -> None:
    writes("Can I come on Tuesday?")
    work()
    assert not Conversation.objects.get().emergency
    assert not any("911" in each for each in told())
