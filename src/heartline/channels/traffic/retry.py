"""When to try again: exponential backoff with full jitter, never sooner than the provider asks for.

After Marc Brooker, "Exponential Backoff and Jitter" (AWS Architecture Blog, 2015): with full jitter, senders that failed
together do not come back together. Retry-After as in RFC 9110 §10.2.3.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

LONGEST_ASKED = timedelta(hours=6)  # what a provider may make us wait, so that a wrong header does not bury a message


@dataclass(frozen=True, slots=True)
class Patience:
    """`base` is the longest first wait, `cap` the longest of all; after `attempts` tries it is given up."""

    base: timedelta = timedelta(seconds=2)
    cap: timedelta = timedelta(minutes=15)
    attempts: int = 8


USUAL = Patience()


def next_wait(
    attempt: int, chance: float, asked: timedelta | None = None, patience: Patience = USUAL
) -> timedelta | None:
    """How long to wait after the `attempt`-th try (from 1) failed; None to give up.

    `chance` is a random number in [0, 1). `asked` is what the provider wants us to wait at least.
    """
    if attempt < 1 or not 0 <= chance < 1:
        raise ValueError("Attempts count from 1, and a chance is in [0, 1).")
    if attempt >= patience.attempts:
        return None
    doublings = min(attempt - 1, 40)
    ceiling = min(patience.cap, patience.base * 2**doublings) if doublings < 40 else patience.cap
    least = min(max(asked or timedelta(0), timedelta(0)), LONGEST_ASKED)
    return least + ceiling * chance


def asked_to_wait(header: str | None, now: datetime) -> timedelta | None:
    """What a Retry-After header asks for: seconds or a date. None where it says nothing that can be understood."""
    value = (header or "").strip()
    if value.isascii() and value.isdigit():
        return min(timedelta(seconds=int(value[:9])), LONGEST_ASKED)
    try:
        at = parsedate_to_datetime(value)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    at = at.replace(tzinfo=UTC) if at.tzinfo is None else at
    try:
        return min(max(at - now, timedelta(0)), LONGEST_ASKED)
    except OverflowError:
        return None
