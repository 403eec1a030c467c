"""Messenger, Instagram, notifications and the clinic's public page, on screens of the demo."""

import pytest
from django.test import Client
from procrastinate.contrib.django.models import ProcrastinateJob

from heartline.channels.models import SimulatedMessage
from heartline.channels.simulator.provider import ARRIVE
from heartline.conversations.models import Conversation, Delivery, Message
from heartline.doors.simulator import tasks
from heartline.people.demo.logins import FAMILIES
from heartline.people.models import Account, ContactPoint, Organization, Patient
from tests import factories
from tests.conversations.scene import PHONE, answers, in_portal, work
from tests.people.people import at_work, known

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _demo() -> None:
    Organization.objects.all().delete()
    Organization.objects.create(name="Hill Clinic", phone="+12125550100", is_demo=True)


@pytest.fixture
def grace() -> Account:
    account = factories.an_account()
    Account.objects.filter(pk=account.pk).update(
        email=next(iter(FAMILIES)), phone=PHONE, is_demo=True, display_name="Grace"
    )
    account.refresh_from_db()
    patient = known("Grace Demo", account=account)
    ContactPoint.objects.create(patient=patient, system="sms", value=PHONE, preferred=True)
    return account


def settle() -> None:
    """Do what the worker would, until nothing is left."""
    work(later=True)
    for job in ProcrastinateJob.objects.filter(task_name=ARRIVE, status="todo"):
        tasks.bring(**job.args)
    work(later=True)


@pytest.mark.parametrize("door", ["messenger", "instagram"])
def test_a_person_writes_by_it_and_is_answered(grace: Account, door: str) -> None:
    client = Client()
    client.post(f"/simulator/{PHONE}/write", {"door": door, "text": "Hello there", "key": "k1"})
    conversation = Conversation.objects.get()
    assert (conversation.door, conversation.patient_id) == (door, None)
    answers(conversation, at_work(), "We are open until five.", sensitivity="nothing")
    settle()
    page = client.get(f"/simulator/{PHONE}?door={door}").content.decode()
    assert "Hello there" in page and "We are open until five." in page
    client.post(f"/simulator/{PHONE}/read", {"door": door})
    assert Delivery.objects.get(text="We are open until five.").state == "read"


def test_a_comment_is_answered_for_all_to_read_and_in_private(grace: Account) -> None:
    client = Client()
    said = {"who": str(grace.pk), "door": "messenger", "text": "You saved my mother!", "key": "c1"}
    for _ in range(2):
        assert client.post("/simulator/page", said).status_code == 302
    settle()
    page = client.get("/simulator/page").content.decode()
    assert page.count("You saved my mother!") == 1 and "whether anyone is our patient" in page
    private = client.get(f"/simulator/{PHONE}?door=messenger").content.decode()
    assert "you wrote on our page" in private
    client.post(f"/simulator/{PHONE}/write", {"door": "messenger", "text": "Thanks, it is about a bill", "key": "k2"})
    conversation = Conversation.objects.get()
    assert (
        conversation.door == "messenger"
        and Message.objects.filter(conversation=conversation, direction="in").count() == 2
    )


def test_a_phone_that_may_be_notified_shows_that_there_is_a_message(grace: Account) -> None:
    client = Client()
    here = f"/simulator/{PHONE}?door=push"
    assert "Let the portal notify this phone" in client.get(here).content.decode()
    client.post(f"/simulator/{PHONE}/notify")
    patient = Patient.objects.get(account=grace)
    answers(in_portal(patient, "Is it bad?"), at_work(), "It is fine, canary")
    settle()
    page = client.get(here).content.decode()
    assert "You have a message. Open the portal to read it." in page and "canary" not in page
    assert SimulatedMessage.objects.get(door="push").state == "delivered"
