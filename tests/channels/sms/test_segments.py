"""Segments of a text message, against values known from the standard, and rules that hold for any text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heartline.channels.sms.alphabet import SEPTETS, is_basic
from heartline.channels.sms.plainer import plainer
from heartline.channels.sms.segments import ALONE, JOINED, Encoding, count, measure

basic = st.text(st.sampled_from(sorted(SEPTETS)), max_size=700)
some = st.text(max_size=400) | basic | st.text(st.sampled_from("a€{😀ñ’"), max_size=500)


def test_the_alphabet_has_127_letters_and_ten_escaped_ones() -> None:
    assert sum(1 for cost in SEPTETS.values() if cost == 1) == 127
    assert {char for char, cost in SEPTETS.items() if cost == 2} == set("\f^{}\\[~]|€")


@pytest.mark.parametrize("char", "@£$¥èéùìòÇØøÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ¤¡ÄÖÑÜ§¿äöñüà")
def test_these_are_of_the_basic_alphabet(char: str) -> None:
    assert SEPTETS[char] == 1


@pytest.mark.parametrize("char", "áíóúçÀÈ`’“”–—…\t😀中ạع\x1b")
def test_these_are_not(char: str) -> None:
    assert char not in SEPTETS


@pytest.mark.parametrize(
    ("text", "encoding", "segments", "units"),
    [
        ("", Encoding.GSM7, 0, 0),
        ("a" * 160, Encoding.GSM7, 1, 160),
        ("a" * 161, Encoding.GSM7, 2, 161),
        ("a" * 306, Encoding.GSM7, 2, 306),
        ("a" * 307, Encoding.GSM7, 3, 307),
        ("€" * 80, Encoding.GSM7, 1, 160),
        ("€" * 81, Encoding.GSM7, 2, 162),
        ("á" + "a" * 69, Encoding.UCS2, 1, 70),
        ("á" + "a" * 70, Encoding.UCS2, 2, 71),
        ("中" * 134, Encoding.UCS2, 2, 134),
        ("中" * 135, Encoding.UCS2, 3, 135),
        ("😀" * 35, Encoding.UCS2, 1, 70),
        ("😀" * 36, Encoding.UCS2, 2, 72),
    ],
)
def test_known_counts(text: str, encoding: Encoding, segments: int, units: int) -> None:
    told = count(text)
    assert (told.encoding, len(told.segments), told.units) == (encoding, segments, units)


def test_an_escaped_character_is_not_cut_in_two() -> None:
    told = count("a" * 152 + "€" + "a" * 10)
    assert told.segments == ("a" * 152, "€" + "a" * 10)


def test_an_emoji_is_not_cut_in_two() -> None:
    told = count("á" * 66 + "😀" + "á" * 10)
    assert told.segments == ("á" * 66, "😀" + "á" * 10)


def test_what_forces_sixteen_bits_is_named_once_in_its_order() -> None:
    assert count("“Hi” — ’tis “me”").forcing == ("“", "”", "—", "’")
    assert count("Plain").forcing == ()


def test_a_curly_quote_in_a_long_text_is_worth_a_plainer_one() -> None:
    text = "We’ll see you at the clinic. " * 4
    told = count(text)
    assert told.plainer == text.replace("’", "'") and len(count(told.plainer).segments) < len(told.segments)


def test_nothing_is_suggested_where_it_saves_nothing_or_would_change_a_word() -> None:
    assert count("We’ll see you.").plainer is None  # one segment either way
    assert count("Papá’s visit " * 12).plainer is None  # the accent stays, and with it the 16 bits


@given(some)
def test_segments_are_the_text_again_and_none_is_too_long(text: str) -> None:
    told = count(text)
    assert "".join(told.segments) == text
    limit = ALONE[told.encoding] if len(told.segments) == 1 else JOINED[told.encoding]
    assert all(0 < measure(each, told.encoding) <= limit for each in told.segments)
    assert sum(measure(each, told.encoding) for each in told.segments) == told.units


@given(some)
def test_no_segment_could_have_taken_the_next_character(text: str) -> None:
    told = count(text)
    for this, following in zip(told.segments, told.segments[1:], strict=False):
        assert measure(this + following[0], told.encoding) > JOINED[told.encoding]


@given(some)
def test_room_is_exact(text: str) -> None:
    told = count(text)
    fill = "a" if told.encoding is Encoding.GSM7 else "á"
    if told.segments:
        assert len(count(text + fill * told.room).segments) == len(told.segments)
    if len(told.segments) > 1:
        assert len(count(text + fill * (told.room + 1)).segments) == len(told.segments) + 1


@given(some)
def test_the_encoding_follows_from_what_forces_it(text: str) -> None:
    told = count(text)
    assert (told.encoding is Encoding.UCS2) == bool(told.forcing) == (not is_basic(text))


@given(some)
def test_a_suggestion_is_plain_shorter_and_keeps_every_letter(text: str) -> None:
    told = count(text)
    if told.plainer is not None:
        assert is_basic(told.plainer)
        assert len(count(told.plainer).segments) < len(told.segments)
        assert [char for char in text if char.isalpha()] == [char for char in told.plainer if char.isalpha()] or (
            "ﬁ" in text or "ﬂ" in text
        )


@given(st.text())
def test_plain_is_plain_already(text: str) -> None:
    assert plainer(plainer(text)) == plainer(text)


@given(st.text().filter(lambda text: "\x00" not in text))
def test_sixteen_bits_are_counted_as_utf16_counts_them(text: str) -> None:
    try:
        units = len(text.encode("utf-16-be")) // 2
    except UnicodeEncodeError:
        return
    assert measure(text, Encoding.UCS2) == units
