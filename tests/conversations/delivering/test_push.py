"""Notifications on a patient's own device: after their click, saying nothing, falling over to their other ways."""

import json
from base64 import urlsafe_b64encode
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.test import Client

from heartline.channels.models import PushDevice
from heartline.channels.traffic.http import Request, Response
from heartline.channels.webpush import keys, provider
from heartline.conversations.models import ConsentEntry, Conversation, Delivery
from heartline.kernel.db.confine import as_patient
from heartline.people.models import ContactPoint, Patient
from tests import factories
from tests.conversations.scene import PHONE, answers, in_portal, work
from tests.people.people import at_work, known
from tests.signing_in import signed_in

pytestmark = pytest.mark.django_db
ENDPOINT = "https://updates.push.services.mozilla.com/wpush/v2/"
HERE = "/me/contact-choices"
AGENT = "Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Mobile Safari/537.36"


class Service:
    """The browsers' push service: remembers what it was given. `gone`: devices that it no longer knows."""

    def __init__(self) -> None:
        self.got: list[Request] = []
        self.gone: set[str] = set()

    def __call__(self, request: Request) -> Response:
        if request.url in self.gone:
            return Response(410)
        self.got.append(request)
        return Response(201, {"Location": "https://example.org/m/1"})


@pytest.fixture(autouse=True)
def service(settings: Any, tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> Service:
    settings.DATA = tmp_path
    made = Service()
    monkeypatch.setattr(provider.WebPush.__init__, "__defaults__", (made, "push", provider.WebPush().doors))
    return made


@pytest.fixture
def ana() -> Patient:
    patient = known("Ana Ruiz", account=factories.an_account())
    ContactPoint.objects.create(patient=patient, system="email", value="ana@example.org", preferred=True)
    return patient


def a_browser(number: int = 1) -> bytes:
    point = generate_private_key(SECP256R1()).public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    given = {"p256dh": _coded(point), "auth": _coded(b"0123456789abcdef")}
    return json.dumps({"endpoint": f"{ENDPOINT}{number}", "expirationTime": None, "keys": given}).encode()


def _coded(value: bytes) -> str:
    return urlsafe_b64encode(value).rstrip(b"=").decode()


def switch_on(patient: Patient, body: bytes = b"") -> Client:
    client = signed_in(patient.account)  # type: ignore[arg-type]
    answer = client.post(
        "/me/notifications", body or a_browser(), content_type="application/json", headers={"User-Agent": AGENT}
    )
    assert answer.status_code == 204
    return client


def answered(patient: Patient) -> list[Delivery]:
    sent = answers(in_portal(patient, "Is it bad?"), at_work(), "Your result is fine, canary.")
    work(later=True)
    return list(Delivery.objects.filter(message=sent).order_by("created_at"))


def test_the_device_says_that_there_is_a_message_and_nothing_else(ana: Patient, service: Service) -> None:
    client = switch_on(ana)
    assert "Chrome, Android" in client.get(HERE).content.decode()
    [delivery] = answered(ana)
    assert (delivery.door, delivery.state, delivery.provider) == ("push", "sent", "push")
    assert delivery.text == "You have a message. Open the portal to read it."
    [request] = service.got
    assert b"canary" not in request.body and request.headers["Content-Encoding"] == "aes128gcm"
    assert PushDevice.objects.get().told_at


def test_without_a_click_nothing_is_pushed_and_the_click_is_written_down(ana: Patient, service: Service) -> None:
    [delivery] = answered(ana)
    assert delivery.door == "email" and not service.got
    switch_on(ana)
    said = set(ConsentEntry.objects.filter(channel="push", given=True).values_list("topic", "source"))
    assert said == {("care", "choice"), ("appointments", "choice")}


def test_who_switches_the_topic_off_again_is_told_another_way(ana: Patient, service: Service) -> None:
    client = switch_on(ana)
    client.post(HERE, {"switch": "care.push.off"})
    [delivery] = answered(ana)
    assert delivery.door == "email" and not service.got


def test_a_browser_that_is_gone_is_forgotten_and_the_next_way_is_taken(ana: Patient, service: Service) -> None:
    switch_on(ana)
    service.gone.add(f"{ENDPOINT}1")
    first, second = answered(ana)
    assert (first.door, first.state, first.why) == ("push", "failed", "gone")
    assert second.door == "email" and second.instead_of == first
    assert not PushDevice.objects.exists()


def test_one_of_two_devices_is_enough(ana: Patient, service: Service) -> None:
    switch_on(ana)
    switch_on(ana, a_browser(2))
    service.gone.add(f"{ENDPOINT}1")
    [delivery] = answered(ana)
    assert delivery.state == "sent" and PushDevice.objects.count() == 1


def test_what_is_confidential_is_not_pushed(ana: Patient, service: Service) -> None:
    switch_on(ana)
    conversation = in_portal(ana, "Only between us")
    Conversation.objects.update(confidential=True)
    answers(conversation, at_work(), "Of course")
    work(later=True)
    assert not service.got and not Delivery.objects.filter(door="push").exists()


def test_a_device_is_removed_by_its_owner_only(ana: Patient) -> None:
    client = switch_on(ana)
    device = PushDevice.objects.get()
    other = signed_in(known("Nora Li", account=factories.an_account()).account)  # type: ignore[arg-type]
    assert other.post(f"/me/notifications/{device.pk}/remove").status_code == 404
    with as_patient(known("Tia Bo", account=factories.an_account()).account_id):
        assert not PushDevice.objects.exists()
    assert client.post(f"/me/notifications/{device.pk}/remove").status_code == 302
    assert not PushDevice.objects.exists()


def test_a_browser_belongs_to_who_switched_it_on_last(ana: Patient) -> None:
    body = a_browser()
    switch_on(ana, body)
    nora = known("Nora Li", account=factories.an_account())
    switch_on(nora, body)
    assert PushDevice.objects.get().account == nora.account


@pytest.mark.parametrize("body", [b"", b"{}", b'{"endpoint": "https://10.0.0.1/x", "keys": {}}', b"\xff"])
def test_what_is_no_subscription_is_refused(ana: Patient, body: bytes) -> None:
    client = signed_in(ana.account)  # type: ignore[arg-type]
    assert client.post("/me/notifications", body, content_type="application/json").status_code == 400
    assert not PushDevice.objects.exists()


def test_our_key_is_made_once_and_is_our_own(settings: Any) -> None:
    first = keys.identity()
    assert keys.identity().public == first.public and len(first.public) == 87
    path = settings.DATA / keys.FILE
    assert path.read_text() == first.private and path.stat().st_mode & 0o077 == 0


def test_a_number_comes_after_the_device(ana: Patient, service: Service) -> None:
    ContactPoint.objects.create(patient=ana, system="sms", value=PHONE)
    switch_on(ana)
    assert [each.door for each in answered(ana)] == ["push"]
