"""Webhooks as their providers send and sign them, each with a text of its own."""

import json
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import EmailMessage
from urllib.parse import urlencode

from twilio.request_validator import RequestValidator

from heartline.channels.traffic.hub_signature import sign

ACCOUNT, TOKEN = "AC" + "0a1b2c3d" * 4, secrets.token_hex(16)
SECRET = secrets.token_hex(16)
OURS, MAIL = "+12025550100", "clinic@hill.example"
SETTINGS = {
    "HEARTLINE_TWILIO_URL": f"twilio://{ACCOUNT}:{TOKEN}@{ACCOUNT}?sms_from={OURS}&api=http://127.0.0.1:9",
    "HEARTLINE_META_URL": "",
    "HEARTLINE_SYSTEMS": f"bench:{SECRET}",
    "HEARTLINE_MAIL_SECRETS": SECRET,
}


@dataclass(frozen=True, slots=True)
class Post:
    """One request: where, with which headers, and its body."""

    path: str
    headers: Mapping[str, str]
    body: bytes


Webhook = Callable[[str, int, str], Post]  # (our address, number of the sender, text)


def text_message(address: str, number: int, text: str) -> Post:
    """As Twilio posts an SMS; every sender writes from a number that belongs to nobody (North America's 555-01xx is too short)."""
    path = "/hooks/twilio/messages"
    form = {
        "MessageSid": "SM" + secrets.token_hex(16),
        "AccountSid": ACCOUNT,
        "From": f"+999{number:010}",
        "To": OURS,
        "Body": text,
        "NumMedia": "0",
        "SmsStatus": "received",
    }
    signature = RequestValidator(TOKEN).compute_signature(address + path, form)
    headers = {"Content-Type": "application/x-www-form-urlencoded", "X-Twilio-Signature": signature}
    return Post(path, headers, urlencode(form).encode())


def system_message(address: str, number: int, text: str) -> Post:
    """As another system posts one."""
    said = {
        "type": "message",
        "id": secrets.token_hex(16),
        "sent_at": datetime.now(UTC).isoformat(),
        "from": f"guest-{number}",
        "to": "clinic",
        "text": text,
    }
    body = json.dumps(said).encode()
    headers = {"Content-Type": "application/json", "X-Hub-Signature-256": sign(SECRET, body)}
    return Post("/hooks/webhook/bench", headers, body)


def letter(address: str, number: int, text: str) -> Post:
    """As a mail service posts a letter."""
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = f"guest-{number}@patients.example", MAIL, "A question"
    mail["Message-ID"] = f"<{secrets.token_hex(16)}@patients.example>"
    mail.set_content(text)
    body = mail.as_bytes()
    headers = {"Content-Type": "message/rfc822", "X-Hub-Signature-256": sign(SECRET, body)}
    return Post("/hooks/email", headers, body)


WEBHOOKS: Mapping[str, Webhook] = {"text message": text_message, "another system": system_message, "letter": letter}
