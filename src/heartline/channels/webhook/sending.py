"""A message of ours to another system: a signed POST under its idempotency key, answered by `{"id": …}` or a 2xx alone."""

import json
from dataclasses import dataclass, field
from datetime import datetime

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
)
from heartline.channels.traffic.hub_signature import sign
from heartline.channels.traffic.messages import Outbound
from heartline.channels.traffic.payload import parse
from heartline.channels.traffic.refusal import Malformed
from heartline.channels.traffic.retry import asked_to_wait
from heartline.channels.webhook.account import named_in

# How the other side may say why it does not take a message (RFC 9110 §15.5).
_REASONS = {
    404: Why.NO_SUCH_ADDRESS,
    410: Why.GONE,
    413: Why.TOO_LARGE,
    415: Why.NOT_SUPPORTED,
    429: Why.BUSY,
    401: Why.OUR_SETTINGS,
    403: Why.OUR_SETTINGS,
    408: Why.PROVIDER_DOWN,
}


@dataclass(frozen=True, slots=True)
class Account:
    url: str
    secret: str = field(repr=False)


def request(account: Account, out: Outbound, now: datetime) -> Request:
    """The signed POST. The key lets the other side see that a second try is not a second message."""
    body = json.dumps(
        {
            "type": "message",
            "key": out.key,
            "sent_at": now.isoformat(),
            "to": named_in(out.to)[1],
            "text": out.text,
            "language": out.language,
            "tells": out.tells.value,
            "media": [{"url": each.url, "type": each.type, "name": each.name} for each in out.media],
        },
        ensure_ascii=False,
    ).encode()
    headers = {
        "Content-Type": "application/json",
        "Idempotency-Key": out.key,
        "X-Hub-Signature-256": sign(account.secret, body),
    }
    return Request("POST", account.url, headers, body)


def send(account: Account, out: Outbound, client: Client, now: datetime) -> Outcome:
    """Send it, once. The key makes a further try harmless, so an answer that got lost only means: later."""
    try:
        return outcome(client(request(account, out, now)), out.key, now)
    except (NotReached, NoAnswer):
        return Declined(Failure(Why.PROVIDER_DOWN))


def outcome(response: Response, key: str, now: datetime) -> Outcome:
    """What the answer means. A system that has no ids of its own may use our key for one."""
    if 200 <= response.status < 300:
        try:
            return Accepted(parse(response.body).text("id") or key)
        except Malformed:
            return Accepted(key)
    why = _REASONS.get(response.status, Why.PROVIDER_DOWN if response.status >= 500 else Why.OUR_REQUEST)
    return Declined(Failure(why, str(response.status)), asked_to_wait(response.header("Retry-After"), now))
