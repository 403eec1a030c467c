"""A message of ours as a request to Twilio's Messages resource, and what Twilio's answer means.

Twilio has no idempotency key for messages. So our key rides in the status callback's address: its first callback tells
that a request whose answer was lost did arrive. Until then such a message is `Unsure` and not sent again; `search` asks
Twilio for it.
"""

import json
from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import quote, urlencode

from heartline.channels.traffic.delivery import State
from heartline.channels.traffic.failures import Failure, Why
from heartline.channels.traffic.http import (
    Accepted,
    Client,
    Declined,
    NoAnswer,
    NotReached,
    Outcome,
    Request,
    Response,
    Unsure,
)
from heartline.channels.traffic.messages import Door, Media, Outbound
from heartline.channels.traffic.retry import asked_to_wait
from heartline.channels.traffic.window import is_open
from heartline.channels.twilio.codes import failure

MOST_CHARACTERS = 1600
MOST_MEDIA = {Door.SMS: 10, Door.WHATSAPP: 1}
# All that an MMS may carry; pictures are made smaller for the carrier, everything else must be small by itself.
MOST_BYTES = {Door.SMS: 5_000_000, Door.WHATSAPP: 16_000_000}
MOST_BYTES_UNCHANGED = 600_000
_SHRINKS = ("image/jpeg", "image/png", "image/gif")


@dataclass(frozen=True, slots=True)
class Account:
    """Credentials and senders. `service` (MG…) is taken before `sms_from`; `callback` is our address for delivery news."""

    sid: str
    key: str = field(repr=False)  # an API key's id, or the account's own
    secret: str = field(repr=False)
    callback: str
    service: str = ""
    sms_from: str = ""
    whatsapp_from: str = ""
    api: str = "https://api.twilio.com"


def refusal(out: Outbound, last_from_person: datetime | None, now: datetime) -> Failure | None:
    """Why Twilio would turn this message away, known before asking it."""
    if out.door not in MOST_MEDIA:
        return Failure(Why.NOT_SUPPORTED)
    if out.door is Door.WHATSAPP and out.template is None and not is_open(last_from_person, now):
        return Failure(Why.WINDOW_CLOSED)
    if out.template is not None and out.door is not Door.WHATSAPP:
        return Failure(Why.NOT_SUPPORTED)
    if len(out.text) > MOST_CHARACTERS or not _fits(out.media, out.door):
        return Failure(Why.TOO_LARGE)
    if not (out.text or out.media or out.template):
        return Failure(Why.OUR_REQUEST)
    return None


def request(account: Account, out: Outbound) -> Request:
    """The POST that creates the message."""
    prefix = "whatsapp:" if out.door is Door.WHATSAPP else ""
    pairs = [("To", prefix + out.to), *_sender(account, out.door), ("StatusCallback", callback(account, out.key))]
    if out.template is not None:
        values = {str(number): value for number, value in enumerate(out.template.values, start=1)}
        pairs += [
            ("ContentSid", out.template.provider_id),
            ("ContentVariables", json.dumps(values, ensure_ascii=False)),
        ]
    elif out.text:
        pairs.append(("Body", out.text))
    pairs += [("MediaUrl", media.url) for media in out.media]
    return Request(
        "POST",
        f"{account.api}/2010-04-01/Accounts/{account.sid}/Messages.json",
        {**authorization(account), "Content-Type": "application/x-www-form-urlencoded"},
        urlencode(pairs).encode("ascii"),
    )


def callback(account: Account, key: str) -> str:
    """Where Twilio tells what became of the message sent under `key`."""
    return f"{account.callback}{'&' if '?' in account.callback else '?'}key={quote(key, safe='')}"


def send(account: Account, out: Outbound, client: Client, now: datetime) -> Outcome:
    """Ask Twilio to send it, once."""
    try:
        return outcome(client(request(account, out)), now)
    except NotReached:
        return Declined(Failure(Why.PROVIDER_DOWN))
    except NoAnswer:
        return Unsure()


def outcome(response: Response, now: datetime) -> Outcome:
    """What an answer to `request` means."""
    said = _json(response.body)
    if 200 <= response.status < 300:
        sid = said.get("sid")
        return Accepted(sid, State.QUEUED) if isinstance(sid, str) and sid else Unsure()
    asked = asked_to_wait(response.header("Retry-After"), now)
    if response.status == 429:
        return Declined(Failure(Why.BUSY, str(said.get("code") or 429)), asked)
    if response.status == 503:  # turned away at the door
        return Declined(Failure(Why.PROVIDER_DOWN, "503"), asked)
    if response.status >= 500:  # something broke on the way: before or after the message was made, nobody can tell
        return Unsure()
    reason = failure(said.get("code") if isinstance(said.get("code"), int) else None)
    if reason.why is Why.UNKNOWN:
        reason = Failure(Why.OUR_SETTINGS if response.status in (401, 403) else Why.OUR_REQUEST, reason.code)
    return Declined(reason, asked)


def search(account: Account, out: Outbound, since: datetime) -> Request:
    """Asks for what was sent to this person since (UTC day), to find out about an `Unsure` message."""
    prefix = "whatsapp:" if out.door is Door.WHATSAPP else ""
    query = urlencode({"To": prefix + out.to, "DateSent>": f"{since:%Y-%m-%d}", "PageSize": "100"})
    return Request(
        "GET", f"{account.api}/2010-04-01/Accounts/{account.sid}/Messages.json?{query}", authorization(account)
    )


def found(response: Response, out: Outbound, known: frozenset[str]) -> Accepted | None:
    """The message among what `search` brought: ours by its words, and none whose id belongs to another of ours.

    None where it is not there; that of a WhatsApp template cannot be told from its words and is left to the callback.
    """
    messages = _json(response.body).get("messages")
    for each in messages if isinstance(messages, list) else ():
        if not isinstance(each, dict) or out.template is not None:
            continue
        sid, body = each.get("sid"), each.get("body")
        if isinstance(sid, str) and sid and sid not in known and body == out.text and _ours(each):
            return Accepted(sid, State.QUEUED)
    return None


def _ours(message: dict[str, Any]) -> bool:
    return str(message.get("direction", "")).startswith("outbound")


def _sender(account: Account, door: Door) -> list[tuple[str, str]]:
    if door is Door.WHATSAPP:
        return [("From", f"whatsapp:{account.whatsapp_from}")]
    return [("MessagingServiceSid", account.service)] if account.service else [("From", account.sms_from)]


def _fits(media: Sequence[Media], door: Door) -> bool:
    sizes = [each.size or 0 for each in media]
    if len(media) > MOST_MEDIA[door] or sum(sizes) > MOST_BYTES[door]:
        return False
    return door is Door.WHATSAPP or all(
        (each.size or 0) <= MOST_BYTES_UNCHANGED or each.type in _SHRINKS for each in media
    )


def authorization(account: Account) -> dict[str, str]:
    pair = f"{account.key}:{account.secret}".encode()
    return {"Authorization": "Basic " + b64encode(pair).decode("ascii"), "Accept": "application/json"}


def _json(body: bytes) -> dict[str, Any]:
    try:
        said = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return said if isinstance(said, dict) else {}
