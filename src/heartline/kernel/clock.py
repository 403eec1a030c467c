"""The one source of time. Rules take moments as values; actions ask here; tests set it."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime

_fixed: ContextVar[datetime | None] = ContextVar("heartline_clock", default=None)


def now() -> datetime:
    """The present moment, aware, in UTC."""
    return _fixed.get() or datetime.now(UTC)


def fixed() -> datetime | None:
    """The moment that a test has set, for whoever has to tell the database; None where the time is the time."""
    return _fixed.get()


@contextmanager
def set(moment: datetime) -> Iterator[None]:
    """Let `now()` be `moment` (aware) inside the block. For tests and simulations."""
    if moment.tzinfo is None:
        raise ValueError("clock.set needs an aware moment")
    token = _fixed.set(moment.astimezone(UTC))
    try:
        yield
    finally:
        _fixed.reset(token)
