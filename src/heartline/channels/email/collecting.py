"""What the parts of a message hold, gathered: its text, its files, its calendar parts, its reports."""

import re
from dataclasses import dataclass, field

from heartline.channels.email.letter import Attachment, CalendarPart, Headers, Report, Trouble
from heartline.channels.email.mime import tnef
from heartline.channels.email.mime.charsets import codec, decoded
from heartline.channels.email.mime.flowed import unflowed
from heartline.channels.email.mime.headers import block, file_name, language
from heartline.channels.email.mime.html import text_of
from heartline.channels.email.mime.parts import ENCLOSED, Budget, Part
from heartline.channels.email.mime.sniffing import detected
from heartline.channels.email.mime.transfer import pasted

LARGEST_FILE = 20_000_000
LONGEST_TEXT = 300_000
MOST_GROUPS = 500
MOST_FILES = 300
TNEF_TYPES = ("application/ms-tnef", "application/vnd.ms-tnef")
REPORTS = {
    "message/delivery-status": "delivery-status",
    "message/global-delivery-status": "delivery-status",
    "message/disposition-notification": "disposition-notification",
    "message/global-disposition-notification": "disposition-notification",
    "message/feedback-report": "feedback-report",
}
ENCRYPTED = ("multipart/encrypted", "application/pgp-encrypted", "application/pkcs7-mime", "application/x-pkcs7-mime")
ENDINGS = {
    "text/plain": ".txt",
    "text/html": ".html",
    "image/jpeg": ".jpg",
    "image/png": ".png",
    "application/pdf": ".pdf",
}
META_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([a-zA-Z0-9_:-]{2,40})", re.IGNORECASE)
STUB = 200  # characters of "your program cannot show HTML"


@dataclass(slots=True)
class Gathered:
    """Everything readable, in the order of the message. `texts` holds (text, whether it was HTML)."""

    texts: list[tuple[str, bool]] = field(default_factory=list)
    enclosed_texts: list[str] = field(default_factory=list)
    files: list[Attachment] = field(default_factory=list)
    calendars: list[CalendarPart] = field(default_factory=list)
    reports: list[Report] = field(default_factory=list)
    enclosed: list[Headers] = field(default_factory=list)
    language: str = ""

    def text(self) -> str:
        return "\n\n".join(text for text, _ in self.texts)

    def take_all_but_text(self, other: "Gathered") -> None:
        self.enclosed_texts += other.enclosed_texts
        self.files += other.files
        self.calendars += [one for one in other.calendars if one not in self.calendars]
        self.reports += other.reports
        self.enclosed += other.enclosed
        self.language = self.language or other.language


def gather(part: Part, budget: Budget) -> Gathered:
    """What `part` holds, with all below it (no deeper than `parts` opened it)."""
    found = Gathered(language=language(part.block.text("content-language")))
    if part.type in ENCRYPTED and not part.parameters.get("smime-type", "").startswith(("signed", "certs")):
        budget.note(Trouble.ENCRYPTED)
    if part.type == "multipart/alternative":
        _alternatives(part, found, budget)
    elif part.type in ENCLOSED and part.children:
        _enclosed(part.children[0], found, budget)
    elif part.children:
        for child in part.children:
            inner = gather(child, budget)
            found.texts += inner.texts
            found.take_all_but_text(inner)
    elif not part.type.startswith("multipart/"):
        _leaf(part, found, budget)
    return found


def _alternatives(part: Part, found: Gathered, budget: Budget) -> None:
    """The plainest of several forms that says it all: plain text, unless it is empty or only a stub beside HTML."""
    forms = [gather(child, budget) for child in part.children]
    for form in forms:
        found.take_all_but_text(form)
    plain = next((form for form in forms if form.texts and not form.texts[0][1] and form.text().strip()), None)
    rich = next((form for form in reversed(forms) if form.texts and form.texts[0][1] and form.text().strip()), None)
    if plain and rich and len(plain.text().strip()) < min(STUB, len(rich.text()) // 4):
        plain = None
    if chosen := plain or rich:
        found.texts += chosen.texts


def _enclosed(message: Part, found: Gathered, budget: Budget) -> None:
    head = message.block.readable()
    inner = gather(message, budget)
    shown = [f"{label}: {head.get(name)}" for name, label in SHOWN if head.get(name)]
    found.enclosed.append(head)
    found.enclosed_texts.append("\n".join([*shown, "", inner.text()]).strip())
    found.take_all_but_text(inner)


SHOWN = (("from", "From"), ("date", "Date"), ("to", "To"), ("subject", "Subject"))  # as the message itself says it


def _leaf(part: Part, found: Gathered, budget: Budget) -> None:
    content, sound = part.content()
    if part.type in REPORTS:
        found.reports.append(Report(REPORTS[part.type], _groups(content)))
    elif part.type in ("text/rfc822-headers", "message/global-headers"):
        found.enclosed.append(block(content, 0, len(content)).readable())
    elif part.type == "message/external-body":
        budget.note(Trouble.ELSEWHERE)
    elif part.type in TNEF_TYPES or content.startswith(tnef.SIGNATURE):
        _unpack(part, content, found, budget)
    elif part.type == "text/calendar" or (part.type == "application/ics" and part.disposition != "attachment"):
        text = decoded(content, part.parameters.get("charset", "utf-8"))[0]
        calendar = CalendarPart(part.parameters.get("method", "").upper()[:20] or _method(text), text[:LONGEST_TEXT])
        found.calendars += [calendar] if calendar not in found.calendars else []
        if part.name:
            _file(part, content, sound, found, budget)
    elif _is_text(part, found):
        if not sound:
            budget.note(Trouble.DAMAGED)
        _text(part, content, found, budget)
    elif content.strip() or part.name:
        _file(part, content, sound, found, budget)


def _is_text(part: Part, found: Gathered) -> bool:
    if part.disposition == "attachment" or (part.name and part.disposition == "inline"):
        return False
    if part.type in (
        "text/html",
        "text/plain",
        "text/enriched",
        "text/richtext",
        "text/markdown",
        "application/xhtml+xml",
    ):
        return not part.name or not found.texts
    return False


def _text(part: Part, content: bytes, found: Gathered, budget: Budget) -> None:
    html = part.type in ("text/html", "application/xhtml+xml", "text/enriched", "text/richtext")
    charset = part.parameters.get("charset", "")
    if html and not codec(charset) and (meta := META_CHARSET.search(content[:2_048])):
        charset = meta[1].decode("ascii")
    if not html and b"begin" in content:
        content, files = pasted(content)
        for name, data, whole in files:
            _keep(file_name(name), "", data, whole, False, found, budget)
    text, whole = decoded(content, charset)
    if not whole:
        budget.note(Trouble.CHARACTERS)
    if html:
        text, whole = text_of(text)
        if not whole:
            budget.note(Trouble.LONG_TEXT)
    elif part.parameters.get("format", "").lower() == "flowed":
        text = unflowed(text, part.parameters.get("delsp", "").lower() == "yes")
    if "-----BEGIN PGP MESSAGE-----" in text:
        budget.note(Trouble.ENCRYPTED)
    if len(text) > LONGEST_TEXT:
        budget.note(Trouble.LONG_TEXT)
        text = text[:LONGEST_TEXT]
    if text.strip():
        found.texts.append((text.strip("\n"), html))


def _groups(content: bytes) -> tuple[Headers, ...]:
    """Groups of fields between blank lines (RFC 3464 §2.1)."""
    groups: list[Headers] = []
    at = 0
    for _ in range(2 * MOST_GROUPS):
        if at >= len(content) or len(groups) >= MOST_GROUPS:
            break
        head = block(content, at, len(content))
        if head.fields:
            groups.append(head.readable())
        elif head.body <= at:  # a line that is no field
            stop = content.find(b"\n", at)
            at = len(content) if stop < 0 else stop + 1
            continue
        at = max(head.body, at + 1)
    return tuple(groups)


def _method(text: str) -> str:
    found = re.search(r"^METHOD[:;]\s*([A-Za-z]{3,20})\s*$", text[:4_096], re.MULTILINE)
    return found[1].upper() if found else ""


def _unpack(part: Part, content: bytes, found: Gathered, budget: Budget) -> None:
    packed = tnef.unpacked(content)
    if not packed.whole:
        budget.note(Trouble.OUTLOOK_FILE)
        if not (packed.text or packed.html or packed.files):
            _keep(part.name or "winmail.dat", part.type, content, True, False, found, budget)
    html, _ = text_of(decoded(packed.html)[0]) if packed.html else ("", True)
    text = packed.text.strip() or html
    if text and not found.texts:
        found.texts.append((text[:LONGEST_TEXT], not packed.text.strip()))
    for name, declared, data in packed.files:
        _keep(name, declared, data, True, False, found, budget)


def _file(part: Part, content: bytes, sound: bool, found: Gathered, budget: Budget) -> None:
    shown = part.disposition == "inline" or bool(part.block.first("content-id"))
    inline = shown and part.disposition != "attachment"
    if part.type in ("text/rtf", "application/rtf") and not found.texts and not part.name:
        text = tnef.rtf_text(content)
        if text:
            found.texts.append((text[:LONGEST_TEXT], False))
    _keep(part.name, part.type, content, sound, inline, found, budget)


def _keep(name: str, declared: str, content: bytes, sound: bool, inline: bool, found: Gathered, budget: Budget) -> None:
    if budget.files >= MOST_FILES:
        budget.note(Trouble.TOO_MANY_PARTS)
        return
    budget.files += 1
    kind = detected(content)
    name = name or f"file-{len(found.files) + 1}{ENDINGS.get(kind, '')}"
    large = len(content) > LARGEST_FILE
    if large:
        budget.note(Trouble.LARGE_FILE, name)
    elif not sound:
        budget.note(Trouble.DAMAGED_FILE, name)
    found.files.append(Attachment(name, declared, kind, len(content), None if large else content, inline))
