"""What somebody gets who asks for all of their data: their conversations as pages that can be read, and as FHIR."""

import json
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest

from heartline.conversations.consent import actions as consent
from heartline.conversations.models import Conversation
from heartline.conversations.threads import actions
from heartline.kernel import actor
from heartline.people.access_requests import actions as requests
from heartline.people.models import Account, Patient
from tests import factories
from tests.conversations.scene import Carrier, a_patient_with_phone, acting_as, answers, in_portal, work, writes
from tests.people.people import at_work, proxy_of, themselves

pytestmark = pytest.mark.django_db


@pytest.fixture
def ana(settings: Any, tmp_path: Any, carrier: Carrier) -> Patient:
    settings.MEDIA_ROOT = tmp_path
    patient = a_patient_with_phone()
    conversation, nora = in_portal(patient, "My arm hurts."), at_work()
    work()
    answers(conversation, nora, "Rest it.")
    actions.note(conversation, nora, "She exaggerates.")
    work(later=True)
    consent.take_back(patient.pk, words="no more texts please")
    return patient


def archive_of(patient: Patient, asker: actor.Actor) -> ZipFile:
    with actor.acting(asker):
        request = requests.ask(patient)
    requests.prepare(request)
    with actor.acting(asker):
        whole = requests.fetch(request)
    assert whole is not None
    return ZipFile(BytesIO(whole))


def everything(archive: ZipFile) -> str:
    return "\n".join(archive.read(name).decode() for name in archive.namelist())


def test_what_was_said_can_be_read_and_notes_are_not_in_it(ana: Patient) -> None:
    archive = archive_of(ana, themselves(ana))
    page = archive.read("pages/conversations-message.html").decode()
    assert "My arm hurts." in page and "Rest it." in page and "Nora Nuñez" in page
    assert page.index("My arm hurts.") < page.index("Rest it.")
    assert "you have a message from us" in archive.read("pages/conversations-delivery.html").decode()
    assert "no more texts please" in archive.read("pages/conversations-consententry.html").decode()
    assert "exaggerates" not in everything(archive)


def test_each_message_is_a_communication(ana: Patient) -> None:
    writes("Is the clinic open?")
    bundle = json.loads(archive_of(ana, themselves(ana)).read("fhir/bundle.json"))
    said = [each["resource"] for each in bundle["entry"] if each["resource"]["resourceType"] == "Communication"]
    texts = {each["payload"][0]["contentString"]: each for each in said}
    answer, asked, texted = texts["Rest it."], texts["My arm hurts."], texts["Is the clinic open?"]
    assert answer["recipient"] == [{"reference": f"Patient/{ana.pk}"}] and answer["status"] == "completed"
    assert answer["sender"]["reference"].startswith("Practitioner/")
    assert asked["sender"]["reference"] == f"Patient/{ana.pk}" and asked["partOf"] == answer["partOf"]
    assert texted["extension"] == [{"url": "urn:heartline:door", "valueCode": "sms"}]


def test_a_proxys_archive_holds_nothing_confidential(ana: Patient) -> None:
    holder: Account = factories.an_account()
    factories.a_proxy(ana, holder)
    account = ana.account
    assert account
    with acting_as(account):
        actions.begin(ana, account, topic="care", subject="", text="I am afraid.", key="", confidential=True)
    assert Conversation.objects.filter(confidential=True).exists()
    assert "I am afraid." in everything(archive_of(ana, themselves(ana)))
    assert "I am afraid." not in everything(archive_of(ana, proxy_of(holder)))
