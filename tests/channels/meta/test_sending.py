"""A message as the Graph API wants it: inside its windows, with our key in it, and sent once."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heartline.channels.meta.sending import (
    Account,
    outcome,
    private_reply,
    public_reply,
    refusal,
    request,
    send,
)
from heartline.channels.traffic.delivery import State
from heartline.channels.traffic.failures import Why
from heartline.channels.traffic.http import Accepted, Declined, NoAnswer, NotReached, Request, Response, Unsure
from heartline.channels.traffic.messages import Door, Media, Outbound, Tells, Template
from heartline.channels.traffic.public import Spot, Where

NOW = datetime(2026, 3, 2, 15, tzinfo=UTC)
HOUR_AGO, YESTERDAY, LAST_MONTH = NOW - timedelta(hours=1), NOW - timedelta(days=2), NOW - timedelta(days=30)
META = Account("1010101", "token")
MESSENGER = Outbound("k1", Door.MESSENGER, "2020202", "You have a message.", "en", Tells.NOTICE)
INSTAGRAM = replace(MESSENGER, door=Door.INSTAGRAM)
WHATSAPP = replace(MESSENGER, door=Door.WHATSAPP, to="+12025550143")
PICTURE = Media("https://clinic.example/map.png", "image/png")
COMMENT = Spot(Where.COMMENT, Door.MESSENGER, "77_88")


def said(told: Request) -> dict[str, Any]:
    return dict(json.loads(told.body))


def test_an_answer_within_a_day() -> None:
    told = request(META, MESSENGER, HOUR_AGO, NOW)
    assert told.url == "https://graph.facebook.com/v25.0/1010101/messages"
    assert said(told) == {
        "recipient": {"id": "2020202"},
        "messaging_type": "RESPONSE",
        "message": {"text": "You have a message.", "metadata": "k1"},
    }
    assert told.headers["Authorization"] == "Bearer token" and "token" not in told.url
    assert "token" not in repr(META) + repr(told)


def test_a_person_may_answer_for_a_week_and_says_so() -> None:
    by_person = replace(INSTAGRAM, by_person=True)
    assert refusal(by_person, YESTERDAY, NOW) is None
    told = said(request(META, by_person, YESTERDAY, NOW))
    assert (told["messaging_type"], told["tag"]) == ("MESSAGE_TAG", "HUMAN_AGENT")
    assert told["message"] == {"text": "You have a message."}


@pytest.mark.parametrize(
    ("out", "last"),
    [
        (MESSENGER, YESTERDAY),  # the assistant may not
        (replace(MESSENGER, by_person=True), LAST_MONTH),
        (replace(MESSENGER, by_person=True), None),
        (replace(WHATSAPP, by_person=True), YESTERDAY),  # WhatsApp knows no human agent
    ],
)
def test_after_that_another_door_has_to_carry_it(out: Outbound, last: datetime | None) -> None:
    told = refusal(out, last, NOW)
    assert told is not None and told.why is Why.WINDOW_CLOSED and told.permanent


@pytest.mark.parametrize(
    ("out", "why"),
    [
        (replace(MESSENGER, text="x" * 2000), None),
        (replace(MESSENGER, text="x" * 2001), Why.TOO_LARGE),
        (replace(INSTAGRAM, text="é" * 500), None),
        (replace(INSTAGRAM, text="é" * 501), Why.TOO_LARGE),
        (replace(WHATSAPP, text="x" * 4097), Why.TOO_LARGE),
        (replace(MESSENGER, media=(PICTURE,)), Why.NOT_SUPPORTED),
        (replace(MESSENGER, text="", media=(PICTURE,)), None),
        (replace(WHATSAPP, media=(PICTURE,)), None),
        (replace(WHATSAPP, text="x" * 1025, media=(PICTURE,)), Why.TOO_LARGE),
        (replace(WHATSAPP, media=(PICTURE, PICTURE)), Why.NOT_SUPPORTED),
        (replace(WHATSAPP, media=(Media("https://x/1", "audio/ogg"),)), Why.NOT_SUPPORTED),
        (replace(MESSENGER, text=""), Why.OUR_REQUEST),
        (replace(MESSENGER, door=Door.SMS), Why.NOT_SUPPORTED),
        (replace(MESSENGER, template=Template("t", "en")), Why.NOT_SUPPORTED),
    ],
)
def test_what_meta_would_turn_away_is_not_even_sent(out: Outbound, why: Why | None) -> None:
    told = refusal(out, HOUR_AGO, NOW)
    assert (told.why if told else None) is why


def test_a_whatsapp_text_a_picture_and_a_template() -> None:
    text = said(request(META, WHATSAPP, HOUR_AGO, NOW))
    assert (text["to"], text["type"], text["text"]["body"]) == ("+12025550143", "text", "You have a message.")
    assert text["biz_opaque_callback_data"] == "k1"
    picture = said(request(META, replace(WHATSAPP, media=(PICTURE,)), HOUR_AGO, NOW))
    assert picture["image"] == {"link": PICTURE.url, "caption": "You have a message."}
    template = replace(WHATSAPP, template=Template("reminder", "zh-CN", ("Monday",)))
    assert refusal(template, None, NOW) is None
    told = said(request(META, template, None, NOW))["template"]
    assert (told["name"], told["language"]) == ("reminder", {"code": "zh_CN"})
    assert told["components"] == [{"type": "body", "parameters": [{"type": "text", "text": "Monday"}]}]


def test_a_public_and_a_private_answer_to_a_comment() -> None:
    told = request(META, replace(MESSENGER, door=Door.COMMENT, to=str(COMMENT), text="Thank you."), None, NOW)
    assert told.url.endswith("/77_88/comments") and said(told) == {"message": "Thank you."}
    assert public_reply(META, replace(COMMENT, door=Door.INSTAGRAM), "Thank you.").url.endswith("/77_88/replies")
    private = request(META, replace(MESSENGER, to=str(COMMENT), text="Hello."), None, NOW)
    assert said(private)["recipient"] == {"comment_id": "77_88"} and private.url.endswith("/1010101/messages")
    assert said(private_reply(META, replace(COMMENT, where=Where.POST), "Hi"))["recipient"] == {"post_id": "77_88"}
    with pytest.raises(ValueError, match="review"):
        private_reply(META, replace(COMMENT, where=Where.REVIEW), "Hi")


def answered(status: int, told: object = None) -> Response:
    return Response(status, {"retry-after": "30"}, json.dumps(told).encode() if told is not None else b"")


def failed(code: int, subcode: int | None = None, status: int = 400) -> Response:
    return answered(status, {"error": {"message": "…", "code": code, "error_subcode": subcode}})


@pytest.mark.parametrize(
    ("response", "why"),
    [
        (failed(10, 2018278), Why.WINDOW_CLOSED),
        (failed(10, 2018108), Why.BLOCKED),
        (failed(10), Why.OUR_SETTINGS),
        (failed(100, 2018001), Why.NO_SUCH_ADDRESS),
        (failed(100), Why.OUR_REQUEST),
        (failed(190, status=401), Why.OUR_SETTINGS),
        (failed(551), Why.BLOCKED),
        (failed(613), Why.BUSY),
        (failed(2, status=500), Why.PROVIDER_DOWN),
        (failed(131047), Why.WINDOW_CLOSED),
        (failed(131026), Why.BLOCKED),
        (failed(130429), Why.BUSY),
        (failed(777777), Why.OUR_REQUEST),
        (answered(429), Why.BUSY),
        (answered(403), Why.OUR_SETTINGS),
    ],
)
def test_a_refusal_says_why(response: Response, why: Why) -> None:
    told = outcome(response, NOW)
    assert isinstance(told, Declined) and told.failure.why is why and told.asked == timedelta(seconds=30)


def test_who_has_it_and_who_may_have_it() -> None:
    assert outcome(answered(200, {"recipient_id": "2020202", "message_id": "m_1"}), NOW) == Accepted(
        "m_1", State.SENT, "2020202"
    )
    assert outcome(answered(200, {"messages": [{"id": "wamid.1"}]}), NOW) == Accepted("wamid.1")
    for unclear in (
        answered(200),
        answered(200, {"messages": 1}),
        answered(500),
        failed(1),
        failed(131000, status=500),
    ):
        assert outcome(unclear, NOW) == Unsure()


@given(st.integers(100, 599), st.binary(max_size=60))
def test_no_answer_of_theirs_can_break_us(status: int, raw: bytes) -> None:
    assert isinstance(outcome(Response(status, {}, raw), NOW), Accepted | Declined | Unsure)


def test_a_request_that_never_left_may_go_again_and_one_without_answer_may_not() -> None:
    def down(_: Request) -> Response:
        raise NotReached

    def silent(_: Request) -> Response:
        raise NoAnswer

    told = send(META, MESSENGER, down, HOUR_AGO, NOW)
    assert isinstance(told, Declined) and not told.failure.permanent
    assert send(META, MESSENGER, silent, HOUR_AGO, NOW) == Unsure()
