"""How fast a provider may be sent to: a token bucket, kept as the one moment at which it will be full again.

This is the generic cell rate algorithm (ITU-T I.371, annex A): exact in whole microseconds, no counter that drifts, and
its state is one time, which a row can hold and a transaction can lock.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True)
class Pace:
    """One message each `every` on the long run, up to `burst` at once."""

    every: timedelta
    burst: int = 1

    def __post_init__(self) -> None:
        if self.every <= timedelta(0) or self.burst < 1:
            raise ValueError("A pace needs an interval and at least one token.")


@dataclass(frozen=True, slots=True)
class Allowed:
    """Send now; `full_at` is the bucket's new state."""

    full_at: datetime


@dataclass(frozen=True, slots=True)
class Wait:
    """Nothing was taken; there will be enough at `until`."""

    until: datetime


def take(pace: Pace, full_at: datetime | None, now: datetime, cost: int = 1) -> Allowed | Wait:
    """Take `cost` tokens (an SMS of three segments costs three) if they are there.

    `full_at` is what the last `Allowed` said, None for a bucket never used. A cost above the burst waits for a full bucket
    and then goes, so that a long message is slow but never stuck.
    """
    if cost < 1:
        raise ValueError("What is sent costs at least one token.")
    full = max(full_at or now, now)
    room_at = full - pace.every * (pace.burst - min(cost, pace.burst))
    if room_at > now:
        return Wait(room_at)
    return Allowed(full + pace.every * cost)
