"""Meta's batches become events, each read alone: what one has wrong costs none of the others."""

import json
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heartline.channels.meta.events import Event, Skipped, Unreadable, Withdrawn
from heartline.channels.meta.receiving import events
from heartline.channels.traffic.delivery import Delivery, State, Watermark
from heartline.channels.traffic.failures import Why
from heartline.channels.traffic.messages import Door, Inbound, Media
from heartline.channels.traffic.public import Happened, PublicComment, Where
from heartline.channels.traffic.refusal import Malformed
from tests.channels.meta.payloads import (
    AT,
    PAGE,
    PERSON,
    PROFILE,
    body,
    changed,
    comment,
    event,
    messaging,
    whatsapp,
    whatsapp_message,
    whatsapp_status,
    written,
)

WHEN = datetime(2026, 3, 2, 15, tzinfo=UTC)


def only(kind: str, *entries: Any) -> Event:
    (told,) = events(body(kind, *entries))
    return told


def test_a_message_to_our_page() -> None:
    told = only("page", messaging(written(reply_to={"mid": "m_0"})))
    assert isinstance(told, Inbound)
    assert (told.provider, told.provider_id, told.door) == ("meta", "m_1", Door.MESSENGER)
    assert (told.sender, told.receiver, told.text) == (PERSON, PAGE, "Are you open today?")
    assert (told.at, told.reply_to) == (WHEN, "m_0")


def test_a_message_on_instagram() -> None:
    told = only("instagram", messaging(event(PROFILE, message={"mid": "m_1", "text": "Hi"}), account=PROFILE))
    assert isinstance(told, Inbound) and (told.door, told.receiver) == (Door.INSTAGRAM, PROFILE)


def test_a_picture_and_a_quick_reply() -> None:
    sent = event(
        message={
            "mid": "m_1",
            "attachments": [
                {"type": "image", "payload": {"url": "https://cdn.example/1"}},
                {"type": "fallback", "payload": {"url": "javascript:alert(1)"}},
                {"type": "location", "payload": {"coordinates": {"lat": 1, "long": 2}}},
            ],
            "quick_reply": {"payload": "yes-1"},
        }
    )
    told = only("page", messaging(sent))
    assert isinstance(told, Inbound) and told.choice == "yes-1"
    assert told.media == (Media("https://cdn.example/1", "image/*", provider_id="image"),)


def test_a_pressed_button_is_a_message_also_where_it_brings_no_id() -> None:
    told = only("page", messaging(event(postback={"title": "Book", "payload": "book", "mid": "m_7"})))
    assert isinstance(told, Inbound) and (told.provider_id, told.text, told.choice) == ("m_7", "Book", "book")
    old = [only("page", messaging(event(postback={"title": "Book", "payload": "book"}))) for _ in range(2)]
    assert old[0] == old[1] and isinstance(old[0], Inbound) and str(AT) in old[0].provider_id


def test_what_we_said_ourselves_is_no_message() -> None:
    echo = {"sender": {"id": PAGE}, "recipient": {"id": PERSON}, "timestamp": AT}
    assert isinstance(
        only("page", messaging(echo | {"message": {"mid": "m_1", "text": "Hi", "is_echo": True}})), Skipped
    )
    assert isinstance(only("page", messaging(echo | {"message": {"mid": "m_1", "text": "Hi"}})), Skipped)


def test_but_with_our_key_it_tells_that_the_message_went_out() -> None:
    told = only("page", messaging(event(message={"mid": "m_1", "is_echo": True, "metadata": "k1"})))
    assert told == Delivery("meta", "m_1", State.SENT, key="k1")


def test_receipts() -> None:
    delivered = event(delivery={"mids": ["m_1", "m_2"], "watermark": AT})
    mark = Watermark("meta", Door.MESSENGER, PERSON, PAGE, State.DELIVERED, WHEN)
    assert events(body("page", messaging(delivered))) == [
        Delivery("meta", "m_1", State.DELIVERED),
        Delivery("meta", "m_2", State.DELIVERED),
        mark,
    ]
    read = only("page", messaging(event(read={"watermark": AT})))
    assert read == Watermark("meta", Door.MESSENGER, PERSON, PAGE, State.READ, WHEN)
    on_instagram = only("instagram", messaging(event(PROFILE, read={"mid": "m_3"}), account=PROFILE))
    assert on_instagram == Delivery("meta", "m_3", State.READ, at=WHEN)


def test_a_message_taken_back() -> None:
    told = only("instagram", messaging(event(PROFILE, message={"mid": "m_1", "is_deleted": True}), account=PROFILE))
    assert told == Withdrawn("meta", "m_1", PERSON)


def test_several_entries_with_several_events_each() -> None:
    told = events(body("page", messaging(written(mid="a"), written(mid="b")), comment(), messaging(written(mid="c"))))
    assert [getattr(each, "provider_id", None) for each in told] == ["a", "b", "77_88", "c"]


def test_a_bad_one_in_the_middle_costs_no_other() -> None:
    bad = event(message={"text": "no id"})
    told = events(body("page", messaging(written(mid="a"), bad, written(mid="b")), {"id": None}, messaging(written())))
    assert [type(each) for each in told] == [Inbound, Unreadable, Inbound, Unreadable, Inbound]
    assert told[1] == Unreadable("entry[0].messaging[1].message.mid", "is missing")


def test_an_event_for_another_page_than_the_entrys_is_refused() -> None:
    assert isinstance(only("page", messaging(event("999", message={"mid": "m_1", "text": "x"}))), Unreadable)


def test_a_comment_under_our_post() -> None:
    told = only("page", comment())
    assert isinstance(told, PublicComment)
    assert (told.provider_id, told.where, told.happened) == ("77_88", Where.COMMENT, Happened.WRITTEN)
    assert (told.writer, told.account, told.about, told.reply_to) == (PERSON, PAGE, "1010101_77", "")
    assert told.at == WHEN


@pytest.mark.parametrize(("verb", "happened"), [("edited", Happened.CHANGED), ("remove", Happened.REMOVED)])
def test_a_comment_changed_or_removed_keeps_its_id(verb: str, happened: Happened) -> None:
    told = only("page", comment(verb=verb, parent_id="77_80"))
    assert isinstance(told, PublicComment) and (told.happened, told.reply_to) == (happened, "77_80")


def test_our_own_comment_a_like_and_a_hidden_one_are_nothing_said() -> None:
    assert isinstance(only("page", comment(**{"from": {"id": PAGE}})), Skipped)
    assert isinstance(only("page", comment(item="reaction")), Skipped)
    assert isinstance(only("page", comment(verb="hide")), Skipped)


def test_a_review() -> None:
    told = only(
        "page",
        changed(
            "ratings",
            item="rating",
            verb="add",
            open_graph_story_id="99",
            reviewer_id=PERSON,
            reviewer_name="Rosa Example",
            review_text="Never again",
        ),
    )
    assert isinstance(told, PublicComment) and (told.where, told.text) == (Where.REVIEW, "Never again")


def test_a_comment_on_instagram_in_either_shape() -> None:
    value = {"id": "55", "from": {"id": PERSON, "username": "rosa"}, "text": "Hi", "media": {"id": "44"}}
    told = only("instagram", changed("comments", PROFILE, **value))
    assert isinstance(told, PublicComment) and (told.writer_name, told.about) == ("rosa", "44")
    assert only("instagram", {"id": PROFILE, "time": AT // 1000, "field": "comments", "value": value}) == told
    assert isinstance(only("instagram", changed("comments", PROFILE, **value | {"from": {"id": PROFILE}})), Skipped)


def test_whatsapp_words_and_names() -> None:
    contacts = [{"profile": {"name": "Rosa"}, "wa_id": "12025550143"}]
    sent = whatsapp_message(type="text", text={"body": "Hola"}, context={"id": "wamid.0"})
    told = only("whatsapp_business_account", whatsapp(contacts=contacts, messages=[sent]))
    assert isinstance(told, Inbound)
    assert (told.door, told.sender, told.receiver) == (Door.WHATSAPP, "+12025550143", "+12025550100")
    assert (told.text, told.sender_name, told.reply_to, told.at) == ("Hola", "Rosa", "wamid.0", WHEN)


@pytest.mark.parametrize(
    ("sent", "text", "choice"),
    [
        ({"type": "button", "button": {"text": "Yes", "payload": "yes-1"}}, "Yes", "yes-1"),
        ({"type": "interactive", "interactive": {"button_reply": {"id": "b", "title": "Yes"}}}, "Yes", "b"),
        ({"type": "interactive", "interactive": {"list_reply": {"id": "l", "title": "Monday"}}}, "Monday", "l"),
        ({"type": "unsupported", "errors": [{"code": 131051}]}, "", ""),
    ],
)
def test_whatsapp_buttons_and_lists(sent: dict[str, Any], text: str, choice: str) -> None:
    told = only("whatsapp_business_account", whatsapp(messages=[whatsapp_message(**sent)]))
    assert isinstance(told, Inbound) and (told.text, told.choice) == (text, choice)


def test_a_whatsapp_file_is_named_by_its_id() -> None:
    sent = whatsapp_message(
        type="document", document={"id": "6", "mime_type": "application/pdf", "filename": "card.pdf"}
    )
    told = only("whatsapp_business_account", whatsapp(messages=[sent]))
    assert isinstance(told, Inbound) and told.media == (Media("", "application/pdf", "card.pdf", provider_id="6"),)


def test_whatsapp_news_of_our_messages() -> None:
    failed = whatsapp_status(status="failed", errors=[{"code": 131047}], biz_opaque_callback_data="k1")
    told = events(body("whatsapp_business_account", whatsapp(statuses=[whatsapp_status(), failed, {"id": "x"}, {}])))
    assert told[0] == Delivery("meta", "wamid.B2", State.DELIVERED, at=WHEN)
    assert isinstance(told[1], Delivery) and told[1].failure is not None
    assert (told[1].failure.why, told[1].key) == (Why.WINDOW_CLOSED, "k1")
    assert [type(each) for each in told[2:]] == [Skipped, Unreadable]


@pytest.mark.parametrize("raw", [b"", b"[]", b"{}", b'{"object": "user"}', b'{"object": "page", "entry": 5}', b"\xff"])
def test_a_body_that_is_none_of_metas_is_refused(raw: bytes) -> None:
    with pytest.raises(Malformed):
        events(raw)


TRUE = [
    body("page", messaging(written(), event(delivery={"mids": ["m"], "watermark": AT})), comment()),
    body("instagram", messaging(event(PROFILE, read={"mid": "m_3"}), account=PROFILE)),
    body("whatsapp_business_account", whatsapp(messages=[whatsapp_message(type="text", text={"body": "a"})])),
    body("whatsapp_business_account", whatsapp(statuses=[whatsapp_status()])),
]
anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=10),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path] * bool(path) + [each for key, item in inner for each in places(item, (*path, key))]


@given(st.sampled_from(TRUE), anything, st.data())
def test_a_true_body_with_anything_at_any_place_is_read_or_refused(raw: bytes, other: Any, data: st.DataObject) -> None:
    payload = json.loads(raw)
    *way, last = data.draw(st.sampled_from(places(payload)))
    inside = payload
    for step in way:
        inside = inside[step]
    inside[last] = other
    with suppress(Malformed):
        assert all(isinstance(each, get_args(Event)) for each in events(json.dumps(payload).encode()))


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(raw: bytes) -> None:
    with suppress(Malformed):
        events(raw)
