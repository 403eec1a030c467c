"""Who looked at a record, in words that a patient understands."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol
from uuid import UUID
from zoneinfo import ZoneInfo

from django.utils.translation import gettext_lazy as _

from heartline.kernel.errors import Words

# What is read → in a patient's words, and in the words of whoever keeps the log.
_WHAT: dict[str, tuple[Words, Words]] = {
    "search": (_("your name in a list of search results"), _("Search result")),
    "record": (_("your record: who you are and how to reach you"), _("Record")),
    "timeline": (_("your timeline: what happened, and when"), _("Timeline")),
    "details": (_("your details, to change them"), _("Details")),
    "photo": (_("your photo"), _("Photo")),
    "proxies": (_("who may act for you"), _("Proxies")),
    "audit": (_("who has looked at your record"), _("Audit log")),
    "compared": (
        _("your record beside another one, to see whether both are yours"),
        _("Compared with another record"),
    ),
    "possible duplicate": (_("your name, to see whether somebody is already registered"), _("Possible duplicate")),
}


# A reason that was chosen from a list → in the words of the patient. What follows its colon is in the reader's own words.
_WHY: dict[str, Words] = {}


class Look(Protocol):
    """One audit entry."""

    at: datetime
    actor_id: UUID | None
    actor_label: str
    actor_role: str
    what: str
    reason: str


@dataclass(frozen=True, slots=True)
class Visit:
    """One person's looks at a record on one day, the last moment of them, and what they saw."""

    day: date
    at: datetime
    actor_label: str
    actor_role: str
    what: Sequence[Words]
    reason: str = ""


def looking_at(what: str, words: Words, short: Words) -> None:
    """Say `what` of kernel.audit.read(…): to the patient ("your visits"), and in a table ("Visits").

    Other domains do so in their looks.py.
    """
    _WHAT[what] = (words, short)


def because(code: str, words: Words) -> None:
    """Say the reason `code` of kernel.audit.read(…, "code: own words") to the patient."""
    _WHY[code] = words


def say_reason(reason: str) -> str:
    """A reason as the patient reads it."""
    code, colon, own = reason.partition(": ")
    return f"{_WHY[code]}: {own}" if colon and code in _WHY else reason


def words_for(what: str) -> Words:
    """What was looked at, to the patient; what nobody has words for is told as it was written down."""
    return _WHAT.get(what, (what, what))[0]


def short_for(what: str) -> Words:
    """What was looked at, for a table."""
    return _WHAT.get(what, (what, what))[1]


def visits(looks: Iterable[Look], zone: ZoneInfo) -> list[Visit]:
    """Looks, newest first, put together by day and person: a list one can read."""
    found: dict[tuple[date, UUID | None, str], list[Look]] = {}
    for look in looks:
        day = look.at.astimezone(zone).date()
        found.setdefault((day, look.actor_id, look.actor_label), []).append(look)
    return [
        Visit(
            day,
            group[0].at,
            group[0].actor_label,
            group[0].actor_role,
            [words_for(what) for what in dict.fromkeys(look.what for look in group)],
            say_reason(next((look.reason for look in group if look.reason), "")),
        )
        for (day, _actor, _label), group in found.items()
    ]
