"""Header fields written out: encoded, folded, and unable to begin another field.

The standard library encodes whatever is longer than a line, addresses to unsubscribe at and message ids too, which then
say nothing to anybody; here only words are encoded, and only where there is a space is a line folded.
"""

import re
from collections.abc import Sequence
from email.header import Header

WIDTH = 76
PLAIN_PHRASE = re.compile(r"[A-Za-z0-9 !#$%&'*+/=?^_`{|}~-]*")
LINE_BREAKS = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")


def words(text: str, name: str) -> str:
    """Free text for the field `name`: as it is where it is ASCII and short, else in encoded words (RFC 2047)."""
    if text.isascii() and "=?" not in text and all(len(word) < WIDTH for word in text.split(" ")):
        return text
    return Header(text, "utf-8", header_name=name, maxlinelen=WIDTH).encode(linesep="\n")


def phrase(text: str) -> str:
    """A display name (RFC 5322 §3.2.5)."""
    if PLAIN_PHRASE.fullmatch(text) and "=?" not in text:
        return text.strip()
    if text.isascii():
        return '"' + re.sub(r'(["\\\\])', r"\\\1", text) + '"' if "=?" not in text else words(text, "Reply-To")
    return Header(text, "utf-8", header_name="Reply-To", maxlinelen=WIDTH).encode(linesep="\n")


def lines(fields: Sequence[tuple[str, str]]) -> bytes:
    """The header block, folded at spaces (RFC 5322 §2.2.3), with CRLF."""
    return b"".join(_field(name, value) for name, value in fields)


def _field(name: str, value: str) -> bytes:
    if LINE_BREAKS.search(value.replace("\n ", " ")):
        raise ValueError(f"The field {name} would break its line.")
    written = f"{name}:"
    line = len(written)
    for word in value.replace("\n ", " ").split(" "):
        if line + 1 + len(word) > WIDTH and line > len(name) + 1:
            written += "\r\n"
            line = 0
        written += f" {word}"
        line += 1 + len(word)
    return written.encode("ascii") + b"\r\n"
