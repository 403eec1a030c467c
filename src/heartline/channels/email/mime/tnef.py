"""winmail.dat: the wrapping in which Outlook sometimes sends a message and its files ([MS-OXTNEF], [MS-OXCDATA])."""

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from compressed_rtf import decompress
from striprtf.striprtf import rtf_to_text

from heartline.channels.email.mime.charsets import decoded
from heartline.channels.email.mime.headers import file_name

SIGNATURE = b"\x78\x9f\x3e\x22"
MOST_ATTRIBUTES = 5_000
MOST_PROPERTIES = 2_000
MOST_FILES = 200
LONGEST_RTF = 400_000

# Attributes of the stream, the low half of their tag
BODY, TITLE, DATA, BEGINS_FILE, FILE_PROPERTIES, PROPERTIES, CODE_PAGE = (
    0x800C, 0x8010, 0x800F, 0x9002, 0x9005, 0x9003, 0x9007,
)  # fmt: skip
# MAPI properties
TEXT, RTF, HTML, LONG_NAME, SHORT_NAME, SHOWN_NAME, MEDIA_TYPE, FILE_DATA, INTERNET_CODE_PAGE = (
    0x1000, 0x1009, 0x1013, 0x3707, 0x3704, 0x3001, 0x370E, 0x3701, 0x3FDE,
)  # fmt: skip
STRING, UNICODE, BINARY, OBJECT, GUID_SIZE = 0x1E, 0x1F, 0x102, 0x0D, 16
SIZES = {0x01: 0, 0x02: 4, 0x03: 4, 0x04: 4, 0x05: 8, 0x06: 8, 0x07: 8, 0x0A: 4, 0x0B: 4, 0x14: 8, 0x40: 8, 0x48: 16}


@dataclass(slots=True)
class Packed:
    """What was inside. `whole` is False where the stream broke off or could not be followed."""

    text: str = ""
    html: bytes = b""
    files: list[tuple[str, str, bytes]] = field(default_factory=list)
    whole: bool = True


def unpacked(content: bytes) -> Packed:
    """The message in a TNEF stream; its files as (name, media type, bytes)."""
    packed = Packed()
    charset = "cp1252"
    name = short = media_type = ""
    data: bytes | None = None
    properties: dict[int, bytes | str] = {}

    def keep() -> None:
        if data is not None and len(packed.files) < MOST_FILES:
            packed.files.append((file_name(name or short), media_type, data))

    for attribute, value in _attributes(content, packed):
        if attribute == CODE_PAGE and len(value) >= 4:
            charset = f"cp{struct.unpack('<I', value[:4])[0]}"
        elif attribute == BODY:
            packed.text = packed.text or decoded(value.rstrip(b"\x00"), charset)[0]
        elif attribute == PROPERTIES:
            properties = _properties(value, charset, packed)
        elif attribute == BEGINS_FILE:
            keep()
            name, short, media_type, data = "", "", "", None
        elif attribute == TITLE:
            short = decoded(value.rstrip(b"\x00"), charset)[0]
        elif attribute == DATA:
            data = value
        elif attribute == FILE_PROPERTIES:
            its = _properties(value, charset, packed)
            name = next(
                (str(its[key]) for key in (LONG_NAME, SHOWN_NAME, SHORT_NAME) if isinstance(its.get(key), str)), ""
            )
            media_type = str(its.get(MEDIA_TYPE, ""))
            inner = its.get(FILE_DATA)
            data = inner if data is None and isinstance(inner, bytes) else data
    keep()
    _body(packed, properties)
    return packed


def _attributes(content: bytes, packed: Packed) -> Iterator[tuple[int, bytes]]:
    if not content.startswith(SIGNATURE):
        packed.whole = False
        return
    at = 6
    for _ in range(MOST_ATTRIBUTES):
        if at + 9 > len(content):
            packed.whole = packed.whole and at >= len(content)
            return
        _, tag, size = struct.unpack_from("<BII", content, at)
        value = content[at + 9 : at + 9 + size]
        packed.whole = packed.whole and len(value) == size
        yield tag & 0xFFFF, value
        at += 9 + size + 2
    packed.whole = False


def _properties(value: bytes, charset: str, packed: Packed) -> dict[int, bytes | str]:
    """The text and bytes among the MAPI properties of a list ([MS-OXTNEF] §2.1.3.4)."""
    found: dict[int, bytes | str] = {}
    try:
        (count,), at = struct.unpack_from("<I", value, 0), 4
        for _ in range(min(count, MOST_PROPERTIES)):
            kind, name = struct.unpack_from("<HH", value, at)
            at = _past_name(value, at + 4) if name >= 0x8000 else at + 4
            several, kind = kind & 0x1000, kind & 0x0FFF
            sized = kind in (STRING, UNICODE, BINARY, OBJECT)
            values = 1
            if several or sized:
                (values,) = struct.unpack_from("<I", value, at)
                at += 4
            for _ in range(min(values, MOST_PROPERTIES)):
                size = struct.unpack_from("<I", value, at)[0] if sized else SIZES[kind]
                at += 4 if sized else 0
                if sized:
                    found.setdefault(name, _value(kind, value[at : at + size], charset))
                elif name == INTERNET_CODE_PAGE and kind == 0x03:
                    charset = {65001: "utf-8"}.get(page := struct.unpack_from("<I", value, at)[0], f"cp{page}")
                at += size + -size % 4
    except (struct.error, KeyError):
        packed.whole = False
    return found


def _past_name(value: bytes, at: int) -> int:
    """Where a named property's value begins: after its set's GUID, and its number or its name."""
    (by_name,) = struct.unpack_from("<I", value, at + GUID_SIZE)
    at += GUID_SIZE + 4
    if not by_name:
        return at + 4
    (size,) = struct.unpack_from("<I", value, at)
    return at + 4 + int(size) + -int(size) % 4


def _value(kind: int, content: bytes, charset: str) -> bytes | str:
    if kind == UNICODE:
        return content.decode("utf-16-le", "replace").rstrip("\x00")
    if kind == STRING:
        return decoded(content.rstrip(b"\x00"), charset)[0]
    return content[GUID_SIZE:] if kind == OBJECT else content


def _body(packed: Packed, properties: dict[int, bytes | str]) -> None:
    text, html, rtf = (properties.get(key) for key in (TEXT, HTML, RTF))
    packed.text = text if isinstance(text, str) and text.strip() else packed.text
    packed.html = html if isinstance(html, bytes) else html.encode() if isinstance(html, str) else b""
    if isinstance(rtf, bytes) and not packed.text.strip() and not packed.html:
        packed.text = _compressed(rtf, packed)


def _compressed(content: bytes, packed: Packed) -> str:
    """The text of compressed RTF ([MS-OXRTFCP])."""
    try:
        plain = decompress(content[:LONGEST_RTF])
    except Exception:  # bare Exception is what it raises for damage
        packed.whole = False
        return ""
    return rtf_text(plain) or ""


def rtf_text(content: bytes) -> str | None:
    """The text of a Rich Text file, or None where it cannot be read."""
    try:
        text = str(rtf_to_text(content[:LONGEST_RTF].decode("latin-1"), errors="replace"))  # type: ignore[no-untyped-call]
    except Exception:  # it stumbles over damaged control words in many ways
        return None
    return text.replace("\r", "").encode("utf-8", "replace").decode().strip()
