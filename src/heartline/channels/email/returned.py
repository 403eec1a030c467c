"""What came back: which recipient a message could not be brought to, whether for good, and why, in plain words.

Standard reports are RFC 3464 (fields) with codes of RFC 3463; reports of other forms are left to `flufl.bounce`, which
knows the mail systems that Mailman has met.
"""

import re
from dataclasses import dataclass
from email import message_from_bytes
from enum import StrEnum

from django.utils.translation import gettext_lazy as _
from flufl.bounce import all_failures

from heartline.channels.email.letter import Headers, Letter
from heartline.channels.email.mime.headers import mailbox
from heartline.kernel.errors import Words

LARGEST_LOOKED_AT = 100_000
MOST_FAILURES = 200
MOST_BOUNDARIES = 10


class Reason(StrEnum):
    """Why a message came back."""

    NO_SUCH_ADDRESS = "no_such_address"
    NO_SUCH_DOMAIN = "no_such_domain"
    CLOSED = "closed"
    FULL = "full"
    TOO_LARGE = "too_large"
    REFUSED = "refused"
    UNREACHABLE = "unreachable"
    LATE = "late"
    UNKNOWN = "unknown"

    @property
    def words(self) -> Words:
        """A sentence for whoever wrote the message."""
        return REASONS[self]


REASONS: dict[Reason, Words] = {
    Reason.NO_SUCH_ADDRESS: _("This e-mail address does not exist. Please check its spelling."),
    Reason.NO_SUCH_DOMAIN: _("The part of the address after the “@” does not exist. Please check its spelling."),
    Reason.CLOSED: _("This mailbox is closed."),
    Reason.FULL: _("This mailbox is full."),
    Reason.TOO_LARGE: _("The message is too large for this mailbox."),
    Reason.REFUSED: _("The recipient’s mail system refused the message."),
    Reason.UNREACHABLE: _("The recipient’s mail system could not be reached."),
    Reason.LATE: _("The message could not be delivered yet. The mail system keeps trying."),
    Reason.UNKNOWN: _("The message could not be delivered. No reason was given."),
}

# RFC 3463 §3, and RFC 7505 (5.1.10) and RFC 7372 (5.7.2x); the longest prefix that fits
BY_STATUS = {
    "1.1": Reason.NO_SUCH_ADDRESS,
    "1.2": Reason.NO_SUCH_DOMAIN,
    "1.3": Reason.NO_SUCH_ADDRESS,
    "1.4": Reason.NO_SUCH_ADDRESS,
    "1.6": Reason.CLOSED,
    "1.10": Reason.NO_SUCH_DOMAIN,
    "2.1": Reason.CLOSED,
    "2.2": Reason.FULL,
    "2.3": Reason.TOO_LARGE,
    "3.4": Reason.TOO_LARGE,
    "4": Reason.UNREACHABLE,
    "5": Reason.UNREACHABLE,
    "7": Reason.REFUSED,
}
# What mail systems write where the code says nothing ("5.0.0", "5.1.0"); in the order of trust
BY_TEXT = (
    (Reason.FULL, re.compile(r"(mailbox|quota|inbox|storage).{0,40}(full|exceeded|over|limit)|over ?quota|reached .{0,20}quota|out of storage")),
    (Reason.TOO_LARGE, re.compile(r"(message|size|mail).{0,30}(too (large|big)|exceeds)")),
    (Reason.NO_SUCH_DOMAIN, re.compile(r"(domain|host).{0,30}(not found|does not exist|unknown)|nxdomain|null mx|no mx|unrouteable")),
    (Reason.CLOSED, re.compile(r"(account|mailbox|user|recipient|address).{0,40}(disabled|inactive|suspended|closed|deactivated|no longer)")),
    (
        Reason.NO_SUCH_ADDRESS,
        re.compile(
            r"(user|recipient|mailbox|address|account).{0,40}(unknown|not found|does ?n.t exist|does not exist|invalid|rejected|unavailable)"
            r"|(no such|unknown|invalid|bad) (user|recipient|mailbox|address|account|local part)|nosuchuser"
        ),
    ),
    (Reason.REFUSED, re.compile(r"spam|blocked|blacklist|blocklist|policy|dmarc|spf|dkim|reputation|rejected|denied|refused|content")),
    (Reason.UNREACHABLE, re.compile(r"timed? ?out|connection|unreachable|no route|temporar")),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Failure:
    """One recipient. `status` is the code of RFC 3463, `said` what the mail system said, both as they stood there."""

    recipient: str
    permanent: bool
    reason: Reason
    status: str = ""
    said: str = ""


@dataclass(frozen=True, slots=True)
class Delivered:
    """One recipient whom a report says was reached ("delivered", "relayed", "expanded")."""

    recipient: str


def reported(letter: Letter) -> tuple[tuple[Failure, ...], tuple[Delivered, ...]]:
    """What the machine-readable reports in a letter say of each recipient (RFC 3464 §2.3)."""
    failures: list[Failure] = []
    reached: list[Delivered] = []
    for report in letter.reports:
        for group in report.groups if report.type == "delivery-status" else ():
            recipient = _recipient(group)
            action = group.get("action").lower().split("(")[0].strip()
            if not recipient:
                continue
            if action in ("delivered", "relayed", "expanded"):
                reached.append(Delivered(recipient))
            elif action in ("failed", "delayed") or _status(group):
                failures.append(_failure(recipient, action, group))
    return tuple(dict.fromkeys(failures))[:MOST_FAILURES], tuple(dict.fromkeys(reached))[:MOST_FAILURES]


def _recipient(group: Headers) -> str:
    """The address that we wrote to; the final one may be where it was forwarded, which is nobody's business."""
    for name in ("original-recipient", "final-recipient", "x-actual-recipient"):
        if box := mailbox(group.get(name).rpartition(";")[2].strip().strip("<>")):
            return box
    return ""


def _status(group: Headers) -> str:
    found = re.search(r"\b([245]\.\d{1,3}\.\d{1,3})\b", group.get("status"))
    return found[1] if found else ""


def _failure(recipient: str, action: str, group: Headers) -> Failure:
    status = _status(group)
    said = group.get("diagnostic-code").partition(";")[2].strip() or group.get("diagnostic-code")
    inner = re.search(r"\b([45]\.\d{1,3}\.\d{1,3})\b", said)
    if status[2:] in ("", "0.0", "1.0") and inner:
        status = inner[1]
    permanent = action != "delayed" and not status.startswith("4")
    reason = reason_for(status, f"{said} {group.get('status')}", permanent)  # some explain themselves beside the code
    return Failure(recipient, permanent, reason, status, said[:500])


def reason_for(status: str, said: str, permanent: bool) -> Reason:
    """The reason that a code gives, else the one that the words give."""
    subject = status[2:]
    by_status = BY_STATUS.get(subject) or BY_STATUS.get(subject.partition(".")[0])
    by_text = _by_text(said)
    # Codes that systems use when they know nothing better, or for whatever they refuse (RFC 3463 §3.1, §3.8).
    vague = subject in ("", "0.0", "1.0", "5.0", "7.0", "7.1")
    reason = (by_text or by_status) if vague else (by_status or by_text)
    if not permanent and reason in (None, Reason.UNREACHABLE, Reason.UNKNOWN):
        return Reason.LATE
    return reason or Reason.UNKNOWN


def _by_text(said: str) -> Reason | None:
    said = said[:2_000].lower()
    return next((reason for reason, words in BY_TEXT if words.search(said)), None)


def recognised(raw: bytes, letter: Letter) -> tuple[Failure, ...]:
    """What a report in no standard form says, as far as it is recognised."""
    if raw.count(b"boundary") > MOST_BOUNDARIES:  # the library's parser slows down with each level
        return ()
    try:
        temporary, permanent = all_failures(message_from_bytes(raw[:LARGEST_LOOKED_AT]))
    except Exception:  # its detectors expect the systems that they know
        return ()
    found = [(box, True) for box in permanent] + [(box, False) for box in temporary if box not in permanent]
    status = re.search(r"\b[45]\.\d{1,3}\.\d{1,3}\b", letter.text[:5_000])
    code = status[0] if status else ""
    boxes = ((mailbox(box.decode("utf-8", "replace")), lasting) for box, lasting in sorted(found))
    return tuple(
        Failure(box, lasting, reason_for(code, letter.text[:5_000], lasting), code) for box, lasting in boxes if box
    )[:MOST_FAILURES]
