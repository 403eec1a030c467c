"""A conversation goes on by another way and stays one thread."""

import pytest

from heartline.conversations.models import Conversation, Message
from heartline.conversations.threads.beginning import begin_by_staff
from heartline.conversations.threads.moving import move_door
from heartline.kernel.errors import Refused
from heartline.kernel.models import Event
from heartline.people.models import StaffMember
from tests.conversations.scene import PHONE, Carrier, a_patient_with_phone, answers, work, writes
from tests.people.people import at_work

pytestmark = pytest.mark.django_db


@pytest.fixture
def nora() -> StaffMember:
    return at_work()


def test_who_came_to_the_desk_is_answered_by_text_message(carrier: Carrier, nora: StaffMember) -> None:
    ana = a_patient_with_phone()
    asked = begin_by_staff(ana, nora, door="in_person", text="When can she come?", key="")
    work()
    move_door(asked.pk, "sms", PHONE)
    answers(asked, nora, "On Monday at nine.", sensitivity="time")
    work()
    assert carrier.texts == ["On Monday at nine."]
    assert Event.objects.filter(kind="conversation.moved_door", patient_id=ana.pk).exists()


def test_from_a_text_message_to_the_portal_and_back_it_is_one_thread(carrier: Carrier, nora: StaffMember) -> None:
    ana = a_patient_with_phone()
    writes("What did my test say?")
    work()
    conversation = move_door(Conversation.objects.get().pk, "portal")
    assert conversation.account == ana.account
    answers(conversation, nora, "It was negative.")
    work()
    assert "negative" not in " ".join(carrier.texts)
    writes("Thank you")
    work()
    conversation.refresh_from_db()
    assert Conversation.objects.count() == 1 and conversation.door == "sms"
    assert Message.objects.filter(conversation=conversation, author="person").get().door == "portal"


def test_there_is_no_other_way_to_somebody_unknown(carrier: Carrier) -> None:
    writes("Hello")
    with pytest.raises(Refused, match="do not know who this is"):
        move_door(Conversation.objects.get().pk, "portal")


def test_only_a_way_of_theirs(carrier: Carrier) -> None:
    a_patient_with_phone()
    writes("Hello")
    work()
    pk = Conversation.objects.get().pk
    for door, address in (("sms", "+12125550177"), ("email", "x@example.org"), ("", "")):
        with pytest.raises(Refused):
            move_door(pk, door, address)
    assert Conversation.objects.get().door == "sms"
