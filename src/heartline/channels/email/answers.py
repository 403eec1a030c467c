"""What a mail server answers, as reasons of ours (RFC 5321 §4.2.1; its enhanced codes are those of RFC 3463)."""

import re
import smtplib

from heartline.channels.email.returned import Reason, reason_for
from heartline.channels.traffic.failures import Failure, Why

_WHY = {
    Reason.NO_SUCH_ADDRESS: Why.NO_SUCH_ADDRESS,
    Reason.NO_SUCH_DOMAIN: Why.NO_SUCH_ADDRESS,
    Reason.CLOSED: Why.GONE,
    Reason.FULL: Why.UNREACHABLE,
    Reason.TOO_LARGE: Why.TOO_LARGE,
    Reason.REFUSED: Why.FILTERED,
    Reason.UNREACHABLE: Why.UNREACHABLE,
}
_SIGN_IN = (530, 534, 535, 538)  # it wants to know who we are, and does not believe us
_STATUS = re.compile(r"\b([245]\.\d{1,3}\.\d{1,3})\b")


def failure(error: smtplib.SMTPRecipientsRefused | smtplib.SMTPResponseException) -> Failure:
    """Why a letter was not taken."""
    code, said = _answer(error)
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said)
    if isinstance(error, smtplib.SMTPSenderRefused) or code in _SIGN_IN:
        return Failure(Why.OUR_SETTINGS if code >= 500 else Why.PROVIDER_DOWN, str(code))
    if code < 500:  # 450 is greylisting, 452 too many at once: the same letter is taken later
        return Failure(Why.PROVIDER_DOWN if code == 421 else Why.BUSY, str(code))
    status = _STATUS.search(text)
    why = _WHY.get(reason_for(status[1] if status else "", text, permanent=True))
    if why is None:
        recipient = isinstance(error, smtplib.SMTPRecipientsRefused)
        why = Why.NO_SUCH_ADDRESS if recipient and code in (550, 551, 553) else Why.OUR_REQUEST
    return Failure(why, status[1] if status else str(code))


def _answer(error: smtplib.SMTPRecipientsRefused | smtplib.SMTPResponseException) -> tuple[int, bytes | str]:
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return next(iter(error.recipients.values()))
    return error.smtp_code, error.smtp_error
