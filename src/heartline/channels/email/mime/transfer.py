"""Transfer encodings (RFC 2045 §6) undone as far as they can be; and files pasted into text as uuencode did it."""

import binascii
import re

NOT_BASE64 = bytes(set(range(256)) - set(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/-_="))
BLANK = b" \t\r\n\x00"
UUENCODED = re.compile(rb"^begin(?:-base64)? [0-7]{3,4} ([^\r\n]{1,200})\r?\n", re.MULTILINE)
PLAIN = ("", "7bit", "8bit", "binary")
MOST_PASTED = 20


def undone(content: bytes, encoding: str) -> tuple[bytes, bool]:
    """`content` without its transfer encoding, and whether it was sound. Unknown encodings are left as they are."""
    encoding = encoding.strip().strip("\"';").lower()
    if encoding in PLAIN:
        return content, True
    if encoding in ("base64", "b"):
        return base64(content)
    if encoding in ("quoted-printable", "quopri", "q", "quoted"):
        return binascii.a2b_qp(content), True
    if encoding in ("x-uuencode", "uuencode", "x-uue", "uue"):
        found = pasted(content)[1]
        return (found[0][1], found[0][2]) if found else (content, False)
    return content, encoding.endswith(("bit", "bits"))


def base64(content: bytes) -> tuple[bytes, bool]:
    """Base64 as it is met: with foreign characters, URL-safe, without padding, or padded in the middle (joined parts)."""
    # A footer that a mailing list or a virus scanner appended to a base64 body stands on lines of its own.
    clean = content.translate(None, NOT_BASE64).replace(b"-", b"+").replace(b"_", b"/")
    sound = len(content.translate(None, BLANK)) == len(clean)
    pieces = []
    for piece in re.findall(rb"[^=]+", clean):
        rest = len(piece) % 4
        sound = sound and rest != 1
        piece = piece[: len(piece) - 1] if rest == 1 else piece + b"=" * (-len(piece) % 4)
        pieces.append(binascii.a2b_base64(piece))
    return b"".join(pieces), sound


def pasted(content: bytes) -> tuple[bytes, list[tuple[str, bytes, bool]]]:
    """Text without the uuencoded files in it, and those files: name, bytes, whether sound and whole."""
    files: list[tuple[str, bytes, bool]] = []
    kept, at = [], 0
    while len(files) < MOST_PASTED and (begin := UUENCODED.search(content, at)):
        data, end, sound = _lines(content, begin.end())
        if not data:  # a sentence that begins with "begin 123"
            kept.append(content[at : begin.end()])
            at = begin.end()
            continue
        kept.append(content[at : begin.start()])
        files.append((begin[1].decode("utf-8", "replace").strip(), data, sound))
        at = end
    kept.append(content[at:])
    return b"".join(kept), files


def _lines(content: bytes, at: int) -> tuple[bytes, int, bool]:
    """The bytes of uuencoded lines from `at`, where they end, and whether "end" stood there."""
    out: list[bytes] = []
    while at < len(content):
        stop = content.find(b"\n", at)
        stop = len(content) if stop < 0 else stop
        line = content[at:stop].rstrip(b"\r")
        if line.strip() == b"end":
            return b"".join(out), min(stop + 1, len(content)), True
        try:
            out.append(_line(line))
        except (binascii.Error, ValueError):
            break
        at = stop + 1
    return b"".join(out), min(at, len(content)), False


def _line(line: bytes) -> bytes:
    if not line.strip(b" `"):
        return b""
    size = (line[0] - 32) & 63
    if not 32 <= line[0] <= 96 or len(line) < 1 + size * 4 // 3 or len(line) > 66:
        raise ValueError("no line of uuencode")
    return binascii.a2b_uu(line[: 1 + (size + 2) // 3 * 4])
