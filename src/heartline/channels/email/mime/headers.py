"""Header fields as they arrive: folded, in any charset, encoded by RFC 2047 and RFC 2231, or by neither."""

import re
import unicodedata
from binascii import a2b_qp
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import getaddresses, parsedate_to_datetime
from urllib.parse import unquote_to_bytes

from heartline.channels.email.letter import Address, Headers
from heartline.channels.email.mime.charsets import decoded
from heartline.channels.email.mime.transfer import base64

MOST_FIELDS = 400
LONGEST_BLOCK = 262_144
LONGEST_FIELD = 16_384
MOST_ADDRESSES = 200
MOST_IDS = 100
LONGEST_NAME = 150

FIELD = re.compile(rb"[!-9;-~]{1,128}[ \t]*:")
WORD = re.compile(r"=\?([^?\s]{1,64})\?([bBqQ])\?([^?]*)\?=")
BETWEEN_WORDS = re.compile(r"(\?=)\s+(?==\?[^?\s]{1,64}\?[bBqQ]\?)")
PARAMETER = re.compile(r';\s*([^\s=;"]{1,64})\s*=\s*("(?:[^"\\]|\\.)*+"?|[^;]*+)', re.DOTALL)
ID = re.compile(r"<\s*([^<>\s]{1,500})\s*>")
MAILBOX = re.compile(r"[^\s@<>()\[\],;:\"\\]{1,128}@[^\s@<>()\[\],;:\"\\]{1,255}")
BREAKS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
UNSEEN = re.compile(r"[\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]")  # joiners stay: emoji need them


@dataclass(frozen=True, slots=True)
class Block:
    """The fields of one header block as bytes, names in lower case; and where its body begins."""

    fields: tuple[tuple[str, bytes], ...]
    body: int

    def first(self, name: str) -> bytes:
        return next((value for key, value in self.fields if key == name), b"")

    def text(self, name: str) -> str:
        """The first value of `name` with line folds undone, but encoded words left as they are."""
        return decoded(self.first(name))[0].replace("\n", " ").strip()

    def readable(self) -> Headers:
        return Headers(tuple((name, readable(value)) for name, value in self.fields))


def block(raw: bytes, start: int, end: int) -> Block:
    """The header block at `start`. Lines that are no field are passed over; text without any header is all body."""
    fields: list[tuple[str, bytes]] = []
    at, value, name = start, b"", ""
    while at < end:
        stop = raw.find(b"\n", at, end)
        after = end if stop < 0 else stop + 1
        line = raw[at : min(after, at + LONGEST_FIELD)].rstrip(b"\r\n")
        if not line:
            at = after
            break
        if line[:1] in b" \t" and (name or at > start):
            value = (value + b"\n" + line)[:LONGEST_FIELD]
        elif found := FIELD.match(line):
            if name:
                fields.append((name, value))
            name, value = found[0][:-1].strip().decode("ascii").lower(), line[found.end() :]
        elif not (line.startswith((b"From ", b">From ")) and at == start) and not _goes_on(raw, after, end):
            break
        at = after
        if len(fields) >= MOST_FIELDS or at - start > LONGEST_BLOCK:
            blank = re.compile(rb"\r?\n\r?\n").search(raw, at, end)
            at = blank.end() if blank else end
            break
    if name:
        fields.append((name, value))
    return Block(tuple((key, text.replace(b"\n", b"").strip()) for key, text in fields), at)


def _goes_on(raw: bytes, at: int, end: int) -> bool:
    """Whether a header field stands at `at`: then what stood before it was only a broken line."""
    return at < end and FIELD.match(raw, at, min(end, at + 200)) is not None


def readable(value: bytes) -> str:
    """A value as a person would read it: one line, encoded words decoded, no unseen characters that hide others."""
    return tidy(words(decoded(value[:LONGEST_FIELD])[0]))


def tidy(text: str) -> str:
    """`text` as one line without what breaks lines, turns the direction of others, or is not seen."""
    return " ".join(UNSEEN.sub("", BREAKS.sub(" ", text)).split())


def words(text: str) -> str:
    """RFC 2047 decoded. Neighbouring words of one charset are joined as bytes first: many programs cut characters."""
    text = BETWEEN_WORDS.sub(r"\1", text)
    out: list[str] = []
    held, charset, at = b"", "", 0
    for match in WORD.finditer(text):
        label = match[1].split("*")[0].lower()
        if held and (match.start() > at or label != charset):
            out.append(decoded(held, charset)[0])
            held = b""
        out.append(text[at : match.start()])
        charset, at = label, match.end()
        held += _word(match[2].lower(), match[3].encode("utf-8", "surrogateescape"))
    if held:
        out.append(decoded(held, charset)[0])
    return "".join([*out, text[at:]])


def _word(encoding: str, content: bytes) -> bytes:
    return base64(content)[0] if encoding == "b" else a2b_qp(content, header=True)


def parameters(value: str) -> tuple[str, dict[str, str]]:
    """`Content-Type` or `Content-Disposition` as its value (lower case) and its parameters (RFC 2045, RFC 2231).

    >>> parameters("attachment; filename*0*=utf-8''caf%C3%A9; filename*1=\\".txt\\"")
    ('attachment', {'filename': 'café.txt'})
    """
    plain: dict[str, str] = {}
    pieces: dict[str, dict[int, tuple[bool, str]]] = {}
    value = value[: LONGEST_FIELD // 2]
    for match in PARAMETER.finditer(value):
        name, text = match[1].lower(), match[2].strip()
        if text.startswith('"'):
            text = re.sub(r"\\(.)", r"\1", text[1:].removesuffix('"'))
        base, star, rest = name.partition("*")
        if not star:
            plain.setdefault(base, text)
            continue
        number = rest.rstrip("*")
        at = int(number) if number.isascii() and number.isdigit() and len(number) < 4 else 0
        pieces.setdefault(base, {})[at] = (name.endswith("*"), text)
    long = {base: _joined(found) for base, found in pieces.items()}
    main = value.partition(";")[0].strip().lower()
    return main, {name: words(text) for name, text in plain.items()} | long


def _joined(pieces: dict[int, tuple[bool, str]]) -> str:
    charset, content = "utf-8", b""
    for at, (encoded, text) in sorted(pieces.items()):
        if encoded and at == min(pieces) and text.count("'") >= 2:
            charset, _, text = text.split("'", 2)
        content += unquote_to_bytes(text) if encoded else text.encode("utf-8", "surrogateescape")
    return decoded(content, charset)[0]


def file_name(text: str) -> str:
    """A name to show and to save under: no folders, nothing unseen, no endless length; its ending is kept."""
    name = tidy(unicodedata.normalize("NFC", text)).replace("\\", "/").rsplit("/", 1)[-1].strip(" .")
    stem, dot, ending = name.rpartition(".")
    if len(name) <= LONGEST_NAME:
        return name
    return f"{stem[: LONGEST_NAME - 21]}{dot}{ending[:20]}" if stem else name[:LONGEST_NAME]


def addresses(values: tuple[bytes, ...]) -> tuple[Address, ...]:
    """The mailboxes in address fields, names decoded; what is no mailbox is left out."""
    found: list[Address] = []
    for value in values:
        text = decoded(value[:LONGEST_FIELD])[0].replace("\n", " ")
        try:
            pairs = getaddresses([text])
        except Exception:  # its parser trips over some malformed lists
            pairs = []
        boxes = [Address(box, tidy(words(name))) for name, written in pairs if (box := mailbox(written))]
        found += boxes or [Address(box) for one in MAILBOX.findall(words(text)) if (box := mailbox(one))]
    return tuple(found[:MOST_ADDRESSES])


def mailbox(text: str) -> str:
    """`local@domain` with the domain in lower case, or an empty text."""
    if not MAILBOX.fullmatch(text := tidy(text).strip("'\"")):
        return ""
    local, _, domain = text.rpartition("@")
    return f"{local}@{domain.lower().rstrip('.')}"


def ids(values: tuple[bytes, ...]) -> tuple[str, ...]:
    """Message ids without their brackets, in order, each once; of very many, the last."""
    text = " ".join(decoded(value[:LONGEST_FIELD])[0] for value in values)
    found = ID.findall(text) or [word.strip("<>,;") for word in text.split() if "@" in word and len(word) <= 500]
    return tuple(dict.fromkeys(found))[-MOST_IDS:]


def moment(value: bytes) -> datetime | None:
    """`Date` as an aware time, or None where it says nothing that is one. Without a zone it is taken as UTC."""
    try:
        at = parsedate_to_datetime(readable(value)[:200])
        return at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC)
    except Exception:  # ValueError, TypeError, IndexError, OverflowError, by what is wrong with it
        return None


def language(value: str) -> str:
    """The first well-formed tag (BCP 47) of `Content-Language`, or an empty text."""
    tag = value.split(",")[0].strip()
    return tag if re.fullmatch(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}", tag) else ""
