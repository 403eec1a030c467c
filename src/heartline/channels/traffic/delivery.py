"""What became of a message: it only goes forward, in whatever order the news of it comes in."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from heartline.channels.traffic.failures import Failure
from heartline.channels.traffic.messages import Door


class State(StrEnum):
    QUEUED = "queued"
    SENT = "sent"
    DELIVERED = "delivered"
    READ = "read"
    FAILED = "failed"


# A receipt of delivery is believed over a failure told before it or after it: what was seen on the phone was seen.
_RANK = {State.QUEUED: 0, State.SENT: 1, State.FAILED: 2, State.DELIVERED: 3, State.READ: 4}


@dataclass(frozen=True, slots=True)
class Delivery:
    """News of one message that we sent. `key` is our own, where the provider gives it back."""

    provider: str
    provider_id: str
    state: State
    at: datetime | None = None
    failure: Failure | None = None
    key: str = ""

    def __post_init__(self) -> None:
        if (self.state is State.FAILED) != (self.failure is not None):
            raise ValueError("A failure has a reason, and nothing else has.")


@dataclass(frozen=True, slots=True)
class Watermark:
    """News of all that we sent one person up to a moment, as Messenger tells it."""

    provider: str
    door: Door
    person: str
    account: str
    state: State
    until: datetime


def further(known: State, told: State) -> State:
    """The state after news that may be old, double or out of order. Idempotent, and the order of news does not matter."""
    return max(known, told, key=_RANK.__getitem__)
