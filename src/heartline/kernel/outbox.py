"""Where messages wait when no provider is set: files in the data directory, shown by the demo."""

import json
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import uuid4

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

from heartline.kernel import clock


@dataclass(frozen=True, slots=True)
class Message:
    """`system`: "email" or "sms"; `at` is aware."""

    at: datetime
    system: str
    to: str
    subject: str
    body: str


def keep(system: str, to: str, subject: str, body: str) -> None:
    """Write one message (`system`: "email" or "sms") as JSON; the newest sorts last by name."""
    settings.OUTBOX.mkdir(parents=True, exist_ok=True, mode=0o700)
    at = clock.now()
    # Of two at one moment, the later one sorts last.
    path = settings.OUTBOX / f"{at:%Y%m%dT%H%M%S%f}-{time.monotonic_ns():020d}-{uuid4().hex[:8]}.json"
    half = path.with_suffix(".half")
    half.write_text(
        json.dumps({"at": at.isoformat(), "system": system, "to": to, "subject": subject, "body": body}),
        encoding="utf-8",
    )
    half.rename(path)


def kept(limit: int) -> list[Message]:
    """What was kept, the newest first."""
    paths = sorted(settings.OUTBOX.glob("*.json"), reverse=True) if settings.OUTBOX.exists() else []
    return [_read(path) for path in paths[:limit]]


def _read(path: Path) -> Message:
    data = json.loads(path.read_text(encoding="utf-8"))
    return Message(datetime.fromisoformat(data["at"]), data["system"], data["to"], data["subject"], data["body"])


class EmailBackend(BaseEmailBackend):
    """Django's mail, kept instead of sent."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        for message in email_messages:
            for to in message.recipients():
                keep("email", to, str(message.subject), str(message.body))
        return len(email_messages)
