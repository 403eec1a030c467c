"""Whatever bytes arrive: a letter, in bounded time, with text or a note."""

import random
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from heartline.channels.email import collecting
from heartline.channels.email.kinds import judge
from heartline.channels.email.letter import Letter, Trouble
from heartline.channels.email.mime.html import text_of
from heartline.channels.email.mime.tnef import unpacked
from heartline.channels.email.reading import read
from heartline.channels.email.threading import place
from tests.channels.email.letters import OURS, mail, multipart, needs_real_data, properties, real_messages, tnef

SEEDS = [
    mail("Hello"),
    multipart(
        ("Content-Type: text/plain; format=flowed; charset=gb2312", "一 \r\n> 二\r\n-- \r\n三".encode("gb18030")),
        (
            "Content-Type: text/html; charset=iso-8859-1",
            "<p class=gmail_quote>caf\xe9<blockquote>x</p>".encode("latin-1"),
        ),
        ("Content-Type: message/rfc822; x*0*=utf-8''a%20; x*1=\"b", mail("inner", subject="=?utf-8?b?4pyT?=")),
        (
            "Content-Type: application/ms-tnef",
            tnef((1, 0x69003, properties((0x1F, 0x1000, b"a\0"))), (2, 0x6800F, b"x")),
        ),
        ("Content-Type: message/delivery-status", "X: y\r\n\r\nFinal-Recipient: rfc822;a@b.c\r\nStatus: 5.1.1\r\n"),
        (
            "Content-Type: text/calendar; method=REPLY",
            "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:1\r\nEND:VEVENT\r\nEND:VCALENDAR",
        ),
        ("Content-Type: image/png; name=a.png\r\nContent-Transfer-Encoding: base64", "iVBORw0KGgo="),
        ("Content-Transfer-Encoding: quoted-printable", "a=3D=\r\nb=XX\r\nbegin 644 f\r\n#86%T\r\n`\r\nend\r\n"),
        auto_submitted="auto-replied",
        references="<a@b> <c@d>",
    ),
]
PIECES = [
    b"\r\n", b"\n\n", b"--b0", b"--b0--", b"Content-Type: ", b"multipart/mixed; boundary=", b"=?utf-8?q?", b"?=", b"<", b">", b'"', b"\x00",
    b"\xff", b"charset=utf-16", b"message/rfc822", b"Content-Transfer-Encoding: base64\r\n", b"begin 644 a\n", b"-- \n", b"(((", b"*0*=",
    b"On 1.1.2026 a@b.c wrote:\n", b"<!--", b"&#x", b"\x78\x9f\x3e\x22", b"From: ", b"\x1b$B",
]  # fmt: skip


def sound(raw: bytes) -> Letter:
    """The letter, which said something and stayed within its bounds."""
    letter = read(raw)
    assert Trouble.NOT_READ not in {note.trouble for note in letter.notes}
    assert letter.text or letter.notes
    assert len(letter.text) <= collecting.LONGEST_TEXT and len(letter.quoted) <= collecting.LONGEST_TEXT
    assert len(letter.attachments) <= 1_000 and len(letter.references) <= 100
    assert all(note.words for note in letter.notes)
    for text in (letter.text, letter.subject, letter.new, letter.quoted, *(file.name for file in letter.attachments)):
        assert "\x00" not in text
        text.encode("utf-8")  # no half of a surrogate pair: a database would refuse it
    judge(letter, OURS, raw)
    place(letter, OURS)
    return letter


@given(st.binary(max_size=2_000))
def test_random_bytes(raw: bytes) -> None:
    sound(raw)


@given(st.lists(st.one_of(st.sampled_from(PIECES), st.binary(max_size=6)), max_size=80).map(b"".join))
def test_fragments_of_messages(raw: bytes) -> None:
    sound(raw)


@given(
    st.sampled_from(SEEDS),
    st.lists(
        st.tuples(st.integers(0, 3_000), st.integers(0, 40), st.one_of(st.sampled_from(PIECES), st.binary(max_size=4))),
        max_size=12,
    ),
)
@settings(suppress_health_check=[HealthCheck.too_slow])
def test_messages_with_damage(raw: bytes, damages: list[tuple[int, int, bytes]]) -> None:
    for at, size, put in damages:
        at %= len(raw) + 1
        raw = raw[:at] + put + raw[at + size :]
    sound(raw)


@given(st.binary(max_size=300), st.integers(0, 400))
def test_damaged_outlook_files(noise: bytes, at: int) -> None:
    whole = tnef(
        (1, 0x69007, b"\xe4\x04\0\0"),
        (1, 0x69003, properties((0x1E, 0x1000, b"words"), (0x102, 0x1009, b"rtf" * 9))),
        (2, 0x69002, b"x"),
    )
    at %= len(whole)
    unpacked(whole[:at] + noise + whole[at + len(noise) :])


@given(st.text(alphabet="<>/!-=\"' abpdivtdli&#;x\n", max_size=300))
def test_any_html(html: str) -> None:
    text, _ = text_of(html)
    assert len(text) < 30 * len(html) + 100


@needs_real_data
@pytest.mark.parametrize("path", real_messages(), ids=lambda path: path.name)
def test_real_messages(path: Path) -> None:
    sound(path.read_bytes())


@needs_real_data
@pytest.mark.parametrize("path", real_messages(), ids=lambda path: path.name)
def test_real_messages_with_damage(path: Path) -> None:
    chance = random.Random(path.name)
    whole = path.read_bytes()[:8_000]
    for _ in range(25):
        raw = bytearray(whole)
        for _ in range(chance.randint(1, 20)):
            at = chance.randrange(len(raw) + 1)
            raw[at : at + chance.choice([0, 0, 1, 5, 200])] = chance.choice([*PIECES, bytes([chance.randrange(256)])])
        sound(bytes(raw))
    for cut in range(0, len(whole), max(1, len(whole) // 20)):
        sound(whole[:cut])


def nested(depth: int) -> bytes:
    return b"".join(b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (at, at) for at in range(depth))


HOSTILE: dict[str, Callable[[int], bytes]] = {
    "nested parts": lambda size: nested(size // 60) + b"\n" * (size // 2),
    "nested messages": lambda size: b"Content-Type: message/rfc822\n\n" * (size // 30),
    "very many parts": lambda size: b"Content-Type: multipart/mixed; boundary=b\n\n" + b"--b\n\n" * (size // 5),
    "nearly boundaries": lambda size: b"Content-Type: multipart/mixed; boundary=b\n\n--b\n" + b"\n--bx" * (size // 5),
    "very many fields": lambda size: b"X: y\n" * (size // 5),
    "one long field": lambda size: b"To: " + b"a@b.c, " * (size // 7),
    "comments": lambda size: b"From: " + b"(" * size,
    "parameters": lambda size: b"Content-Type: text/plain; " + b'a*1="' * (size // 5),
    "encoded words": lambda size: b"Subject: " + b"=?a?q?" * (size // 6),
    "quote marks": lambda size: b"\n\n" + b">" * size,
    "rules": lambda size: b"\n\n" + b"-" * size,
    "introductions": lambda size: b"\n\n" + b"on 1:11 a@b.c wrote\n" * (size // 20),
    "empty lines": lambda size: b"Content-Type: text/plain; format=flowed\n\n" + b" \n" * (size // 2),
    "open tags": lambda size: b"Content-Type: text/html\n\n" + b"<div>" * (size // 5),
    "attributes": lambda size: b"Content-Type: text/html\n\n<div " + b"a=b " * (size // 4) + b">",
    "unclosed tags": lambda size: b"Content-Type: text/html\n\n" + b'<a "' * (size // 4),
    "unclosed comments": lambda size: b"Content-Type: text/html\n\n" + b"<!--" * (size // 4),
    "links": lambda size: b"Content-Type: text/html\n\n" + b"<a href=http://x.y>z" * (size // 20),
    "quotes in html": lambda size: b"Content-Type: text/html\n\n" + b"<blockquote>x" * (size // 13),
    "pasted files": lambda size: b"\n" + b"begin 644 a\n#86%T\n" * (size // 18),
    "padding": lambda size: b"Content-Transfer-Encoding: base64\n\n" + b"A=" * (size // 2),
    "outlook": lambda size: b"Content-Type: application/ms-tnef\n\n" + tnef(*[(2, 0x69002, b"")] * (size // 11)),
    "charset unknown": lambda size: b"\n\n" + bytes(range(128, 256)) * (size // 128),
    "charsets unknown": lambda size: multipart(*[("X: \xe9", bytes(range(128, 256)) * 10)] * (size // 1300)),
    "fields in no charset": lambda size: b"Content-Type: message/delivery-status\n\n" + b"X: \xe9\xff\x80\x81 q\n\n" * (size // 12),
    "reports": lambda size: b"Content-Type: message/delivery-status\n\n" + b"a\n\n" * (size // 3),
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_messages_take_bounded_time(name: str) -> None:
    """Half a megabyte made to be slow: far below what the standard library's parser needs for the first of them (hours)."""
    raw = HOSTILE[name](500_000)
    began = time.process_time()
    sound(raw)
    assert time.process_time() - began < 15


def test_more_than_is_read_is_cut_and_noted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("heartline.channels.email.reading.LARGEST_MESSAGE", 5_000)
    letter = sound(mail("word " * 5_000))
    assert Trouble.TOO_LONG in {note.trouble for note in letter.notes} and letter.text.startswith("word word")
    assert Trouble.LONG_TEXT in {note.trouble for note in sound(mail("x" * 400_000)).notes} or len(letter.text) < 5_000
