"""Our mail server as a provider: one letter, written by `email.writing`, handed over by Django's mail settings (EMAIL_URL)."""

import smtplib
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import parseaddr
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from django.conf import settings
from django.core.mail import EmailMessage, get_connection

from heartline.channels.email.answers import failure
from heartline.channels.email.house import ours
from heartline.channels.email.letter import Address
from heartline.channels.email.writing import Outgoing, Unwritable, envelope_sender, write
from heartline.channels.traffic.failures import Failure, Why
from heartline.channels.traffic.http import Accepted, Declined, Outcome, Unsure
from heartline.channels.traffic.messages import Door, Outbound
from heartline.channels.traffic.pace import Pace
from heartline.kernel import clock

PROVIDER = "smtp"
SMTP = "django.core.mail.backends.smtp.EmailBackend"
LARGEST = 20_000_000  # bytes; many mailboxes take no more than 25 MB, encoded


def is_on() -> bool:
    """Whether EMAIL_URL names a mail server."""
    return bool(settings.EMAIL_BACKEND == SMTP)


@dataclass(frozen=True, slots=True)
class Email:
    """See channels.registry.Provider."""

    name: str = PROVIDER
    doors: frozenset[Door] = frozenset({Door.EMAIL})

    def pace(self, door: Door) -> Pace:
        """What a usual relay takes without complaint."""
        return Pace(timedelta(seconds=0.1), burst=50)

    def cost(self, out: Outbound) -> int:
        return 1

    def refusal(self, out: Outbound, last_from_person: datetime | None, now: datetime) -> Failure | None:
        if out.door is not Door.EMAIL or out.template is not None or out.media:
            return Failure(Why.NOT_SUPPORTED)
        if not out.text:
            return Failure(Why.OUR_REQUEST)
        return Failure(Why.TOO_LARGE) if len(out.text.encode()) > LARGEST else None

    def send(self, out: Outbound) -> Outcome:
        try:
            we = ours()
        except ValueError:
            return Declined(Failure(Why.OUR_SETTINGS, "HEARTLINE_FROM"))
        letter = _letter(out)
        try:
            written = write(letter, we)
        except Unwritable:
            return Declined(Failure(Why.NO_SUCH_ADDRESS))
        connection = get_connection()
        try:
            connection.open()
        except smtplib.SMTPResponseException as error:
            return Declined(failure(error))
        except (smtplib.SMTPException, OSError):
            return Declined(Failure(Why.PROVIDER_DOWN))
        try:
            connection.send_messages([Written(out.to, envelope_sender(letter, we), written)])
        except (smtplib.SMTPRecipientsRefused, smtplib.SMTPResponseException) as error:
            return Declined(failure(error))
        except (smtplib.SMTPException, OSError):  # the connection broke while it was handed over
            return Unsure()
        finally:
            connection.close()
        return Accepted(out.key)  # a mail server gives no id that it would ever say again

    def find(self, out: Outbound, since: datetime, known: frozenset[str]) -> Outcome | None:
        """A mail server cannot be asked. Sent again it has the same Message-ID, by which mailboxes know it is the same."""
        return None


def _letter(out: Outbound) -> Outgoing:
    message = out.message or uuid5(NAMESPACE_URL, f"heartline:message:{out.key}")
    return Outgoing(
        thread=out.thread or message,
        message=message,
        to=Address(out.to),
        subject=out.subject,
        text=out.text,
        at=clock.now(),
        language=out.language,
        from_name=parseaddr(settings.DEFAULT_FROM_EMAIL)[0],
        automatic=not out.by_person,
    )


class Written(EmailMessage):
    """A message that is written already, for Django's backends: they send its bytes as they are."""

    def __init__(self, to: str, envelope: str, written: bytes) -> None:
        super().__init__(to=[to], from_email=envelope)
        self.written = written

    def message(self, *_args: Any, **_more: Any) -> Any:
        return Bytes(self.written)


@dataclass(frozen=True, slots=True)
class Bytes:
    """What Django's SMTP backend asks of a message."""

    written: bytes

    def as_bytes(self, *_args: Any, **_more: Any) -> bytes:
        return self.written
