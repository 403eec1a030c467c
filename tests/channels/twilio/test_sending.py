"""A message as Twilio wants it, and what its answers mean: sent once, whatever happens on the way."""

import json
from base64 import b64decode
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heartline.channels.traffic.failures import Why
from heartline.channels.traffic.http import (
    Accepted,
    Declined,
    NoAnswer,
    NotReached,
    Outcome,
    Request,
    Response,
    Unsure,
)
from heartline.channels.traffic.messages import Door, Media, Outbound, Tells, Template
from heartline.channels.twilio.sending import Account, found, outcome, refusal, request, search, send
from tests.channels.twilio.forms import ACCOUNT, SID

NOW = datetime(2026, 3, 2, 15, tzinfo=UTC)
TWILIO = Account(
    ACCOUNT, "SK1", "secret", "https://clinic.example/twilio/status?v=1", "MG1", "+12025550100", "+12025550101"
)
TEXT = Outbound("k/1", Door.SMS, "+12025550143", "You have a message.", "en", Tells.NOTICE)
WHATSAPP = replace(TEXT, door=Door.WHATSAPP)
TEMPLATE = replace(WHATSAPP, template=Template("HX1", "en", ("Monday", "2 pm")))


def fields(told: Request) -> dict[str, list[str]]:
    return parse_qs(told.body.decode())


def test_a_text_goes_through_the_messaging_service_and_carries_its_key_in_the_callback() -> None:
    told = request(TWILIO, TEXT)
    assert told.url == f"https://api.twilio.com/2010-04-01/Accounts/{ACCOUNT}/Messages.json" and told.method == "POST"
    assert fields(told) == {
        "To": ["+12025550143"],
        "MessagingServiceSid": ["MG1"],
        "StatusCallback": ["https://clinic.example/twilio/status?v=1&key=k%2F1"],
        "Body": ["You have a message."],
    }
    back = urlsplit(fields(told)["StatusCallback"][0])
    assert parse_qs(back.query)["key"] == ["k/1"]


def test_without_a_service_it_comes_from_our_number() -> None:
    assert fields(request(replace(TWILIO, service=""), TEXT))["From"] == ["+12025550100"]


def test_credentials_go_in_a_header_and_are_never_printed() -> None:
    told = request(TWILIO, TEXT)
    assert b64decode(told.headers["Authorization"].removeprefix("Basic ")) == b"SK1:secret"
    assert "secret" not in repr(TWILIO) and "Authorization" not in repr(told) and TEXT.text not in repr(told)


def test_whatsapp_speaks_from_its_own_number_and_by_template_after_a_day() -> None:
    told = fields(request(TWILIO, TEMPLATE))
    assert told["To"] == ["whatsapp:+12025550143"] and told["From"] == ["whatsapp:+12025550101"]
    assert told["ContentSid"] == ["HX1"] and "Body" not in told
    assert json.loads(told["ContentVariables"][0]) == {"1": "Monday", "2": "2 pm"}
    assert refusal(TEMPLATE, None, NOW) is None
    assert refusal(WHATSAPP, NOW - timedelta(hours=23), NOW) is None
    late = refusal(WHATSAPP, NOW - timedelta(hours=24), NOW)
    assert late is not None and late.why is Why.WINDOW_CLOSED


@pytest.mark.parametrize(
    ("out", "why"),
    [
        (replace(TEXT, text="x" * 1600), None),
        (replace(TEXT, text="x" * 1601), Why.TOO_LARGE),
        (replace(TEXT, text=""), Why.OUR_REQUEST),
        (replace(TEXT, door=Door.VOICE), Why.NOT_SUPPORTED),
        (replace(TEXT, template=Template("HX1", "en")), Why.NOT_SUPPORTED),
        (replace(TEXT, media=(Media("https://x/1", "image/jpeg", size=4_000_000),)), None),
        (replace(TEXT, media=(Media("https://x/1", "image/jpeg", size=3_000_000),) * 2), Why.TOO_LARGE),
        (replace(TEXT, media=(Media("https://x/1", "image/png", size=1),) * 11), Why.TOO_LARGE),
        (replace(TEXT, media=(Media("https://x/1", "application/pdf", size=600_001),)), Why.TOO_LARGE),
        (replace(TEMPLATE, media=(Media("https://x/1", "image/png"),) * 2), Why.TOO_LARGE),
    ],
)
def test_what_twilio_would_turn_away_is_not_even_sent(out: Outbound, why: Why | None) -> None:
    told = refusal(out, NOW, NOW)
    assert (told.why if told else None) is why


def answered(status: int, said: object = None, **headers: str) -> Response:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Response(status, named, json.dumps(said).encode() if said is not None else b"")


@pytest.mark.parametrize(
    ("response", "told"),
    [
        (answered(201, {"sid": SID, "status": "accepted"}), Accepted(SID)),
        (answered(201, {"sid": ""}), Unsure()),
        (answered(201), Unsure()),
        (answered(500), Unsure()),
        (answered(502, {"code": 20500}), Unsure()),
    ],
)
def test_an_answer_without_an_id_leaves_us_unsure(response: Response, told: Outcome) -> None:
    assert outcome(response, NOW) == told


@pytest.mark.parametrize(
    ("response", "why", "asked"),
    [
        (answered(400, {"code": 21610}), Why.OPTED_OUT, None),
        (answered(400, {"code": 21211}), Why.NO_SUCH_ADDRESS, None),
        (answered(400, {"code": 21611}), Why.BUSY, None),
        (answered(429, {"code": 20429}, retry_after="3"), Why.BUSY, timedelta(seconds=3)),
        (answered(429, Retry_After="3"), Why.BUSY, timedelta(seconds=3)),
        (answered(503, retry_after="60"), Why.PROVIDER_DOWN, timedelta(seconds=60)),
        (answered(401, {"code": 20003}), Why.OUR_SETTINGS, None),
        (answered(401), Why.OUR_SETTINGS, None),
        (answered(400, {"code": 99999}), Why.OUR_REQUEST, None),
        (answered(400, {"code": "21610"}), Why.OUR_REQUEST, None),
    ],
)
def test_a_refusal_says_why_and_when_to_come_back(response: Response, why: Why, asked: timedelta | None) -> None:
    told = outcome(response, NOW)
    assert isinstance(told, Declined) and (told.failure.why, told.asked) == (why, asked)


@given(st.integers(100, 599), st.binary(max_size=60))
def test_no_answer_of_theirs_can_break_us(status: int, body: bytes) -> None:
    assert isinstance(outcome(Response(status, {}, body), NOW), Accepted | Declined | Unsure)


def test_a_request_that_never_left_may_go_again_and_one_without_answer_may_not() -> None:
    def down(_: Request) -> Response:
        raise NotReached

    def silent(_: Request) -> Response:
        raise NoAnswer

    told = send(TWILIO, TEXT, down, NOW)
    assert isinstance(told, Declined) and not told.failure.permanent
    assert send(TWILIO, TEXT, silent, NOW) == Unsure()
    assert send(TWILIO, TEXT, lambda _: answered(201, {"sid": SID}), NOW) == Accepted(SID)


def test_a_lost_answer_is_looked_for_among_what_was_sent_to_that_person() -> None:
    asked = search(TWILIO, TEXT, NOW)
    assert asked.method == "GET" and not asked.body
    assert parse_qs(urlsplit(asked.url).query) == {"To": [TEXT.to], "DateSent>": ["2026-03-02"], "PageSize": ["100"]}
    ours = {"sid": "SM9", "body": TEXT.text, "direction": "outbound-api"}
    other = {"sid": "SM8", "body": TEXT.text + "!", "direction": "outbound-api"}
    theirs = {"sid": "SM7", "body": TEXT.text, "direction": "inbound"}
    listed = answered(200, {"messages": [other, theirs, 7, ours]})
    assert found(listed, TEXT, frozenset()) == Accepted("SM9")
    assert found(listed, TEXT, frozenset({"SM9"})) is None  # that one is another message of ours with the same words
    assert found(answered(200, {"messages": "none"}), TEXT, frozenset()) is None
    assert found(listed, TEMPLATE, frozenset()) is None
