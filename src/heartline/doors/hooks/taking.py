"""What every webhook does: no more is read than its provider sends, and what is kept is kept as the system."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.http import HttpRequest

from heartline.kernel import actor
from heartline.kernel.db.confine import as_staff

MOST_BYTES = 100_000  # of a form: 1,600 characters of text and the addresses of ten pictures are a tenth of it


def body_of(request: HttpRequest) -> bytes | None:
    """The raw body; None where it is larger than any that our providers send."""
    try:
        told = int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        return None
    if told > MOST_BYTES:
        return None
    body = request.read(MOST_BYTES + 1)
    return body if len(body) <= MOST_BYTES else None


@contextmanager
def as_system() -> Iterator[None]:
    """Nobody is signed in here, and what comes in belongs to somebody: it is kept as the system, in one transaction."""
    with as_staff(), actor.acting(actor.SYSTEM):
        yield
