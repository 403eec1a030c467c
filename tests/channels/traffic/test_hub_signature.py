"""X-Hub-Signature-256: only the very bytes that were signed, by one of the secrets."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heartline.channels.traffic.hub_signature import is_signed, sign


def test_a_known_value() -> None:
    """GitHub's documentation of the same header gives this one to test with."""
    header = "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17"
    assert is_signed(("It's a Secret to Everybody",), b"Hello, World!", header)


@given(st.binary(max_size=200), st.text(min_size=1, max_size=30), st.text(min_size=1, max_size=30))
def test_old_and_new_secret_both_hold_while_one_replaces_the_other(body: bytes, old: str, new: str) -> None:
    assert is_signed((old, new), body, sign(old, body))
    assert is_signed((old, new), body, sign(new, body))


@given(st.binary(min_size=1, max_size=200), st.data())
def test_one_changed_bit_is_a_forgery(body: bytes, data: st.DataObject) -> None:
    at, bit = data.draw(st.integers(0, len(body) - 1)), data.draw(st.integers(0, 7))
    forged = bytearray(body)
    forged[at] ^= 1 << bit
    assert not is_signed(("secret",), bytes(forged), sign("secret", body))


@given(st.text())
def test_no_header_raises_and_none_fits_by_chance(header: str) -> None:
    assert not is_signed(("secret",), b"body", header)


@pytest.mark.parametrize("header", [None, "", "sha1=00", "sha256=", "sha256=" + "0" * 64])
def test_without_a_true_signature_it_is_refused(header: str | None) -> None:
    assert not is_signed(("secret",), b"body", header)


def test_an_unset_secret_fits_nothing() -> None:
    assert not is_signed(("",), b"body", sign("", b"body"))
    assert not is_signed((), b"body", sign("x", b"body"))
