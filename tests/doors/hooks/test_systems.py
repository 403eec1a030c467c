"""Another system writes to us: signed with its own secret, once, and told where it is wrong."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from heartline.channels.models import ProviderHealth
from heartline.channels.traffic.http import NoAnswer, Request, Response
from heartline.channels.traffic.hub_signature import is_signed
from heartline.channels.webhook import provider
from heartline.conversations.models import Conversation, Delivery, Message
from heartline.kernel import clock
from tests.conversations.scene import answers, work
from tests.doors.hooks.calling import signed
from tests.people.people import at_work

pytestmark = pytest.mark.django_db
SECRET, PATH, THERE = "a-secret-of-the-kiosk", "/hooks/webhook/kiosk", "https://kiosk.example/heartline"


@pytest.fixture(autouse=True)
def _switched_on(settings: Any) -> None:
    settings.HEARTLINE_SYSTEMS = [
        "other:another-secret-of-another",
        f"kiosk:{SECRET}@{THERE}",
        "kiosk:the-next-secret-of-it",
    ]


def tell(path: str = PATH, secret: str = SECRET, **told: Any) -> Any:
    message = {
        "type": "message", "id": "7", "sent_at": clock.now().isoformat(), "from": "desk-3", "to": "heartline",
        "text": "Where is my bill?",
    }  # fmt: skip
    return signed(path, json.dumps(message | told).encode(), secret)


def test_its_message_is_there_once_with_either_of_its_secrets() -> None:
    for secret in (SECRET, "the-next-secret-of-it"):
        assert tell(secret=secret).status_code == 204
    message = Message.objects.get()
    assert (message.text, message.provider, message.provider_id) == ("Where is my bill?", "system:kiosk", "7")
    conversation = Conversation.objects.get()
    assert (conversation.door, conversation.address) == ("webhook", "kiosk:desk-3")
    assert ProviderHealth.objects.get(pk="system:kiosk:webhook").received == 1


def test_two_systems_may_use_the_same_id() -> None:
    tell()
    assert tell("/hooks/webhook/other", "another-secret-of-another").status_code == 204
    assert Message.objects.count() == 2


def test_forged_is_refused_and_nothing_is_kept() -> None:
    assert tell(secret="guessed").status_code == 403
    assert tell("/hooks/webhook/other").status_code == 403  # signed by a system for another
    assert tell("/hooks/webhook/nobody").status_code == 404
    assert not Message.objects.exists()


@pytest.mark.parametrize(
    ("told", "where"),
    [({"id": ""}, "id"), ({"type": "poem"}, "body"), ({"from": 3}, "from"), ({"text": ["x"]}, "text")],
)
def test_what_is_wrong_is_said_by_its_path_and_without_its_words(told: dict[str, Any], where: str) -> None:
    answer = tell(**told)
    assert answer.status_code == 400 and where in answer.content.decode() and "bill" not in answer.content.decode()


def test_news_of_nothing_of_ours_is_no_error() -> None:
    assert tell(type="receipt", state="delivered").status_code == 204
    assert Client().get(PATH).status_code == 405
    assert signed(PATH, b"x" * 600_000, SECRET).status_code == 413


def test_a_list_that_cannot_be_read_opens_nothing(settings: Any) -> None:
    settings.HEARTLINE_SYSTEMS = [f"kiosk:{SECRET}", "short:1"]
    assert tell().status_code == 404


def test_what_was_recorded_and_is_sent_again_later_is_refused() -> None:
    for away in (timedelta(minutes=-11), timedelta(minutes=11)):
        answer = tell(id="8", sent_at=(clock.now() + away).isoformat())
        assert answer.status_code == 400 and "sent_at" in answer.content.decode()
    assert tell(id="9", sent_at=None).status_code == 400
    assert not Message.objects.exists()


def test_two_systems_never_share_a_conversation() -> None:
    tell()
    tell("/hooks/webhook/other", "another-secret-of-another")
    assert Conversation.objects.count() == 2


class Kiosk:
    """The other side: loses its first answer, then takes it."""

    def __init__(self) -> None:
        self.asked: list[Request] = []

    def __call__(self, request: Request) -> Response:
        self.asked.append(request)
        if len(self.asked) == 1:
            raise NoAnswer
        return Response(200, {}, b'{"id": "k-1"}')


def test_the_answer_goes_back_signed_under_one_key_and_they_say_what_became_of_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    kiosk = Kiosk()
    monkeypatch.setattr(provider.Webhook.__init__, "__defaults__", (kiosk,))
    tell()
    sent = answers(Conversation.objects.get(), at_work(), "At the front desk.", sensitivity="nothing")
    work(later=True)
    first, second = kiosk.asked
    assert first.url == THERE and is_signed(
        ("the-next-secret-of-it",), second.body, second.headers["X-Hub-Signature-256"]
    )
    said = json.loads(second.body)
    assert said["to"] == "desk-3" and said["key"] == json.loads(first.body)["key"] == first.headers["Idempotency-Key"]
    delivery = Delivery.objects.get(message=sent)
    assert (delivery.provider, delivery.provider_id, delivery.state) == ("system:kiosk", "k-1", "sent")
    assert tell(type="receipt", id="k-1", state="read").status_code == 204
    delivery.refresh_from_db()
    assert delivery.state == "read"


def test_what_is_about_health_is_only_announced_there(monkeypatch: pytest.MonkeyPatch) -> None:
    kiosk = Kiosk()
    monkeypatch.setattr(provider.Webhook.__init__, "__defaults__", (kiosk,))
    tell()
    answers(Conversation.objects.get(), at_work(), "Your result is fine.", sensitivity="clinical")
    work(later=True)
    assert not any(b"result" in each.body for each in kiosk.asked)
