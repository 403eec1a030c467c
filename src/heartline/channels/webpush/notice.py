"""All that a push ever says. A lock screen shows it to whoever holds the phone, so a message's own text is never in it."""

import re
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256

from django.utils.translation import gettext as _
from django.utils.translation import override

# A page of our own, named by ids at most: no query, no fragment, no host.
_PATH = re.compile(r"/(?!/)[A-Za-z0-9/_-]{0,200}")


class Kind(StrEnum):
    """Why there is something to see; as much as a stranger may know."""

    MESSAGE = "message"
    REMINDER = "reminder"


@dataclass(frozen=True, slots=True)
class Notice:
    """What is shown, and which page opens. `thread` lets a newer notice take the place of an older one."""

    kind: Kind
    path: str
    thread: str
    language: str

    def __post_init__(self) -> None:
        if _PATH.fullmatch(self.path) is None:
            raise ValueError("A notice opens a page of the portal, named by its path alone.")


def payload(notice: Notice) -> dict[str, str]:
    """What the service worker gets."""
    with override(notice.language):
        words = _("You have a message.") if notice.kind is Kind.MESSAGE else _("You have a reminder.")
        return {"title": words, "body": _("Open the portal to read it."), "path": notice.path, "tag": topic(notice)}


def words(language: str) -> str:
    """What somebody reads who gets a notice of a message."""
    shown = payload(Notice(Kind.MESSAGE, "/messages", "", language))
    return f"{shown['title']} {shown['body']}"


def topic(notice: Notice) -> str:
    """The same for all notices of a thread, and nothing that could be traced to it (RFC 8030 §5.4: at most 32 of base64url)."""
    return sha256(f"heartline push {notice.thread}".encode()).hexdigest()[:32]
