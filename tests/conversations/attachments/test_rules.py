"""What a file is, its bytes say; what it is called does not count."""

from io import BytesIO

import pytest
from PIL import Image

from heartline.conversations.attachments.pictures import SIDE, Picture, redraw
from heartline.conversations.attachments.rules import MB, MOST_BYTES, Why, fits, judge, tidy_name
from tests.conversations.attachments.files import MAKE, PDF, bomb, packed, photo

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (photo(), "image/jpeg"),
        (photo(kind="PNG"), "image/png"),
        (photo(kind="WEBP"), "image/webp"),
        (PDF, "application/pdf"),
        ("Xin chào\n".encode(), "text/plain"),
        (packed("[Content_Types].xml", "word/document.xml"), DOCX),
        (packed("content.xml", mimetype="application/vnd.oasis.opendocument.text"), "application/vnd.oasis.opendocument.text"),
        (b"OggS" + bytes(60), "audio/ogg"),
        (packed("word/document.xml", "word/vbaProject.bin"), Why.MACROS),
        (packed("run.exe"), Why.KIND),
        (packed("word/document.xml")[:-20], Why.UNREADABLE),
        (b"<!doctype html><script>alert(1)</script>", Why.KIND),
        (b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>', Why.KIND),
        (b"MZ\x90\x00" + bytes(300), Why.KIND),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), Why.KIND),
        (b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic" + bytes(40), Why.PHONE),
        (b"", Why.EMPTY),
        (b"a" * (MOST_BYTES + 1), Why.LARGE),
    ],
)  # fmt: skip
def test_what_is_kept(content: bytes, found: str) -> None:
    assert judge(content) == found


def test_a_picture_is_upright_and_tells_nothing_of_its_phone() -> None:
    drawn = redraw(photo(turned=True))
    assert isinstance(drawn, Picture)
    assert (drawn.width, drawn.height) == (40, 60)
    with Image.open(BytesIO(drawn.content)) as image:
        assert not image.getexif() and MAKE not in image.getexif()
        assert image.getpixel((20, 10))[1] < 60 < 200 < image.getpixel((20, 50))[1]  # type: ignore[index]
    assert b"SpyCam" not in drawn.content


def test_a_large_picture_is_made_smaller_and_a_bomb_is_not_opened() -> None:
    drawn = redraw(photo(size=(3000, 300)))
    assert isinstance(drawn, Picture) and drawn.width == SIDE
    assert redraw(bomb()) == Why.LARGE
    assert redraw(photo()[:200]) == Why.UNREADABLE


def test_a_message_takes_so_many_and_so_much() -> None:
    assert fits([1] * 11) == [None] * 10 + [Why.MANY]
    assert fits([12 * MB, 14 * MB, 12 * MB]) == [None, Why.LARGE, None]


@pytest.mark.parametrize(
    ("name", "kind", "tidy"),
    [
        ("../../etc/passwd", "text/plain", "passwd.txt"),
        ("C:\\photos\\me.JPEG", "image/jpeg", "me.JPEG"),
        ("invoice.pdf.exe", "application/pdf", "invoice.pdf.exe.pdf"),
        ("gpj.\u202eexe", "image/png", "gpj.exe.png"),
        ("evil.html", "text/plain", "evil.html.txt"),
        ("", "image/png", ""),
    ],
)
def test_a_name_ends_as_what_it_is(name: str, kind: str, tidy: str) -> None:
    assert tidy_name(name, kind) == tidy
