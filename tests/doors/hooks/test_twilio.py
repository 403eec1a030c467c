"""Twilio's webhooks, signed by Twilio's own SDK: kept once, refused where forged, understood or logged."""

import logging
from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client
from twilio.request_validator import RequestValidator

from heartline.channels.models import ProviderHealth
from heartline.channels.twilio.signature import HEADER, Fields
from heartline.conversations.delivering.models import Delivery
from heartline.conversations.models import Conversation, Message
from heartline.kernel.models import Event
from tests.channels.twilio import forms
from tests.conversations.scene import Carrier, a_patient_with_phone, answers, work, writes
from tests.people.people import at_work

pytestmark = pytest.mark.django_db
TOKEN, HERE = "a-token-of-nobody", "https://care.example.org"
MESSAGES, STATUS = "/hooks/twilio/messages", "/hooks/twilio/status"
FORM = "application/x-www-form-urlencoded"


@pytest.fixture(autouse=True)
def _switched_on(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.HEARTLINE_TWILIO_URL = f"twilio://SK1:s@{forms.ACCOUNT}?sms_from=+12025550100&token=old&token={TOKEN}"
    monkeypatch.setenv("HEARTLINE_ADDRESS", HERE)


def call(path: str, form: forms.Form, *, token: str = TOKEN, url: str = "", client: Client | None = None) -> Any:
    pairs = [(name, value) for name, values in form.items() for value in values]
    signature = RequestValidator(token).compute_signature(url or HERE + path, Fields.of(pairs))
    client = client or Client(enforce_csrf_checks=True)
    return client.post(path, urlencode(pairs), content_type=FORM, headers={HEADER: signature})


def test_a_text_that_twilio_signed_is_kept_as_the_patients(carrier: Carrier) -> None:
    patient = a_patient_with_phone()
    answer = call(MESSAGES, forms.sms(From="+12125550142"))
    assert (answer.status_code, answer["Content-Type"]) == (200, "text/xml")
    assert answer.content == b'<?xml version="1.0" encoding="UTF-8"?><Response/>'
    message = Message.objects.get()
    assert (message.text, message.patient, message.provider_id) == ("cant make it tmrw", patient, forms.SID)
    assert Event.objects.get(kind="message.received").actor_kind == "system"
    assert ProviderHealth.objects.get(pk="twilio:sms").received == 1


def test_the_same_call_again_changes_nothing(carrier: Carrier) -> None:
    for _ in range(3):
        assert call(MESSAGES, forms.sms()).status_code == 200
    assert Message.objects.count() == 1
    assert ProviderHealth.objects.get(pk="twilio:sms").received == 1


def test_whatsapp_is_a_door_of_its_own(carrier: Carrier) -> None:
    call(MESSAGES, forms.sms(From="whatsapp:+12025550143", To="whatsapp:+12025550101"))
    assert Conversation.objects.get().door == "whatsapp"


@pytest.mark.parametrize(
    "forged",
    [
        {"token": "another"},
        {"url": "http://testserver" + MESSAGES},
        {"url": HERE + STATUS},
    ],
)
def test_a_forged_call_is_refused_and_nothing_is_kept(forged: dict[str, str]) -> None:
    assert call(MESSAGES, forms.sms(), **forged).status_code == 403
    assert Message.objects.count() == 0


def test_a_call_that_was_changed_on_its_way_is_refused() -> None:
    signature = RequestValidator(TOKEN).compute_signature(HERE + MESSAGES, Fields(forms.sms()))
    body = urlencode({name: values[0] for name, values in forms.sms(Body="Give her my pills").items()})
    assert Client().post(MESSAGES, body, content_type=FORM, headers={HEADER: signature}).status_code == 403
    assert Client().post(MESSAGES, body, content_type=FORM).status_code == 403


@pytest.mark.parametrize(
    "form", [forms.sms(MessageSid="x"), forms.sms(From="<b>"), forms.sms(NumMedia="999"), forms.sms(Body="a") | {"From": []}]
)  # fmt: skip
def test_what_cannot_be_understood_is_logged_without_its_words(
    form: forms.Form, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING):
        assert call(MESSAGES, form).status_code == 400
    assert "was refused" in caplog.text and "cant make it" not in caplog.text
    assert Message.objects.count() == 0


def test_what_is_too_large_is_not_read() -> None:
    assert Client().post(MESSAGES, "x" * 200_000, content_type=FORM).status_code == 413


def test_only_posts_are_taken_and_only_where_twilio_is_switched_on(settings: Any) -> None:
    assert Client().get(MESSAGES).status_code == 405
    settings.HEARTLINE_TWILIO_URL = ""
    assert call(MESSAGES, forms.sms()).status_code == 404


def a_delivery(carrier: Carrier) -> Delivery:
    a_patient_with_phone()
    message = writes("Can I come at nine?")
    assert message
    sent = answers(message.conversation, at_work(), "Yes.", sensitivity="nothing")
    work()
    Delivery.objects.filter(message=sent).update(provider="twilio", provider_id=forms.SID)
    return Delivery.objects.get(message=sent)


def test_news_of_a_message_of_ours_is_kept_whatever_its_order(carrier: Carrier) -> None:
    delivery = a_delivery(carrier)
    for state in ("delivered", "sent", "delivered"):
        assert call(STATUS, forms.status(MessageStatus=state)).status_code == 204
    delivery.refresh_from_db()
    assert delivery.state == "delivered" and delivery.delivered_at


def test_by_our_key_a_message_is_known_whose_id_we_never_heard(carrier: Carrier) -> None:
    delivery = a_delivery(carrier)
    Delivery.objects.filter(pk=delivery.pk).update(provider_id="", state="sending")
    assert call(f"{STATUS}?key={delivery.key}", forms.status(MessageStatus="sent")).status_code == 204
    delivery.refresh_from_db()
    assert (delivery.state, delivery.provider_id) == ("sent", forms.SID)


def test_a_failure_is_told_and_counted(carrier: Carrier) -> None:
    delivery = a_delivery(carrier)
    assert call(STATUS, forms.status(MessageStatus="undelivered", ErrorCode="30005")).status_code == 204
    delivery.refresh_from_db()
    assert (delivery.state, delivery.why) == ("failed", "no_such_address")
    assert ProviderHealth.objects.get(pk="twilio:sms").failed == 1


def test_news_of_nothing_of_ours_or_in_words_of_tomorrow_is_no_error() -> None:
    assert call(STATUS, forms.status()).status_code == 204
    assert call(STATUS, forms.status(MessageStatus="teleported")).status_code == 204
    assert call(STATUS, forms.status(MessageSid="x")).status_code == 400
    assert call(STATUS, forms.status(), token="another").status_code == 403
