"""Meta's webhook and the way back: Messenger and Instagram in one inbox, within the hours that Meta allows."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from heartline.channels.meta import provider as meta
from heartline.channels.models import ProviderHealth
from heartline.channels.traffic.http import Request, Response
from heartline.conversations.delivering.models import Delivery
from heartline.conversations.models import Conversation, Message
from heartline.kernel import clock
from heartline.kernel.models import Event
from tests.channels.meta import payloads as told
from tests.conversations.scene import answers, work
from tests.doors.hooks.calling import HEADER, signed
from tests.people.people import at_work

pytestmark = pytest.mark.django_db
SECRET, PATH = "the-apps-secret", "/hooks/meta"
NOW = datetime.fromtimestamp(told.AT / 1000, UTC) + timedelta(minutes=5)


class Graph:
    """Meta's side: remembers what it was asked, and answers."""

    def __init__(self) -> None:
        self.asked: list[Request] = []

    def __call__(self, request: Request) -> Response:
        self.asked.append(request)
        return Response(200, {}, json.dumps({"recipient_id": told.PERSON, "message_id": "m_ours"}).encode())


@pytest.fixture(autouse=True)
def graph(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Graph:
    settings.HEARTLINE_META_URL = (
        f"meta://our-word:old@graph.facebook.com/v25.0?secret={SECRET}"
        f"&page={told.PAGE}&page_token=tok-page&instagram={told.PROFILE}&instagram_token=tok-ig"
    )
    made = Graph()
    monkeypatch.setattr(meta.Meta.__init__, "__defaults__", (made, "meta"))
    return made


def tell(*events: told.Json, kind: str = "page", secret: str = SECRET) -> int:
    return int(signed(PATH, told.body(kind, *events), secret).status_code)


def wrote(text: str = "Are you open today?") -> Conversation:
    assert tell(told.messaging(told.written(text))) == 200
    return Conversation.objects.get()


def answered(*, at: datetime = NOW) -> Delivery:
    with clock.set(at):
        sent = answers(Conversation.objects.get(), at_work(), "Yes, until five.", sensitivity="nothing")
        work()
    return Delivery.objects.filter(message=sent).earliest("created_at")


def test_meta_sees_that_the_address_is_ours_by_our_word_only() -> None:
    asked = {"hub.mode": "subscribe", "hub.verify_token": "our-word", "hub.challenge": "158201"}
    assert Client().get(PATH, asked).content == b"158201"
    assert Client().get(PATH, asked | {"hub.verify_token": "guessed"}).status_code == 403


def test_what_somebody_wrote_by_messenger_is_there_once() -> None:
    for _ in range(2):
        conversation = wrote()
    assert (conversation.door, conversation.address, conversation.patient_id) == ("messenger", told.PERSON, None)
    assert Message.objects.get().text == "Are you open today?"
    assert ProviderHealth.objects.get(pk="meta:messenger").received == 1


def test_forged_is_refused_and_nothing_is_kept() -> None:
    assert tell(told.messaging(told.written()), secret="guessed") == 403
    body = told.body("page", told.messaging(told.written()))
    assert Client().post(PATH, body, content_type="application/json").status_code == 403
    assert Client().post(PATH, body, content_type="application/json", headers={HEADER: "sha256=00"}).status_code == 403
    assert not Message.objects.exists()


def test_one_that_cannot_be_read_loses_none_of_the_others() -> None:
    assert tell(told.messaging(told.event(message={"text": "no id"}), told.written(mid="m_2"))) == 200
    assert Message.objects.get().provider_id == "m_2"
    assert tell(told.messaging(told.event(message={"text": "no id"}))) == 400
    assert signed(PATH, b"{", SECRET).status_code == 400


def test_the_answer_goes_back_by_instagram_with_its_own_token(graph: Graph) -> None:
    event = told.event(told.PROFILE, message={"mid": "m_ig", "text": "Hola"})
    assert tell(told.messaging(event, account=told.PROFILE), kind="instagram") == 200
    assert answered().state == "sent"
    [asked] = graph.asked
    assert asked.url == f"https://graph.facebook.com/v25.0/{told.PROFILE}/messages"
    assert asked.headers["Authorization"] == "Bearer tok-ig"
    said = json.loads(asked.body)
    assert (said["recipient"]["id"], said["messaging_type"]) == (told.PERSON, "RESPONSE")


def test_receipts_up_to_a_moment_are_kept(graph: Graph) -> None:
    wrote()
    delivery = answered()
    until = int(NOW.timestamp() * 1000)
    assert tell(told.messaging(told.event(delivery={"watermark": until - 1000}))) == 200
    delivery.refresh_from_db()
    assert delivery.state == "sent"
    for event in ({"read": {"watermark": until + 1}}, {"delivery": {"watermark": until + 1}}):
        assert tell(told.messaging(told.event(**event))) == 200
    delivery.refresh_from_db()
    assert delivery.state == "read" and delivery.delivered_at


def test_an_echo_with_our_key_tells_of_a_message_whose_answer_was_lost(graph: Graph) -> None:
    wrote()
    delivery = answered()
    Delivery.objects.filter(pk=delivery.pk).update(state="sending", provider_id="")
    echo = told.event(message={"mid": "m_echo", "text": "Yes", "is_echo": True, "metadata": delivery.key})
    assert tell(told.messaging(echo)) == 200
    delivery.refresh_from_db()
    assert (delivery.state, delivery.provider_id) == ("sent", "m_echo")
    assert Message.objects.filter(direction="in").count() == 1


def test_too_late_nothing_is_sent_and_staff_see_it(graph: Graph) -> None:
    wrote()
    delivery = answered(at=NOW + timedelta(days=8))
    assert delivery.state in ("failed", "refused") and not graph.asked
    assert Conversation.objects.get().undelivered


def test_what_somebody_took_back_is_gone_once_and_said() -> None:
    conversation = wrote("My secret")
    taken = told.event(message={"mid": "m_1", "is_deleted": True})
    for _ in range(2):
        assert tell(told.messaging(taken)) == 200
    conversation.refresh_from_db()
    assert Message.objects.get().text == conversation.excerpt == "[They took this message back.]"
    assert Event.objects.filter(kind="message.withdrawn").count() == 1


def test_what_is_not_for_us_changes_nothing(settings: Any) -> None:
    assert tell(told.changed("feed", item="like", verb="add")) == 200
    assert tell(told.messaging(told.event(reaction={"mid": "m_1", "emoji": "x"}))) == 200
    assert not Message.objects.exists()
    assert Client().put(PATH).status_code == 405
    assert Client().post(PATH, b"x" * 3_100_000, content_type="application/json").status_code == 413
    settings.HEARTLINE_META_URL = ""
    assert Client().get(PATH).status_code == 404 and tell(told.messaging(told.written())) == 404


def test_an_id_longer_than_can_be_kept_is_still_one_message() -> None:
    for _ in range(2):
        assert tell(told.messaging(told.written(mid="m" * 600))) == 200
    assert Message.objects.count() == 1
