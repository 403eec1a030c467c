"""The door for any other system: one shape in, one shape out, signed both ways."""

import json
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heartline.channels.traffic.delivery import Delivery, State
from heartline.channels.traffic.failures import Why
from heartline.channels.traffic.http import Accepted, Declined, NoAnswer, Request, Response
from heartline.channels.traffic.hub_signature import is_signed
from heartline.channels.traffic.messages import Door, Inbound, Media, Outbound, Tells
from heartline.channels.traffic.refusal import Malformed
from heartline.channels.webhook.account import System
from heartline.channels.webhook.receiving import read
from heartline.channels.webhook.sending import Account, outcome, request, send

NOW = datetime(2026, 3, 2, 15, tzinfo=UTC)
MESSAGE: dict[str, Any] = {
    "type": "message",
    "id": "x-1",
    "from": "rosa@example.org",
    "to": "front desk",
    "sent_at": "2026-03-02T15:00:30Z",
    "text": "Hello",
    "at": "2026-03-02T10:00:00-05:00",
    "media": [{"url": "https://partner.example/1.png", "type": "image/png"}],
}
THEM, AT = System("partner", ("secret",), "https://partner.example/in"), "2026-03-02T15:00:30Z"
OUT = Outbound("k1", Door.WEBHOOK, "partner:rosa@example.org", "You have a message.", "en", Tells.NOTICE)
PARTNER = Account("https://partner.example/in", "secret")


def body(**changed: Any) -> bytes:
    return json.dumps(MESSAGE | changed).encode()


def test_a_message() -> None:
    told = read(body(extra=1), THEM, NOW)
    assert isinstance(told, Inbound)
    assert (told.provider, told.provider_id, told.door, told.text) == ("system:partner", "x-1", Door.WEBHOOK, "Hello")
    assert (told.sender, told.receiver, told.at) == ("partner:rosa@example.org", "front desk", NOW)
    assert told.media == (Media("https://partner.example/1.png", "image/png"),)


def test_a_receipt() -> None:
    told = read(
        json.dumps({"type": "receipt", "id": "y-1", "key": "k1", "state": "delivered", "sent_at": AT}).encode(),
        THEM,
        NOW,
    )
    assert told == Delivery("system:partner", "y-1", State.DELIVERED, key="k1")
    failed = read(
        json.dumps({"type": "receipt", "id": "y-1", "state": "failed", "reason": "gone", "sent_at": AT}).encode(),
        THEM,
        NOW,
    )
    assert isinstance(failed, Delivery) and failed.failure is not None and failed.failure.why is Why.GONE


@pytest.mark.parametrize(
    ("changed", "path"),
    [
        ({"id": ""}, "id"),
        ({"id": 5}, "id"),
        ({"from": None}, "from"),
        ({"at": "2026-03-02T10:00:00"}, "at"),
        ({"media": [{"url": "javascript:x"}]}, "media.0.url"),
        ({"type": "song"}, "body.type"),
    ],
)
def test_what_is_wrong_is_named_and_not_repeated(changed: dict[str, Any], path: str) -> None:
    with pytest.raises(Malformed) as error:
        read(body(**changed), THEM, NOW)
    assert error.value.path.endswith(path) and "javascript" not in str(error.value)


@given(
    st.dictionaries(st.sampled_from([*MESSAGE, "state"]), st.none() | st.integers() | st.text() | st.lists(st.text()))
)
def test_whatever_comes_is_read_or_refused(changed: dict[str, Any]) -> None:
    with suppress(Malformed):
        assert isinstance(read(body(**changed), THEM, NOW), Inbound | Delivery)


def test_what_goes_out_is_signed_and_carries_its_key() -> None:
    told = request(PARTNER, OUT, NOW)
    assert is_signed(("secret",), told.body, told.headers["X-Hub-Signature-256"])
    assert told.headers["Idempotency-Key"] == json.loads(told.body)["key"] == "k1"


@pytest.mark.parametrize(
    ("status", "why"),
    [(404, Why.NO_SUCH_ADDRESS), (410, Why.GONE), (413, Why.TOO_LARGE), (429, Why.BUSY), (500, Why.PROVIDER_DOWN)],
)
def test_a_refusal_says_why(status: int, why: Why) -> None:
    told = outcome(Response(status), "k1", NOW)
    assert isinstance(told, Declined) and told.failure.why is why


def test_an_answer_with_an_id_or_without() -> None:
    assert outcome(Response(200, {}, b'{"id": "y-1"}'), "k1", NOW) == Accepted("y-1")
    assert outcome(Response(204), "k1", NOW) == outcome(Response(200, {}, b"ok"), "k1", NOW) == Accepted("k1")


def test_with_its_key_it_may_go_a_second_time() -> None:
    def silent(_: Request) -> Response:
        raise NoAnswer

    told = send(PARTNER, OUT, silent, NOW)
    assert isinstance(told, Declined) and not told.failure.permanent
