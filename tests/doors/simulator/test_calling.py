"""A call from a phone on screen: the same steps as by a real network, in words."""

import pytest
from django.test import Client

from heartline.channels.models import ProviderHealth
from heartline.conversations.calls.models import Callback
from heartline.conversations.models import Conversation, Message, PhoneCall
from heartline.people.models import Patient
from tests.conversations.scene import PHONE, work
from tests.people.people import at_work
from tests.signing_in import signed_in

pytestmark = pytest.mark.django_db
HERE = f"/simulator/{PHONE}/call"


def does(what: str, **fields: str) -> str:
    answer = Client().post(f"{HERE}/act", {"do": what, **fields}, follow=True)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def test_a_call_waits_in_line_and_is_called_back(ana: Patient) -> None:
    assert "Call the clinic" in Client().get(f"/simulator/{PHONE}").content.decode()
    heard = does("call")
    assert "If this is an emergency" in heard and "Thank you for calling Hill Clinic." in heard and "Keypad" in heard
    assert "You are next in line." in does("press", words="an appointment")
    assert "the number that ends in 0 1 4 2" in does("press", keys="1")
    assert "The call is over." in does("press", keys="1")
    work()
    assert Callback.objects.get().number == PHONE and Conversation.objects.get().patient == ana
    assert ProviderHealth.objects.get(pk="simulator:voice").received == 1


def test_a_message_is_left_in_words(ana: Patient) -> None:
    does("call"), does("press", keys="3")
    assert "Say this after the tone" in does("press", keys="2")
    assert "We have your message" in does("record", words="My bill is wrong.")
    call = PhoneCall.objects.get()
    assert (call.transcript, call.topic, call.state) == ("My bill is wrong.", "bill", "over")
    work()
    assert Conversation.objects.get().waiting and Message.objects.filter(direction="in").count() == 1


def test_somebody_takes_the_call_and_they_hang_up(ana: Patient) -> None:
    does("call"), does("press", keys="0")
    nora = at_work()
    assert nora.account
    desk = signed_in(nora.account)
    answer = desk.post("/desk/inbox/calls/next")
    assert answer["Location"].startswith(f"/desk/inbox/{Conversation.objects.get().pk}")
    assert "You are talking to Nora Nuñez." in Client().get(HERE).content.decode()
    assert "The call is over." in does("hang_up")
    assert (PhoneCall.objects.get().left_how, Conversation.objects.get().person) == ("answered", nora)


def test_who_hangs_up_in_line_gives_up_and_may_call_again(ana: Patient) -> None:
    does("call"), does("press", keys="1"), does("hang_up")
    assert PhoneCall.objects.get().left_how == "hung_up"
    does("call"), does("call")
    assert PhoneCall.objects.count() == 2


@pytest.mark.usefixtures("ana")
def test_where_a_real_network_takes_calls_there_is_no_such_phone(settings: object) -> None:
    settings.HEARTLINE_TWILIO_URL = f"twilio://AC{'0' * 32}:s@AC{'0' * 32}?voice_from=+12125550100"  # type: ignore[attr-defined]
    assert Client().get(HERE).status_code == 404
    assert Client().get("/simulator/ana@example.org/call").status_code == 404
