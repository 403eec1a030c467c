"""Which files are kept, how large, and why others are not: by what their bytes say, whatever name they bear.

Kept are what patients send and staff answer with: pictures, PDF, plain text, documents and tables of common offices, and
voice notes. Not kept is what runs or can hide what runs (programs, HTML, SVG, archives, macros, the old office formats,
which cannot be told from those with macros), and films, which are too large for what they tell.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from io import BytesIO
from zipfile import BadZipFile, ZipFile

from django.utils.translation import gettext_lazy as _

from heartline.channels.email.mime.sniffing import detected
from heartline.kernel.errors import Words
from heartline.kernel.text import isolated

MB = 1024 * 1024
MOST_BYTES = 15 * MB  # of one file: a phone's largest photo, a scan of many pages; WhatsApp and MMS carry less
MOST_TOGETHER = 25 * MB  # of one message: what e-mail carries
MOST_FILES = 10  # of one message, as Twilio has it
DECORATION = 10_000  # bytes of a picture inside a letter's text, below which it is a logo or counts who reads
LONGEST_NAME = 120
OOXML = "application/vnd.openxmlformats-officedocument."
ODF = "application/vnd.oasis.opendocument."

# Content type → how its files end. Pictures become one of the first two.
PICTURES: Mapping[str, str] = {
    "image/jpeg": "jpg",
    "image/png": "png",
    "image/webp": "webp",
    "image/gif": "gif",
    "image/avif": "avif",
    "image/bmp": "bmp",
    "image/tiff": "tiff",
}
OTHERS: Mapping[str, str] = {
    "application/pdf": "pdf",
    "text/plain": "txt",
    "text/calendar": "ics",
    "text/vcard": "vcf",
    f"{OOXML}wordprocessingml.document": "docx",
    f"{OOXML}spreadsheetml.sheet": "xlsx",
    f"{ODF}text": "odt",
    f"{ODF}spreadsheet": "ods",
    "audio/mpeg": "mp3",
    "audio/ogg": "ogg",
    "audio/mp4": "m4a",
    "audio/amr": "amr",
    "audio/x-wav": "wav",
}
KINDS: Mapping[str, str] = {**PICTURES, **OTHERS}
# What a page of ours lets people choose from. Phones turn their own formats (HEIC) into JPEG when these are asked for.
ACCEPTED = ",".join(("image/jpeg", "image/png", "image/webp", "image/gif", *OTHERS))
_OFFICE = {"word/document.xml": f"{OOXML}wordprocessingml.document", "xl/workbook.xml": f"{OOXML}spreadsheetml.sheet"}
_ODF = (f"{ODF}text", f"{ODF}spreadsheet")


class Why(StrEnum):
    """Why a file was not kept."""

    KIND = "kind"
    PHONE = "phone"  # a phone's own picture format
    MACROS = "macros"
    LARGE = "large"
    MANY = "many"
    UNREADABLE = "unreadable"
    EMPTY = "empty"
    NOT_FETCHED = "not_fetched"

    @property
    def words(self) -> Words:
        return _WORDS[self]


_WORDS: Mapping[Why, Words] = {
    Why.KIND: _("Files of this kind are not kept. We take pictures, PDF, text, Word, Excel and voice notes."),
    Why.PHONE: _(
        "This picture is in a format (HEIC) that we cannot show. Send it as JPEG, or take a screenshot of it."
    ),
    Why.MACROS: _("There is a program (macro) inside this file. Send it as PDF."),
    Why.LARGE: _("This file is too large: one may have 15 MB, all of a message together 25 MB."),
    Why.MANY: _("These are too many files: a message takes ten."),
    Why.UNREADABLE: _("This file is damaged and cannot be read."),
    Why.EMPTY: _("There is nothing in this file."),
    Why.NOT_FETCHED: _("It could not be fetched from the phone company."),
}


@dataclass(frozen=True, slots=True)
class Sent:
    """A file as it was sent. `claimed` is the content type that its sender says, which nobody believes."""

    name: str
    content: bytes = field(repr=False)
    claimed: str = ""
    inline: bool = False  # stands in a letter's text


def judge(content: bytes) -> str | Why:
    """The content type of a file that may be kept, or why it may not."""
    if not content:
        return Why.EMPTY
    if len(content) > MOST_BYTES:
        return Why.LARGE
    kind = detected(content)
    if content[:4] == b"PK\x03\x04":
        return _packed(content)
    if kind in ("image/heic", "image/heif"):
        return Why.PHONE
    if kind in ("audio/m4a", "audio/aac"):
        kind = "audio/mp4"
    return kind if kind in KINDS else Why.KIND


def _packed(content: bytes) -> str | Why:
    """A document or table is a ZIP file with certain names in it; any other ZIP file is not kept."""
    try:
        with ZipFile(BytesIO(content)) as packed:
            names = packed.namelist()
            if any("vbaproject" in name.lower() or name.startswith(("Basic/", "Scripts/")) for name in names):
                return Why.MACROS
            for name, kind in _OFFICE.items():
                if name in names:
                    return kind
            told = packed.open("mimetype").read(100).decode("ascii", "replace") if "mimetype" in names else ""
    except (BadZipFile, OSError, ValueError, NotImplementedError, RuntimeError):
        return Why.UNREADABLE
    return told if told in _ODF else Why.KIND


def fits(sizes: Sequence[int]) -> list[Why | None]:
    """Of the files of one message, in their order: why each does not go along any more."""
    found: list[Why | None] = []
    together = count = 0
    for size in sizes:
        why = Why.MANY if count >= MOST_FILES else Why.LARGE if together + size > MOST_TOGETHER else None
        if why is None:
            together, count = together + size, count + 1
        found.append(why)
    return found


def is_decoration(sent: Sent) -> bool:
    """Whether it belongs to how a letter looks, not to what it says."""
    return sent.inline and len(sent.content) < DECORATION


def tidy_name(name: str, kind: str) -> str:
    """A name to save it under: no folders, nothing invisible, and ending as what it is, so that no system runs it."""
    bare = re.sub(r"[\x00-\x1f\x7f\u200e\u200f\u202a-\u202e\u2066-\u2069]", "", re.split(r"[/\\]", name)[-1])
    bare = re.sub(r"\s+", " ", bare).strip(" .")
    end = KINDS.get(kind, "")
    stem, dot, given = bare.rpartition(".")
    if end and dot and (given.lower() == end or _as_good(given.lower(), end)):
        return f"{stem[: LONGEST_NAME - len(given) - 1]}.{given}"
    return f"{bare[:LONGEST_NAME]}.{end}" if bare and end else bare[:LONGEST_NAME]


def _as_good(given: str, end: str) -> bool:
    return (given, end) in {("jpeg", "jpg"), ("tif", "tiff"), ("text", "txt"), ("oga", "ogg"), ("opus", "ogg")}


def words_for(name: str, why: Why) -> str:
    """A refusal in one sentence, with the file that it is about."""
    return f"{isolated(name)}: {why.words}" if name else str(why.words)
