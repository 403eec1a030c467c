"""A message out, as bytes that arrive, are believed, and are answered to the right thread.

For DKIM (RFC 6376) every field that a signature covers stands exactly once, short enough not to be refolded on its way;
the body is ASCII (base64 or quoted-printable), so that no relay has to recode what was signed.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from urllib.parse import urlsplit
from uuid import UUID

from heartline.channels.email import fields as fields_of
from heartline.channels.email.letter import Address
from heartline.channels.email.marks import LONGEST_LOCAL_PART, Ours, message_id, reply_address
from heartline.channels.email.mime.headers import mailbox, tidy

RIGHT_TO_LEFT = {"ar", "fa", "he", "ur", "ps", "sd", "ug", "yi", "dv", "ckb"}
MOST_REFERENCES = 20
LONGEST_SUBJECT = 200
LONGEST_NAME = 100
LONGEST_ID = 300  # a field of one id cannot be folded, and a line has at most 998 octets
POLICY = SMTP.clone(max_line_length=76, cte_type="7bit")
ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}[A-Za-z0-9])?")


class Unwritable(ValueError):
    """A message cannot be written as asked: an address is none, for instance. Trying again does not help."""


@dataclass(frozen=True, slots=True)
class File:
    """A file that goes along; `media_type` as "type/subtype", with `method=…` for calendars."""

    name: str
    media_type: str
    content: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A message to one person.

    `message` is its own id: written again, it is the same message and arrives once. `answers` is the id of the letter
    that it answers, `references` those of the thread before it, the oldest first. `unsubscribe` is an https address
    that takes a POST (RFC 8058) and is given where a message is outreach. `automatic` says that no person wrote it,
    `answering` that it moreover answers a letter (RFC 3834: auto-replied).
    """

    thread: UUID
    message: UUID
    to: Address
    subject: str
    text: str
    at: datetime
    language: str = "en"
    html: str = ""
    from_name: str = ""
    answers: str = ""
    references: Sequence[str] = ()
    unsubscribe: str = ""
    automatic: bool = False
    answering: bool = False
    files: Sequence[File] = ()


def write(out: Outgoing, ours: Ours) -> bytes:
    """The message as bytes with CRLF, ready for SMTP; the same bytes each time. Raises `Unwritable`."""
    if out.at.tzinfo is None:
        raise Unwritable("The time of a message needs a zone.")
    fields = [
        ("Date", format_datetime(out.at)),
        ("Message-ID", f"<{message_id(out.thread, out.message, ours)}>"),
        ("From", _mailbox(Address(ours.address, out.from_name))),
        ("To", _mailbox(out.to)),
        ("Reply-To", _mailbox(Address(reply_address(out.thread, ours), out.from_name))),
        ("Subject", fields_of.words(tidy(out.subject)[:LONGEST_SUBJECT], "Subject")),
        *_answering(out),
        ("Content-Language", _language(out.language)),
        *_automatic(out),
        ("X-Loop", ours.address),
        *_unsubscribing(out),
    ]
    return fields_of.lines(fields) + _body(out)


def envelope_sender(out: Outgoing, ours: Ours) -> str:
    """`MAIL FROM`: nobody for an automatic answer (RFC 3834 §3.3), else the thread's address, so that bounces find it."""
    return "" if out.answering else reply_address(out.thread, ours)


def _mailbox(address: Address) -> str:
    written = mailbox(address.address)
    local, _, _domain = written.rpartition("@")
    if not ADDRESS.fullmatch(written) or len(local) > LONGEST_LOCAL_PART or ".." in written or local[-1:] == ".":
        raise Unwritable("This is not an e-mail address that can be written to.")
    name = fields_of.phrase(tidy(address.name)[:LONGEST_NAME])
    return f"{name} <{written}>" if name else written


def _answering(out: Outgoing) -> list[tuple[str, str]]:
    references = _references(out)
    if not references:
        return []
    return [("In-Reply-To", f"<{references[-1]}>"), ("References", " ".join(f"<{one}>" for one in references))]


def _automatic(out: Outgoing) -> list[tuple[str, str]]:
    if not (out.automatic or out.answering):
        return []
    # Exchange heeds the second one ([MS-OXCMAIL] §2.2.3.2.14).
    return [
        ("Auto-Submitted", "auto-replied" if out.answering else "auto-generated"),
        ("X-Auto-Response-Suppress", "All"),
    ]


def _unsubscribing(out: Outgoing) -> list[tuple[str, str]]:
    if not out.unsubscribe:
        return []
    return [
        ("List-Unsubscribe", f"<{_one_click(out.unsubscribe)}>"),
        ("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"),
    ]


def _references(out: Outgoing) -> list[str]:
    """Ids of the thread with the answered one last; of many, the first and the newest (RFC 5322 §3.6.4)."""
    ids = [one for one in (_id(text) for text in [*out.references, out.answers]) if one]
    ids = list(dict.fromkeys(one for one in ids if one != _id(out.answers)))
    ids += [_id(out.answers)] if _id(out.answers) else []
    return ids if len(ids) <= MOST_REFERENCES else [ids[0], *ids[1 - MOST_REFERENCES :]]


def _id(text: str) -> str:
    """A message id that may stand in a field, else nothing: what is no id is left out rather than repaired."""
    found = re.fullmatch(r"<?([!-;=?-~]+@[!-;=?-~]+)>?", text.strip())
    return found[1] if found and len(found[1]) <= LONGEST_ID else ""


def _language(tag: str) -> str:
    if not re.fullmatch(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}", tag):
        raise Unwritable("The language of a message must be a tag like “en” or “zh-Hans”.")
    return tag


def _one_click(address: str) -> str:
    if not re.fullmatch(r"[!-;=?-~]{1,900}", address) or urlsplit(address).scheme != "https":
        raise Unwritable("Unsubscribing with one click needs an https address.")
    return address


def direction(language: str) -> str:
    """`dir` for a language (BCP 47): "rtl" or "ltr"."""
    parts = language.lower().split("-")
    return "rtl" if parts[0] in RIGHT_TO_LEFT or {"arab", "hebr"} & set(parts[1:]) else "ltr"


def page(body: str, language: str) -> str:
    """An HTML message around `body`, in its language and direction, readable on a telephone."""
    way = direction(language)
    return (
        f'<!doctype html>\n<html lang="{_language(language)}" dir="{way}">\n<head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1"></head>\n'
        f'<body dir="{way}">\n{body}\n</body>\n</html>\n'
    )


def _body(out: Outgoing) -> bytes:
    message = EmailMessage(policy=POLICY)
    message.set_content(_text(out.text), charset="utf-8", cte=_encoding(out.text))
    if out.html:
        html = page(_text(out.html), out.language)
        message.add_alternative(html, subtype="html", charset="utf-8", cte=_encoding(html))
    for one in out.files:
        _attach(message, one)
    for number, part in enumerate(message.walk()):
        if number:
            del part["MIME-Version"]
        if part.is_multipart():  # "=_" stands in no encoded body (RFC 2045 §6.7)
            part.set_boundary(f"=_{number}_{out.message.hex}")
    return message.as_bytes()


def _text(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "")


def _encoding(text: str) -> str:
    return "quoted-printable" if sum(one > "\x7f" for one in text) * 6 < len(text) + 6 else "base64"


def _attach(message: EmailMessage, one: File) -> None:
    media_type, _, parameter = one.media_type.partition(";")
    main, slash, sub = media_type.strip().partition("/")
    if not slash or not re.fullmatch(r"[a-z]+/[a-z0-9.+-]+", f"{main}/{sub}"):
        raise Unwritable("A file needs a media type.")
    name, equals, value = parameter.strip().partition("=")
    parameters = {name: value} if equals and re.fullmatch(r"[a-z]+=[A-Za-z0-9_-]+", parameter.strip()) else {}
    file_name = tidy(one.name).replace("/", "-")[:LONGEST_NAME] or "file"
    message.add_attachment(one.content, maintype=main, subtype=sub, filename=file_name, params=parameters)
