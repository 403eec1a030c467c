"""Messages out and in by phones on screen: the same path as with any provider, and what goes wrong can be tried."""

from typing import Any

import pytest
from django.test import Client

from heartline.channels.models import ProviderHealth, SimulatedMessage
from heartline.channels.registry import outside, provider_for
from heartline.channels.traffic.messages import Door
from heartline.conversations.delivering.models import Delivery
from heartline.conversations.models import Conversation, Message
from heartline.kernel import outbox
from heartline.people.models import Organization, Patient
from tests.conversations.scene import PHONE, answers
from tests.doors.simulator.working import EMAIL, all_done
from tests.people.people import at_work
from tests.signing_in import signed_in

pytestmark = pytest.mark.django_db
HERE = f"/simulator/{PHONE}"


def writes(text: str, *, door: str = "sms", key: str = "k1", address: str = PHONE) -> Any:
    answer = Client().post(f"/simulator/{address}/write", {"door": door, "text": text, "key": key})
    all_done()
    return answer


def deliveries() -> list[tuple[str, str, str]]:
    return list(Delivery.objects.order_by("created_at", "key").values_list("door", "state", "why"))


def phone(door: str = "sms", client: Client | None = None) -> str:
    answer = (client or Client()).get(HERE, {"door": door})
    assert answer.status_code == 200
    return answer.content.decode()


def test_what_the_person_writes_comes_in_as_from_any_provider(ana: Patient) -> None:
    answer = writes("Can I come at nine?")
    assert answer.status_code == 302 and answer["Location"] == f"{HERE}?door=sms"
    message = Message.objects.get(direction="in")
    assert (message.provider, message.text, message.patient) == ("simulator", "Can I come at nine?", ana)
    assert Conversation.objects.get().our_address == "+12125550100"
    assert "Can I come at nine?" in phone() and "Thank you, we have your message." in phone()
    assert ProviderHealth.objects.get(pk="simulator:sms").received == 1


def test_sent_twice_it_is_one_message(ana: Patient) -> None:
    writes("Can I come at nine?")
    writes("Can I come at nine?")
    assert Message.objects.filter(direction="in").count() == 1
    writes("   ", key="k2")
    assert Message.objects.filter(direction="in").count() == 1


def test_an_answer_lies_on_the_phone_and_was_delivered(ana: Patient) -> None:
    writes("Can I come at nine?")
    answers(Conversation.objects.get(), at_work(), "Yes, see http://hill.example/way", sensitivity="nothing")
    all_done()
    shown = phone()
    assert '<a href="http://hill.example/way" rel="nofollow">' in shown
    assert set(deliveries()) == {("sms", "delivered", "")}


def test_whatsapp_tells_when_it_was_read(ana: Patient) -> None:
    writes("Can I come at nine?", door="whatsapp")
    assert set(deliveries()) == {("whatsapp", "delivered", "")}
    assert "Mark as read" in phone("whatsapp")
    assert Client().post(f"{HERE}/read", headers={"HX-Request": "true"}).status_code == 204
    assert set(deliveries()) == {("whatsapp", "read", "")}
    assert "Mark as read" not in phone("whatsapp")


def test_while_the_phone_is_off_messages_go_by_the_next_way(ana: Patient) -> None:
    writes("Can I come at nine?")
    Client().post(f"{HERE}/switch", {"door": "sms", "off": "on"})
    answers(Conversation.objects.get(), at_work(), "Yes.", sensitivity="nothing")
    all_done()
    assert deliveries()[1:] == [("sms", "failed", "unreachable"), ("email", "delivered", "")]
    assert "Did not arrive" in phone() and "Switched off" in phone()
    assert "A message from Hill Clinic" in phone("email")
    assert ProviderHealth.objects.get(pk="simulator:sms").failed == 1


def test_a_number_that_is_not_in_use_turns_away_at_once(ana: Patient) -> None:
    writes("Can I come at nine?")
    Client().post(f"{HERE}/switch", {"door": "sms", "unused": "on"})
    answers(Conversation.objects.get(), at_work(), "Yes.", sensitivity="nothing")
    all_done()
    assert deliveries()[1:] == [("sms", "failed", "no_such_address"), ("email", "delivered", "")]
    assert SimulatedMessage.objects.filter(address=PHONE, incoming=False).count() == 1
    Client().post(f"{HERE}/switch", {"door": "sms"})
    assert "Not in use" not in phone()


def test_an_email_is_answered_into_the_conversation_it_belongs_to(ana: Patient) -> None:
    writes("Can I come at nine?")
    Client().post(f"{HERE}/switch", {"door": "sms", "unused": "on"})
    answers(Conversation.objects.get(), at_work(), "Yes.", sensitivity="nothing")
    all_done()
    writes("Thank you!", door="email", key="k2", address=EMAIL)
    conversation = Conversation.objects.get()
    assert [each.text for each in conversation.messages.filter(direction="in").order_by("at")][-1] == "Thank you!"


def test_codes_and_letters_lie_there_too(ana: Patient) -> None:
    outbox.keep("sms", PHONE, "", "Your code is 123456")
    outbox.keep("email", EMAIL, "Welcome", "<b>Hello</b>")
    assert "Your code is 123456" in phone()
    assert "Welcome" in phone("email") and "&lt;b&gt;Hello" in phone("email")


def test_whose_phone_is_asked_once_and_any_number_can_be_typed(ana: Patient) -> None:
    writes("Hello")
    account = ana.account
    assert account
    shown = signed_in(account).get("/simulator/").content.decode()
    assert account.get_full_name() in shown and HERE in shown
    assert Client().get("/simulator/", {"address": "212 555 0142"})["Location"] == HERE
    assert Client().get("/simulator/", {"address": " Ana@Example.org"})["Location"] == f"/simulator/{EMAIL}"
    unreadable = Client().get("/simulator/", {"address": "x"})
    assert unreadable.status_code == 422 and "does not look like a phone number" in unreadable.content.decode()


def test_a_phone_takes_as_many_queries_for_a_hundred_messages_as_for_one(
    ana: Patient, django_assert_max_num_queries: Any
) -> None:
    for n in range(100):
        SimulatedMessage.objects.create(
            door="sms", address=PHONE, text=str(n), at=ana.created_at, state="delivered", key=f"k{n}"
        )
    with django_assert_max_num_queries(18):  # with the roles that a request takes on
        phone()


@pytest.mark.parametrize("path", ["", PHONE, f"{PHONE}/write", f"{PHONE}/switch", f"{PHONE}/read"])
def test_outside_of_the_demo_there_are_no_such_pages(ana: Patient, path: str) -> None:
    Organization.objects.update(is_demo=False)
    for ask in (Client().get, Client().post):
        assert ask(f"/simulator/{path}").status_code == 404
    assert provider_for(Door.SMS) is None


def test_what_cannot_be_a_message_is_not_sent(ana: Patient) -> None:
    writes("x" * 5000)
    assert len(Message.objects.get(direction="in").text) == 1600
    assert Client().post(f"{HERE}/write", {"door": "fax", "text": "a"}).status_code == 302


def test_where_a_real_provider_answers_nobody_writes_for_others(ana: Patient, settings: Any) -> None:
    account = f"AC{'0' * 32}"
    settings.HEARTLINE_TWILIO_URL = f"twilio://{account}:token@{account}?sms_from=+12025550100"
    assert any(Door.SMS in provider.doors for provider in outside())
    assert Client().post(f"/simulator/{PHONE}/write", {"door": "sms", "text": "HELP", "key": "k"}).status_code == 404
    assert not Message.objects.exists()
    assert Client().get(f"/simulator/{PHONE}", {"door": "sms"}).status_code == 404
    there = Client().get(f"/simulator/{PHONE}")
    assert there.status_code == 200 and "door=sms" not in there.content.decode()
    assert Client().post(f"/simulator/{PHONE}/write", {"door": "whatsapp", "text": "a", "key": "l"}).status_code == 302
