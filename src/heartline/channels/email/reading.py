"""Any message as a `Letter`. Never raises: what cannot be read becomes a note in plain words."""

import logging
import re

from heartline.channels.email.collecting import LONGEST_TEXT, Gathered, gather
from heartline.channels.email.letter import Letter, Note, Trouble
from heartline.channels.email.mime import headers
from heartline.channels.email.mime.charsets import guesses_left
from heartline.channels.email.mime.headers import Block
from heartline.channels.email.mime.parts import Budget, parse
from heartline.channels.email.quoting.splitting import split

LARGEST_MESSAGE = 40_000_000  # bytes; providers accept 25 to 35 MB
LONGEST_SUBJECT = 500
MOST_GUESSES = 60
# Where relays say to which address they delivered; the envelope knows better than "To" what was really written to.
DELIVERED_TO = ("delivered-to", "x-original-to", "envelope-to", "x-envelope-to", "x-forwarded-to", "resent-to")
TOKEN = re.compile(r"[^+@]+\+([^@]{1,128})@")

log = logging.getLogger(__name__)


def read(raw: bytes) -> Letter:
    """The letter in `raw`, a message as it came from SMTP, IMAP, a webhook or a file."""
    token = guesses_left.set(MOST_GUESSES)
    try:
        return _read(raw)
    except (Exception, RecursionError):
        # Nothing known leads here; a message that does is kept by the caller and must not stop the next one.
        log.exception("A message of %d bytes could not be read", len(raw))
        return Letter(notes=(Note(Trouble.NOT_READ),))
    finally:
        guesses_left.reset(token)


def _read(raw: bytes) -> Letter:
    budget = Budget()
    if len(raw) > LARGEST_MESSAGE:
        budget.note(Trouble.TOO_LONG)
        raw = raw[:LARGEST_MESSAGE]
    raw = raw.lstrip(b"\r\n")
    if b"\n" not in raw and b"\r" in raw:
        raw = raw.replace(b"\r", b"\n")
    message = parse(raw, budget)
    found = gather(message, budget)
    text, new, quoted, signature = _texts(found, budget)
    head = message.block
    readable = head.readable()
    senders = headers.addresses(_all(head, "from")) or headers.addresses(_all(head, "sender"))
    to, cc = headers.addresses(_all(head, "to")), headers.addresses(_all(head, "cc"))
    return Letter(
        message_id=next(iter(headers.ids(_all(head, "message-id"))), ""),
        in_reply_to=headers.ids(_all(head, "in-reply-to")),
        references=headers.ids(_all(head, "references")),
        sender=senders[0] if senders else None,
        reply_to=headers.addresses(_all(head, "reply-to")),
        to=to,
        cc=cc,
        tokens=_tokens(head),
        sent=headers.moment(head.first("date")),
        subject=readable.get("subject")[:LONGEST_SUBJECT],
        language=found.language,
        text=text,
        was_html=bool(found.texts) and all(html for _, html in found.texts),
        new=new,
        quoted=quoted,
        signature=signature,
        attachments=tuple(found.files),
        calendars=tuple(found.calendars),
        reports=tuple(found.reports),
        enclosed=tuple(found.enclosed),
        headers=readable,
        notes=tuple(budget.notes),
    )


def _texts(found: Gathered, budget: Budget) -> tuple[str, str, str, str]:
    """All text, the new of it, what was repeated, the signature; a message enclosed is text, but not new."""
    own = found.text()
    enclosed = "\n\n".join(found.enclosed_texts)
    text = "\n\n".join(piece for piece in (own, enclosed) if piece)
    if len(text) > LONGEST_TEXT:
        budget.note(Trouble.LONG_TEXT)
        text, own = text[:LONGEST_TEXT], own[:LONGEST_TEXT]
    parts = split(own)
    quoted = "\n\n".join(piece for piece in (parts.quoted, enclosed) if piece)[:LONGEST_TEXT]
    if not text.strip():
        budget.note(Trouble.NO_TEXT)
    elif not parts.new and quoted:
        budget.note(Trouble.NOTHING_NEW)
    return text.strip(), parts.new, quoted, parts.signature


def _all(head: Block, *names: str) -> tuple[bytes, ...]:
    return tuple(value for name in names for key, value in head.fields if key == name)


def _tokens(head: Block) -> tuple[str, ...]:
    boxes = headers.addresses(_all(head, *DELIVERED_TO, "to", "cc"))
    return tuple(dict.fromkeys(found[1] for box in boxes if (found := TOKEN.match(box.address))))
