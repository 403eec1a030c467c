"""What a file is by its first bytes, whatever its name and its sender say."""

import re

import filetype

LOOKED_AT = 8_192
# Text formats have no magic numbers; the library knows the others.
OPENINGS = (
    (re.compile(rb"\s*BEGIN:VCALENDAR", re.IGNORECASE), "text/calendar"),
    (re.compile(rb"\s*BEGIN:VCARD", re.IGNORECASE), "text/vcard"),
    (re.compile(rb"\s*\{\\rtf"), "text/rtf"),
    (re.compile(rb"\s*(<!--[^>]*+-->\s*)?<(!doctype\s+html|html|head|body|script)\b", re.IGNORECASE), "text/html"),
    (re.compile(rb"\s*(<\?xml[^>]*+>\s*)?(<!doctype[^>]*+>\s*)?<svg\b", re.IGNORECASE), "image/svg+xml"),
    (re.compile(rb"\s*<\?xml\b"), "application/xml"),
    (re.compile(rb"#![ \t]*/"), "text/x-script"),
    (re.compile(rb"\x78\x9f\x3e\x22"), "application/ms-tnef"),
    (re.compile(rb"\x4c\x00\x00\x00\x01\x14\x02\x00"), "application/x-ms-shortcut"),
)


def detected(content: bytes) -> str:
    """The media type that the bytes show, "text/plain" for other text, or an empty text.

    >>> detected(b"%PDF-1.7 ..."), detected(b"MZ\\x90" + bytes(300))
    ('application/pdf', 'application/x-msdownload')
    """
    start = content[:LOOKED_AT]
    bare = start.removeprefix(b"\xef\xbb\xbf")
    for opening, media_type in OPENINGS:
        if opening.match(bare):
            return media_type
    try:
        known = filetype.guess_mime(start)
    except Exception:  # its matchers index into what they are given
        known = None
    if known:
        return str(known)
    return "text/plain" if start and not re.search(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]", start) and _is_text(start) else ""


def _is_text(start: bytes) -> bool:
    try:
        start[:-4].decode("utf-8")
        return True
    except UnicodeDecodeError as error:
        return error.start > len(start) - 8
