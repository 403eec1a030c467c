"""Letters to read: small ones, built by name."""

import os
import struct
from pathlib import Path
from uuid import UUID

import pytest

from heartline.channels.email.marks import Ours

ROOT = Path(__file__).resolve().parents[3]
DATA = Path(os.environ.get("HEARTLINE_TEST_DATA") or ROOT.parent / "shared" / "data") / "mime"

needs_real_data = pytest.mark.skipif(not DATA.is_dir(), reason=f"no real messages at {DATA}")

OURS = Ours("care@clinic.example", [b"the key that signs, of 32 bytes!"])
THREAD = UUID("0b7e4a3c-5f7e-4a51-9d6c-6f3f6f2b9d01")
OTHER = UUID("77777777-5f7e-4a51-9d6c-6f3f6f2b9d01")
MESSAGE = UUID("11111111-2222-4333-8444-555555555555")


def real_messages() -> list[Path]:
    return sorted(DATA.iterdir()) if DATA.is_dir() else []


def mail(body: str | bytes = "Hello", /, **fields: str | None) -> bytes:
    """A message from Ana; `in_reply_to="…"` sets a field, None leaves it out."""
    usual: dict[str, str | None] = {
        "from": "Ana Vega <ana@example.org>",
        "to": "care@clinic.example",
        "subject": "My visit",
        "message_id": "<one@example.org>",
        "content_type": "text/plain; charset=utf-8",
    }
    head = "".join(
        f"{name.strip('_').replace('_', '-').title()}: {value}\r\n"
        for name, value in (usual | fields).items()
        if value is not None
    )
    return head.encode("utf-8") + b"\r\n" + (body.encode("utf-8") if isinstance(body, str) else body)


def multipart(*parts: tuple[str, str | bytes], kind: str = "mixed", **fields: str | None) -> bytes:
    """A message of parts, each with its header lines and its body."""
    body = b"".join(
        b"--b0\r\n" + head.encode() + b"\r\n\r\n" + (text.encode() if isinstance(text, str) else text) + b"\r\n"
        for head, text in parts
    )
    return mail(body + b"--b0--\r\n", mime_version="1.0", **{"content_type": f"multipart/{kind}; boundary=b0"} | fields)


def tnef(*attributes: tuple[int, int, bytes]) -> bytes:
    """A winmail.dat of attributes: level, tag, value."""
    return struct.pack("<IH", 0x223E9F78, 1) + b"".join(
        struct.pack("<BII", level, tag, len(value)) + value + struct.pack("<H", sum(value) & 0xFFFF)
        for level, tag, value in attributes
    )


def properties(*values: tuple[int, int, bytes]) -> bytes:
    """A list of MAPI properties: type, id, value (strings and binary only)."""
    out = struct.pack("<I", len(values))
    for kind, name, value in values:
        out += struct.pack("<HHII", kind, name, 1, len(value)) + value + bytes(-len(value) % 4)
    return out
