"""What may be sent to somebody: switches that go into the ledger of consent, one for everything, and what was said so far."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils.html import escape

from heartline.conversations.consent import actions as consent
from heartline.conversations.consent.choosing import choices
from heartline.conversations.consent.reasons import Reason
from heartline.conversations.consent.topics import Channel, Topic
from heartline.conversations.models import ConsentEntry
from heartline.kernel import clock
from heartline.people.linking.actions import link
from heartline.people.models import ContactPoint, Patient, Proxy
from tests import factories
from tests.conversations.scene import PHONE, Carrier, a_patient_with_phone, answers, in_portal, work, writes
from tests.people.people import at_work
from tests.scheduling.pages.scene import words
from tests.signing_in import signed_in

pytestmark = pytest.mark.django_db
PAGE = "/me/contact-choices"


@pytest.fixture
def ana(carrier: Carrier) -> Patient:
    return a_patient_with_phone()


@pytest.fixture
def client(ana: Patient) -> Client:
    return signed_in(ana.account)  # type: ignore[arg-type]


def switches(client: Client) -> dict[str, str]:
    """Each switch, and whether it is on."""
    page = client.get(PAGE).content.decode()
    return dict(re.findall(r'role="switch" id="([^"]+)"[^>]*aria-checked="(true|false)"', page))


def press(client: Client, value: str) -> None:
    assert client.post(PAGE, {"switch": value}).status_code == 302


def test_what_follows_from_having_given_a_number_is_on_and_says_why(client: Client) -> None:
    assert switches(client)["care-sms"] == "true"
    assert switches(client)["surveys-sms"] == "false"
    page = words(client.get(PAGE).content.decode())
    assert "On, because you gave us this number or address for your care." in page
    assert "Off. You have not asked for it." in page and "It needs your signature" in page
    assert "Messages inside this portal cannot be switched off" in page
    assert "marketing-sms" not in switches(client)  # it has to be signed


def test_a_switch_is_an_entry_in_the_ledger_with_its_words(ana: Patient, client: Client) -> None:
    press(client, "appointments.sms.off")
    press(client, "appointments.sms.off")
    entry = ConsentEntry.objects.get()
    assert (entry.given, entry.topic, entry.channel, entry.source, entry.door) == (
        False, "appointments", "sms", "choice", "portal")  # fmt: skip
    assert entry.words == "Your visits · Text message: off" and entry.by == ana.name
    assert switches(client)["appointments-sms"] == "false" and switches(client)["care-sms"] == "true"
    with clock.set(clock.now() + timedelta(minutes=1)):
        press(client, "appointments.sms.on")
        assert switches(client)["appointments-sms"] == "true"
        page = words(client.get(PAGE).content.decode())
    assert "you said yes" in page and escape("“Your visits · Text message: off”") in page


def test_what_was_switched_off_is_not_sent(ana: Patient, client: Client, carrier: Carrier) -> None:
    conversation = in_portal(ana, "My arm hurts.")
    work()
    press(client, "care.sms.off")
    answers(conversation, at_work(), "Rest it.")
    work(later=True)
    assert carrier.texts == []


def test_one_switch_ends_everything_and_brings_back_what_is_about_care(client: Client) -> None:
    press(client, "surveys.sms.on")
    with clock.set(clock.now() + timedelta(minutes=1)):
        press(client, "everything.off")
        press(client, "everything.off")
        assert {name for name, on in switches(client).items() if on == "true"} == {"everything"}
        assert ConsentEntry.objects.filter(given=False, topic="", channel="").count() == 1
    with clock.set(clock.now() + timedelta(minutes=2)):
        press(client, "everything.on")
        assert {name for name, on in switches(client).items() if on == "true"} == {"care-sms", "appointments-sms"}


def test_a_word_that_was_sent_stands_and_says_how_to_lift_it(ana: Patient, client: Client) -> None:
    ContactPoint.objects.update(verified_at=clock.now())
    writes("STOP")
    assert "care-sms" not in switches(client)
    page = words(client.get(PAGE).content.decode())
    assert "“STOP” came from" in page and "Send START from there" in page
    assert choices(ana.pk).switches[Topic.CARE][0].reason == Reason.TAKEN_BACK_ALL


def test_a_word_from_a_number_that_nobody_has_shown_to_be_theirs_is_not_told(ana: Patient, client: Client) -> None:
    writes("STOP", sender="+12125550177")
    ContactPoint.objects.create(patient=ana, system="sms", value="+12125550177")
    assert "STOP" not in words(client.get(PAGE).content.decode())


def test_other_records_of_the_same_person_count(ana: Patient, client: Client) -> None:
    other = factories.a_patient(name="Ana Ruiz")
    link(ana.pk, other.pk, reason="the same")
    consent.take_back(other.pk, words="no texts please", channel=Channel.SMS)
    assert switches(client)["care-sms"] == "false"
    assert "no texts please" in client.get(PAGE).content.decode()


def test_what_is_pressed_has_to_be_a_switch(client: Client) -> None:
    for value in ("", "care.fax.on", "marketing.email.maybe"):
        assert client.post(PAGE, {"switch": value}).status_code == 404
    press(client, "marketing.sms.on")  # locked
    assert not ConsentEntry.objects.exists()


@pytest.mark.parametrize("scope", list(Proxy.Scope))
def test_only_who_acts_in_everything_chooses_for_somebody(ana: Patient, scope: str) -> None:
    account = factories.an_account()
    factories.a_proxy(ana, account, scope=scope)
    client = signed_in(account)
    allowed = scope == Proxy.Scope.ALL
    assert client.get(PAGE).status_code == (200 if allowed else 403)
    client.post(PAGE, {"switch": "care.sms.off"})
    assert ConsentEntry.objects.filter(patient=ana).exists() is allowed


def test_with_a_script_only_the_switches_are_drawn_again(client: Client) -> None:
    answer = client.post(PAGE, {"switch": "care.sms.off"}, headers={"HX-Request": "true"})
    assert answer.status_code == 200
    assert 'id="care-sms"' in answer.content.decode() and PHONE not in answer.content.decode()
