"""Twilio as a provider, against a server that answers as Twilio does: sent once, and found again when the answer was lost."""

import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs

import pytest

from heartline.channels.models import PaceState, ProviderHealth
from heartline.channels.registry import provider_for
from heartline.channels.traffic.http import Accepted, Declined, Held, Unsure
from heartline.channels.traffic.messages import Door, Outbound, Tells
from tests.channels.twilio.forms import ACCOUNT

pytestmark = pytest.mark.django_db
TO = "+12025550143"


@dataclass
class Twilio:
    """Remembers what it was asked for; `answer` is the next status and body, `breaks` hangs up after it has taken it."""

    url: str
    got: list[dict[str, list[str]]] = field(default_factory=list)
    answer: tuple[int, dict[str, Any]] = (201, {})
    breaks: bool = False


@pytest.fixture
def twilio(settings: Any) -> Iterator[Twilio]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            there.got.append(parse_qs(body))
            if there.breaks:
                self.connection.close()
                return
            status, said = there.answer
            self.say(status, said or {"sid": f"SM{len(there.got):032x}"})

        def do_GET(self) -> None:
            messages = [
                {"sid": f"SM{n:032x}", "body": form["Body"][0], "direction": "outbound-api"}
                for n, form in enumerate(there.got, start=1)
            ]
            self.say(200, {"messages": messages})

        def say(self, status: int, said: dict[str, Any]) -> None:
            body = json.dumps(said).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    there = Twilio(f"http://127.0.0.1:{server.server_port}")
    settings.HEARTLINE_TWILIO_URL = (
        f"twilio://{ACCOUNT}:token@{ACCOUNT}?sms_from=+12025550100&whatsapp_from=+12025550101&api={there.url}"
    )
    yield there
    server.shutdown()
    server.server_close()


def a_text(key: str = "k1", text: str = "Your visit is at nine.") -> Outbound:
    return Outbound(key, Door.SMS, TO, text, "en", Tells.LOGISTICS)


def test_a_text_goes_out_under_its_key_and_the_provider_is_well(twilio: Twilio) -> None:
    provider = provider_for(Door.SMS)
    assert provider is not None
    assert provider.send(a_text()) == Accepted(f"SM{1:032x}")
    [form] = twilio.got
    assert (form["To"], form["From"], form["Body"]) == ([TO], ["+12025550100"], ["Your visit is at nine."])
    assert form["StatusCallback"][0].endswith("/hooks/twilio/status?key=k1")
    health = ProviderHealth.objects.get(pk="twilio:sms")
    assert (health.sent, health.failed) == (1, 0) and health.succeeded_at


def test_what_twilio_declines_is_told_in_words(twilio: Twilio) -> None:
    twilio.answer = (400, {"code": 21211})
    provider = provider_for(Door.WHATSAPP)
    assert provider is not None
    told = provider.send(Outbound("k1", Door.WHATSAPP, TO, "Hello", "en", Tells.NOTICE))
    assert isinstance(told, Declined) and told.failure.permanent
    health = ProviderHealth.objects.get(pk="twilio:whatsapp")
    assert (health.failed, health.code, health.words) == (1, "21211", "This number or address is not in use.")


def test_after_a_lost_answer_twilio_is_asked_and_another_message_with_the_same_words_is_not_taken_for_it(
    twilio: Twilio,
) -> None:
    provider = provider_for(Door.SMS)
    assert provider is not None
    first = provider.send(a_text("k1"))
    assert isinstance(first, Accepted)
    since = datetime(2026, 1, 1, tzinfo=UTC)
    assert provider.find(a_text("k2"), since, frozenset({first.provider_id})) is None
    twilio.breaks = True
    assert provider.send(a_text("k2")) == Unsure()
    assert provider.find(a_text("k2"), since, frozenset({first.provider_id})) == Accepted(f"SM{2:032x}")


def test_nothing_is_sent_faster_than_the_number_may_send(twilio: Twilio) -> None:
    provider = provider_for(Door.SMS)
    assert provider is not None
    long = "x" * 1530  # ten segments: the whole bucket
    assert isinstance(provider.send(a_text("k1", long)), Accepted)
    held = provider.send(a_text("k2"))
    assert isinstance(held, Held) and held.wait.total_seconds() >= 1
    assert len(twilio.got) == 1 and PaceState.objects.count() == 1


def test_a_door_without_a_sender_has_no_provider(settings: Any) -> None:
    settings.HEARTLINE_TWILIO_URL = f"twilio://{ACCOUNT}:token@{ACCOUNT}?sms_from=+12025550100"
    assert provider_for(Door.SMS) is not None
    assert provider_for(Door.WHATSAPP) is None
