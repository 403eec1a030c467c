"""The tree of parts of a message, found by searching its bytes in place: bounded depth, number and work."""

import re
from dataclasses import dataclass, field

from heartline.channels.email.letter import Note, Trouble
from heartline.channels.email.mime.headers import Block, block, file_name, parameters
from heartline.channels.email.mime.transfer import undone

DEEPEST = 12
MOST_PARTS = 500
MOST_DELIMITERS = 5_000
LONGEST_BOUNDARY = 200
ENCLOSED = ("message/rfc822", "message/global", "message/news")
FIRST_LINE = re.compile(rb"^--((?=-*[^\s-])[^\s][^\r\n]{4,70}?)[ \t]*\r?$", re.MULTILINE)
MEDIA_TYPE = re.compile(r"[a-z0-9!#$&^_.+-]{1,80}/[a-z0-9!#$&^_.+-]{1,127}")


@dataclass(slots=True)
class Part:
    """One part: its headers, where its body stands in `raw`, and the parts or the message inside it."""

    block: Block
    raw: bytes = field(repr=False)
    start: int = 0
    end: int = 0
    type: str = "text/plain"
    parameters: dict[str, str] = field(default_factory=dict)
    disposition: str = ""
    name: str = ""
    children: list["Part"] = field(default_factory=list)

    def content(self) -> tuple[bytes, bool]:
        """The body without its transfer encoding, and whether that was sound."""
        return undone(self.raw[self.start : self.end], self.block.text("content-transfer-encoding"))


@dataclass(slots=True)
class Budget:
    """What is left to spend on one message, and what had to be said about it."""

    parts: int = MOST_PARTS
    delimiters: int = MOST_DELIMITERS
    files: int = 0  # kept so far
    notes: list[Note] = field(default_factory=list)

    def note(self, trouble: Trouble, name: str = "") -> None:
        if (note := Note(trouble, name)) not in self.notes:
            self.notes.append(note)


def parse(raw: bytes, budget: Budget) -> Part:
    """The message in `raw`. Never raises for what stands in it; what was not opened is noted in `budget`."""
    return _part(raw, 0, len(raw), 0, "text/plain", budget)


def _part(raw: bytes, start: int, end: int, depth: int, usual: str, budget: Budget) -> Part:
    budget.parts -= 1
    head = block(raw, start, end)
    declared, found = parameters(head.text("content-type"))
    disposition, placed = parameters(head.text("content-disposition"))
    name = file_name(placed.get("filename") or found.get("name") or "")
    part = Part(head, raw, head.body, end, _media_type(declared, usual), found, disposition, name)
    if part.type.startswith("multipart/"):
        _open_multipart(part, depth, budget)
    elif part.type in ENCLOSED:
        _open_message(part, depth, budget)
    return part


def _media_type(declared: str, usual: str) -> str:
    if MEDIA_TYPE.fullmatch(declared):
        return declared
    return (
        "text/html"
        if declared == "html"
        else usual
        if declared in ("", "text", "plain")
        else "application/octet-stream"
    )


def _open_multipart(part: Part, depth: int, budget: Budget) -> None:
    boundary = part.parameters.get("boundary", "").rstrip()[:LONGEST_BOUNDARY].encode("utf-8", "surrogateescape")
    spans = _spans(part, boundary, budget) if boundary else []
    if not spans and (guess := FIRST_LINE.search(part.raw, part.start, min(part.end, part.start + 4096))):
        spans = _spans(part, guess[1], budget)
    if not spans:  # no parts in it: read it as the text that it is
        budget.note(Trouble.DAMAGED)
        part.type = "text/plain"
        return
    if depth >= DEEPEST:
        budget.note(Trouble.TOO_DEEP)
        return
    usual = "message/rfc822" if part.type == "multipart/digest" else "text/plain"
    for start, end in spans:
        if budget.parts <= 0:
            budget.note(Trouble.TOO_MANY_PARTS)
            return
        part.children.append(_part(part.raw, start, end, depth + 1, usual, budget))


def _spans(part: Part, boundary: bytes, budget: Budget) -> list[tuple[int, int]]:
    """Where the parts between delimiter lines (RFC 2046 §5.1.1) begin and end."""
    raw, mark = part.raw, b"--" + boundary
    spans: list[tuple[int, int]] = []
    began = -1
    at = part.start if raw.startswith(mark, part.start, part.end) else _next(raw, mark, part.start, part.end)
    while at >= 0:
        budget.delimiters -= 1
        if budget.delimiters < 0:
            budget.note(Trouble.TOO_MANY_PARTS)
            break
        stop = raw.find(b"\n", at + len(mark), part.end)
        stop = part.end if stop < 0 else stop
        rest = raw[at + len(mark) : min(stop, at + len(mark) + 100)].strip()
        if rest in (b"", b"--"):
            if began >= 0:
                spans.append((began, _before(raw, at, began)))
            began = min(stop + 1, part.end)
            if rest == b"--":
                return spans
        at = _next(raw, mark, max(at + len(mark), stop - 1), part.end)
    if began >= 0:
        spans.append((began, part.end))
        budget.note(Trouble.CUT_SHORT)
    return spans


def _next(raw: bytes, mark: bytes, at: int, end: int) -> int:
    found = raw.find(b"\n" + mark, max(0, at), end)
    return found + 1 if found >= 0 else -1


def _before(raw: bytes, at: int, least: int) -> int:
    """The end of a part: the line end before a delimiter belongs to the delimiter."""
    at -= raw[at - 1 : at] == b"\n"
    at -= raw[at - 1 : at] == b"\r"
    return max(at, least)


def _open_message(part: Part, depth: int, budget: Budget) -> None:
    if depth >= DEEPEST or budget.parts <= 0:
        budget.note(Trouble.TOO_DEEP if depth >= DEEPEST else Trouble.TOO_MANY_PARTS)
        return
    encoding = part.block.text("content-transfer-encoding").lower()
    if encoding in ("base64", "quoted-printable"):
        content, sound = part.content()
        if not sound:
            budget.note(Trouble.DAMAGED)
        part.children.append(_part(content, 0, len(content), depth + 1, "text/plain", budget))
    else:
        part.children.append(_part(part.raw, part.start, part.end, depth + 1, "text/plain", budget))
