"""Another system writes to us: signed with its own secret, once, and told where it is wrong."""

import json
from typing import Any

import pytest
from django.test import Client

from heartline.conversations.models import Conversation, Message
from tests.doors.hooks.calling import signed

pytestmark = pytest.mark.django_db
SECRET, PATH = "a-secret-of-the-kiosk", "/hooks/webhook/kiosk"


@pytest.fixture(autouse=True)
def _switched_on(settings: Any) -> None:
    settings.HEARTLINE_SYSTEMS = ["other:another-secret-of-another", f"kiosk:{SECRET}", "kiosk:the-next-secret-of-it"]


def tell(path: str = PATH, secret: str = SECRET, **told: Any) -> Any:
    message = {"type": "message", "id": "7", "from": "desk-3", "to": "heartline", "text": "Where is my bill?"}
    return signed(path, json.dumps(message | told).encode(), secret)


def test_its_message_is_there_once_with_either_of_its_secrets() -> None:
    for secret in (SECRET, "the-next-secret-of-it"):
        assert tell(secret=secret).status_code == 204
    message = Message.objects.get()
    assert (message.text, message.provider, message.provider_id) == ("Where is my bill?", "system:kiosk", "7")
    assert Conversation.objects.get().door == "webhook"


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
