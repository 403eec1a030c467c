"""A message as read: the values that the other modules of this folder hand to each other."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from heartline.kernel.errors import Words


class Trouble(StrEnum):
    """What could not be read, or only in part."""

    TOO_LONG = "too_long"
    CUT_SHORT = "cut_short"
    TOO_DEEP = "too_deep"
    TOO_MANY_PARTS = "too_many_parts"
    LONG_TEXT = "long_text"
    CHARACTERS = "characters"
    DAMAGED = "damaged"
    ENCRYPTED = "encrypted"
    ELSEWHERE = "elsewhere"
    LARGE_FILE = "large_file"
    DAMAGED_FILE = "damaged_file"
    OUTLOOK_FILE = "outlook_file"
    NO_TEXT = "no_text"
    NOTHING_NEW = "nothing_new"
    NOT_READ = "not_read"


SENTENCES: dict[Trouble, Words] = {
    Trouble.TOO_LONG: _("The message is very large. Only its beginning was read."),
    Trouble.CUT_SHORT: _("The message ends in the middle. Something may be missing."),
    Trouble.TOO_DEEP: _("Messages are packed inside each other very deeply. The innermost were not opened."),
    Trouble.TOO_MANY_PARTS: _("The message has very many parts. The last of them were not opened."),
    Trouble.LONG_TEXT: _("The text is very long. Only its beginning is shown."),
    Trouble.CHARACTERS: _("Some characters could not be read. They are shown as “�”."),
    Trouble.DAMAGED: _("A part of the message arrived damaged. What could be read is shown."),
    Trouble.ENCRYPTED: _("The message is encrypted and cannot be read here. Please ask the sender to write again."),
    Trouble.ELSEWHERE: _("A part of the message is kept elsewhere by the sender’s mail program and was not fetched."),
    Trouble.LARGE_FILE: _("The file “%(name)s” is too large and was not kept."),
    Trouble.DAMAGED_FILE: _("The file “%(name)s” arrived damaged."),
    Trouble.OUTLOOK_FILE: _("The message came packed in Outlook’s own format, and not all of it could be opened."),
    Trouble.NO_TEXT: _("There is no text in this e-mail."),
    Trouble.NOTHING_NEW: _("Nothing new was written: the message only repeats earlier text."),
    Trouble.NOT_READ: _("This message could not be read. The original is kept."),
}


@dataclass(frozen=True, slots=True)
class Note:
    """One thing that a reader of the letter should know; `name` is the file that it is about, if any."""

    trouble: Trouble
    name: str = ""

    @property
    def words(self) -> str:
        """The sentence, in the active language."""
        return str(SENTENCES[self.trouble]) % {"name": self.name}


@dataclass(frozen=True, slots=True)
class Address:
    """A mailbox (RFC 5322 §3.4): `address` as `local@domain` with the domain in lower case; `name` may be empty."""

    address: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that came along. `content` is None where it was too large or could not be decoded; `size` in bytes.

    `declared` is the media type that the sender claims, `detected` what the first bytes say (empty if they say nothing).
    """

    name: str
    declared: str
    detected: str
    size: int
    content: bytes | None = field(repr=False)
    inline: bool = False


@dataclass(frozen=True, slots=True)
class CalendarPart:
    """An iCalendar part (RFC 6047); `method` in upper case (REQUEST, REPLY …), empty if it says none."""

    method: str
    text: str


@dataclass(frozen=True, slots=True)
class Headers:
    """Header fields in their order, names in lower case, values unfolded and decoded."""

    fields: tuple[tuple[str, str], ...] = ()

    def get(self, name: str) -> str:
        """The first value of `name` (lower case), or an empty text."""
        return next((value for key, value in self.fields if key == name), "")

    def all(self, name: str) -> tuple[str, ...]:
        return tuple(value for key, value in self.fields if key == name)


@dataclass(frozen=True, slots=True)
class Report:
    """A machine-readable report (RFC 6522): its type, and the groups of fields that it holds."""

    type: str
    groups: tuple[Headers, ...]


@dataclass(frozen=True, slots=True)
class Letter:
    """A message, read. Nothing in it is trusted: whoever sent it chose every word.

    `text` is all that can be read, `new` what was newly written, `quoted` and `signature` what was set apart from it.
    `tokens` are what stands behind a "+" in the addresses it was sent to, the envelope's first. Ids are without "<>".
    `enclosed` are the headers of messages inside it, as a bounce returns them.
    """

    message_id: str = ""
    in_reply_to: tuple[str, ...] = ()
    references: tuple[str, ...] = ()
    sender: Address | None = None
    reply_to: tuple[Address, ...] = ()
    to: tuple[Address, ...] = ()
    cc: tuple[Address, ...] = ()
    tokens: tuple[str, ...] = ()
    sent: datetime | None = None
    subject: str = ""
    language: str = ""
    text: str = ""
    was_html: bool = False
    new: str = ""
    quoted: str = ""
    signature: str = ""
    attachments: tuple[Attachment, ...] = ()
    calendars: tuple[CalendarPart, ...] = ()
    reports: tuple[Report, ...] = ()
    enclosed: tuple[Headers, ...] = ()
    headers: Headers = Headers()
    notes: tuple[Note, ...] = ()
