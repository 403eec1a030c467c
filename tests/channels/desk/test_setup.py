"""The administrator's page of ways to reach people: what is on, how it is, and a message to try it."""

from typing import Any

import pytest
from django.test import Client

from heartline.channels.health.actions import note_failure
from heartline.channels.models import SimulatedMessage
from heartline.channels.traffic.failures import Failure, Why
from heartline.kernel.models import Event
from heartline.people.models import Role
from heartline.project.cli import doctor_
from tests import factories
from tests.channels.twilio.forms import ACCOUNT
from tests.signing_in import signed_in

pytestmark = pytest.mark.django_db
HERE = "/desk/setup/channels"


@pytest.fixture
def admin() -> Client:
    return signed_in(factories.a_staff_member(Role.ADMINISTRATOR, account=factories.an_account()).account)  # type: ignore[arg-type]


def text_of(client: Client) -> str:
    return client.get(HERE).content.decode()


def test_with_nothing_set_everything_is_off_and_the_page_says_how_to_switch_it_on(admin: Client) -> None:
    shown = text_of(admin)
    assert shown.count("Switched off") == 8 and "Try it" not in shown
    assert "HEARTLINE_TWILIO_URL=twilio://" in shown and "EMAIL_URL=smtp+tls://" in shown
    assert "/hooks/twilio/messages" in shown


def test_an_address_that_cannot_be_read_is_said_here_and_by_the_doctor(admin: Client, settings: Any) -> None:
    settings.HEARTLINE_TWILIO_URL = f"twilio://{ACCOUNT}:s3cr3t@{ACCOUNT}"
    assert "It needs a sender" in text_of(admin) and "s3cr3t" not in text_of(admin)
    [(kind, said)] = list(doctor_._channels())
    assert kind == "wrong" and "It needs a sender" in said


def test_a_provider_that_says_no_needs_somebody(admin: Client, settings: Any) -> None:
    settings.HEARTLINE_TWILIO_URL = f"twilio://{ACCOUNT}:s3cr3t@{ACCOUNT}?sms_from=+12025550100"
    assert "not used yet" in text_of(admin)
    note_failure("twilio:sms", Failure(Why.OUR_SETTINGS, "20003"))
    shown = text_of(admin)
    assert "Needs you" in shown and "needs attention" in shown and "(20003)" in shown
    assert any("sms was not taken" in said for _kind, said in doctor_._channels())


def test_in_the_demo_phones_on_screen_stand_in_and_can_be_tried(admin: Client) -> None:
    factories.an_organization(name="Hill Clinic", is_demo=True)
    assert "Phones of the demo" in text_of(admin)
    answer = admin.post(HERE, {"door": "sms", "to": "212 555 0142"}, follow=True)
    assert "It was taken." in answer.content.decode()
    message = SimulatedMessage.objects.get()
    assert message.address == "+12125550142" and message.text.startswith("Hill Clinic is trying")
    assert Event.objects.filter(kind="channel.tried").count() == 1
    refused = admin.post(HERE, {"door": "whatsapp", "to": "212 555 0142"}, follow=True)
    assert "Too much time has passed since the person last wrote" in refused.content.decode()
    wrong = admin.post(HERE, {"door": "email", "to": "nobody"})
    assert wrong.status_code == 422 and "does not look like an e-mail" in wrong.content.decode()


def test_the_page_takes_a_bounded_number_of_queries(admin: Client, django_assert_max_num_queries: Any) -> None:
    with django_assert_max_num_queries(20):  # with signing in and the roles that a request takes on
        text_of(admin)
