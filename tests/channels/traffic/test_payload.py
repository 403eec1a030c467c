"""JSON from outside: whatever comes, it is read or refused, never fallen over."""

import json
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heartline.channels.traffic.payload import MOST_BYTES, Node, parse, storable
from heartline.channels.traffic.refusal import Malformed

anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=20,
)


@given(st.binary())
def test_bytes_are_read_or_refused(body: bytes) -> None:
    with suppress(Malformed):
        assert isinstance(parse(body), Node)


@given(st.dictionaries(st.text(max_size=8), anything, max_size=5))
def test_what_is_read_can_be_stored(value: dict[str, Any]) -> None:
    try:
        told = parse(json.dumps(value).encode())
    except Malformed:
        return
    kept = json.dumps(told.value, ensure_ascii=False)
    assert "\x00" not in kept and "\\u0000" not in kept
    kept.encode("utf-8")  # no half of a surrogate pair


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b'"text"',
        b"{",
        b'{"a": NaN}',
        b'{"a": 1e999}',
        b"\xff\xfe",
        b'{"a":' * 100_000,
        b'{"a":' * 60 + b"1" + b"}" * 60,
        b" " * (MOST_BYTES + 1),
        b'{"a": ' + b"9" * 10_000 + b"}",
    ],
)
def test_what_is_no_object_is_refused(body: bytes) -> None:
    with pytest.raises(Malformed):
        parse(body)


@given(st.text())
def test_text_that_is_fine_stays_as_it_is(text: str) -> None:
    assert storable(text) == text.replace("\x00", "")


def test_half_a_surrogate_pair_becomes_a_question_mark() -> None:
    assert storable("a\ud83db") == "a?b"


def test_each_thing_is_asked_for_by_its_type_and_the_refusal_says_where() -> None:
    node = parse(b'{"a": {"b": [{"c": 1}, 2]}}').node("a")
    assert next(node.nodes("b")).number("c") == 1
    with pytest.raises(Malformed, match=r"a\.b\[1\]: is no object"):
        list(node.nodes("b"))
    with pytest.raises(Malformed, match=r"a\.b: is no text"):
        node.text("b")
    with pytest.raises(Malformed, match=r"a\.d: is missing"):
        node.needed("d")


@given(anything)
def test_a_moment_is_a_time_or_refused(value: Any) -> None:
    try:
        told = Node({"at": value}, "").moment("at", 1000)
    except Malformed:
        return
    assert told is None or told.tzinfo is not None
