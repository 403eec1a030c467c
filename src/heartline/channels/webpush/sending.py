"""A notice as a request to a push service (RFC 8030), and what its answer means."""

from datetime import datetime, timedelta
from enum import StrEnum

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
)
from heartline.channels.traffic.retry import asked_to_wait
from heartline.channels.webpush.encryption import encrypt, padded
from heartline.channels.webpush.notice import Notice, payload, topic
from heartline.channels.webpush.subscription import Subscription
from heartline.channels.webpush.vapid import Identity, authorization

DAY = timedelta(days=1)
LONGEST = timedelta(days=28)  # what push services keep at most
_REASONS = {
    404: Why.GONE,
    410: Why.GONE,
    413: Why.TOO_LARGE,
    429: Why.BUSY,
    400: Why.OUR_REQUEST,
    401: Why.OUR_SETTINGS,
    403: Why.OUR_SETTINGS,
    406: Why.BUSY,  # Windows' service says so where a channel is throttled
}


class Urgency(StrEnum):
    """Whether a phone should wake up for it (RFC 8030 §5.3)."""

    LOW = "low"
    NORMAL = "normal"
    HIGH = "high"


def request(
    identity: Identity,
    subscription: Subscription,
    notice: Notice,
    now: datetime,
    keep: timedelta = DAY,
    urgency: Urgency = Urgency.NORMAL,
) -> Request:
    """The POST. `keep` is how long the service may hold it for a phone that is off; zero: now or never."""
    seconds = int(min(max(keep, timedelta(0)), LONGEST).total_seconds())
    headers = {
        "Authorization": authorization(identity, subscription.origin, now),
        "Content-Encoding": "aes128gcm",
        "Content-Type": "application/octet-stream",
        "TTL": str(seconds),
        "Urgency": urgency.value,
        "Topic": topic(notice),
    }
    return Request("POST", subscription.endpoint, headers, encrypt(subscription, padded(payload(notice))))


def send(identity: Identity, subscription: Subscription, notice: Notice, client: Client, now: datetime) -> Outcome:
    """Send it, once. A notice sent again replaces the first (same topic, same tag), so a lost answer only means: later."""
    try:
        return outcome(client(request(identity, subscription, notice, now)), notice, now)
    except (NotReached, NoAnswer):
        return Declined(Failure(Why.PROVIDER_DOWN))


def outcome(response: Response, notice: Notice, now: datetime) -> Outcome:
    """What an answer means. `GONE` is for good: forget the subscription."""
    if response.status in (200, 201, 202, 204):
        return Accepted(response.header("Location") or topic(notice), State.SENT)
    why = _REASONS.get(response.status, Why.PROVIDER_DOWN if response.status >= 500 else Why.OUR_REQUEST)
    return Declined(Failure(why, str(response.status)), asked_to_wait(response.header("Retry-After"), now))


def is_gone(outcome: Outcome) -> bool:
    """Whether the subscription should be forgotten: the browser threw it away, or its owner took leave back."""
    return isinstance(outcome, Declined) and outcome.failure.why is Why.GONE
