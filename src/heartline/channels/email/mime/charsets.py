"""Bytes to text, whatever the sender says they are: the declared charset, then what the bytes look like."""

import codecs
import re
from contextvars import ContextVar
from functools import lru_cache

from charset_normalizer import from_bytes

# What mail programs write for what they mean; the labels of the WHATWG Encoding Standard where a superset is meant.
MEANT = {
    "": "",
    "ascii": "cp1252",
    "us-ascii": "cp1252",
    "ansi_x3.4-1968": "cp1252",
    "iso-8859-1": "cp1252",
    "iso8859-1": "cp1252",
    "latin1": "cp1252",
    "latin-1": "cp1252",
    "iso-8859-9": "cp1254",
    "iso-8859-11": "cp874",
    "tis-620": "cp874",
    "windows-874": "cp874",
    "iso-8859-6-i": "iso8859-6",
    "iso-8859-6-e": "iso8859-6",
    "iso-8859-8-i": "iso8859-8",
    "iso-8859-8-e": "iso8859-8",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "x-gbk": "gb18030",
    "gb_2312-80": "gb18030",
    "cn-gb": "gb18030",
    "hz-gb-2312": "hz",
    "big5": "big5hkscs",
    "x-x-big5": "big5hkscs",
    "cn-big5": "big5hkscs",
    "shift_jis": "cp932",
    "shift-jis": "cp932",
    "x-sjis": "cp932",
    "iso-2022-jp": "iso2022_jp_ext",
    "ks_c_5601-1987": "cp949",
    "ks_c_5601": "cp949",
    "euc-kr": "cp949",
    "macintosh": "mac_roman",
    "x-mac-roman": "mac_roman",
    "x-mac-arabic": "mac_arabic",
    "unicode-1-1-utf-7": "utf-7",
    "unicode-1-1-utf-8": "utf-8",
    "utf8mb4": "utf-8",
    "unicode": "utf-16",
    "utf-16": "utf-16",
    "unknown-8bit": "",
    "x-unknown": "",
    "unknown": "",
    "default": "",
    "default_charset": "",
    "x-user-defined": "",
}
NOT_TEXT = re.compile(r"idna|punycode|escape|undefined|mbcs|oem|rot|base64|hex|quopri|uu|zlib|bz2")
SAMPLE = 16_384
# How often the bytes of the message at hand may still be guessed from: some milliseconds each.
guesses_left: ContextVar[int] = ContextVar("guesses_left", default=100)
ESCAPES = re.compile(rb"\x1b\$[@AB(]|\x1b\([BJI]")


@lru_cache(maxsize=512)
def codec(label: str) -> str:
    """The Python codec for a charset label, or an empty text if there is none that is text.

    >>> codec('"ISO-8859-1"'), codec("x-klingon"), codec("idna")
    ('cp1252', '', '')
    """
    name = label[:64].strip().strip("\"'=?").split("*")[0].lower().replace("windows_", "windows-")
    name = MEANT.get(name, name)
    if re.fullmatch(r"cp-?\d+|windows-?\d+|x-cp\d+", name):
        name = "cp" + re.sub(r"\D", "", name)
    try:
        found = codecs.lookup(name).name if name else ""
    except (LookupError, ValueError, UnicodeError):
        return ""
    return "" if NOT_TEXT.search(found) else found


def decoded(content: bytes, declared: str = "") -> tuple[str, bool]:
    """`content` as text, and whether every character of it could be read. Line ends become "\\n"; NULs go."""
    text, whole = _decoded(content, codec(declared))
    if "\x00" in text:
        text = text.replace("\x00", "")
    return text.replace("\r\n", "\n").replace("\r", "\n"), whole


def _decoded(content: bytes, declared: str) -> tuple[str, bool]:
    if content[:3] == codecs.BOM_UTF8:
        return _strict(content[3:], "utf-8") or (content[3:].decode("utf-8", "replace"), False)
    if content[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
        return _strict(content, "utf-16") or (content.decode("utf-16", "replace"), False)
    if content.isascii() and declared in ("", "utf-8", "cp1252") and not ESCAPES.search(content):
        return content.decode("ascii"), True
    # Bytes above 127 that happen to be UTF-8 are UTF-8, whatever one-byte charset a relay or a template declared.
    if declared in ("", "utf-8") or _one_byte(declared):
        as_utf8 = _strict(content, "utf-8") if not ESCAPES.search(content) else None
        if as_utf8 and (declared != "cp1252" or not content.isascii()):
            return as_utf8
    if declared and declared != "utf-8" and (as_declared := _strict(content, declared)):
        return as_declared
    if guessed := _guessed(content, declared):
        return guessed
    return content.decode(declared or "cp1252", "replace"), False


def _strict(content: bytes, name: str) -> tuple[str, bool] | None:
    try:
        text = content.decode(name)
        return text, "\ufffd" not in text
    except (UnicodeError, ValueError, LookupError):
        return None


@lru_cache(maxsize=128)
def _one_byte(name: str) -> bool:
    """Whether a byte is a character in this charset, so that nearly anything decodes in it and proves nothing."""
    return name.startswith(("cp12", "iso8859", "koi8", "mac", "cp4", "cp8")) and name != "cp874"


def _guessed(content: bytes, declared: str) -> tuple[str, bool] | None:
    """What the bytes look like; a few broken ones in what was declared are more likely than another charset."""
    if declared:
        text = content[:SAMPLE].decode(declared, "replace")
        if text.count("\ufffd") * 50 < len(text):
            return content.decode(declared, "replace"), False
    if (left := guesses_left.get()) <= 0:
        return None
    guesses_left.set(left - 1)
    try:
        best = from_bytes(content[:SAMPLE], steps=4, chunk_size=512).best()
    except Exception:  # a guess that fails is no guess
        return None
    return _strict(content, codec(best.encoding)) if best and codec(best.encoding) else None
