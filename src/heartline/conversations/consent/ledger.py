"""The entries of the ledger, and which of them stand now. Nothing is ever changed in it: a change of mind is an entry."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from heartline.conversations.consent.topics import Channel, Topic


class Source(StrEnum):
    KEYWORD = "keyword"  # STOP, START
    WORDS = "words"  # said in a sentence, recorded by staff in one click
    CHOICE = "choice"  # a switch in the portal
    FORM = "form"  # signed
    LINK = "link"  # unsubscribed by a link or header (RFC 8058)
    PROVIDER = "provider"  # a carrier or provider reports a block
    IMPORT = "import"


@dataclass(frozen=True, slots=True)
class Entry:
    """Consent given, or taken back.

    Empty means all: every topic, every channel, every number. An empty `patient` is whoever answers `number`, who has
    not said which of those who share it they are. `words` are theirs, in which it was said; `by` is who recorded it.
    """

    given: bool
    at: datetime
    patient: str = ""
    topic: Topic | None = None
    channel: Channel | None = None
    number: str = ""
    words: str = ""
    by: str = ""
    door: str = ""
    source: Source = Source.WORDS
    written: bool = False

    def concerns(self, topic: Topic, channel: Channel, number: str) -> bool:
        return self.topic in (None, topic) and self.channel in (None, channel) and self.number in ("", number)


@dataclass(frozen=True, slots=True)
class Where:
    """To whom, about what, by what, where. `shared`: others answer this number or address, too."""

    patient: str
    topic: Topic
    channel: Channel
    number: str
    shared: bool = False


def taken_back(entries: Iterable[Entry], where: Where) -> Entry | None:
    """The revocation that stands against it: the latest that nobody lifted. None if nothing stands.

    A revocation that names a number binds everybody at that number, whoever said it: it is the phone that rings. One
    that names none binds who said it.
    """
    known = [each for each in entries if each.concerns(where.topic, where.channel, where.number)]
    against = [each for each in known if not each.given and (each.number or each.patient == where.patient)]
    standing = [each for each in against if not any(_lifts(other, each, where) for other in known)]
    return max(standing, key=lambda each: each.at, default=None)


def _lifts(later: Entry, revoked: Entry, where: Where) -> bool:
    """Consent given again later: by who took it back, from the number itself, or by the only one who answers it.

    At a number that several answer, one of them cannot give again what another took back.
    """
    if not later.given or later.at <= revoked.at:
        return False
    from_number = not later.patient and bool(later.number)
    same_person = later.patient == revoked.patient != ""
    alone = not where.shared and later.patient == where.patient
    return from_number or same_person or alone


def given(entries: Iterable[Entry], where: Where) -> list[Entry]:
    """Consents of this patient that were given for it, the oldest first; whether they stand, `taken_back` says."""
    known = (each for each in entries if each.given and each.concerns(where.topic, where.channel, where.number))
    return sorted((each for each in known if each.patient == where.patient), key=lambda each: each.at)
