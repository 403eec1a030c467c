"""What every webhook does: no more is read than its provider sends, and what is kept is kept as the system."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from django.http import HttpRequest, HttpResponse

from heartline.channels.traffic.refusal import Malformed
from heartline.kernel import actor
from heartline.kernel.db.confine import as_staff

logger = logging.getLogger(__name__)
HUB_SIGNATURE = "X-Hub-Signature-256"
MOST_BYTES = 100_000  # of a form: 1,600 characters of text and the addresses of ten pictures are a tenth of it


def body_of(request: HttpRequest, most: int = MOST_BYTES) -> bytes | None:
    """The raw body; None where it is larger than any that this provider sends."""
    try:
        told = int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        return None
    if told > most:
        return None
    body = request.read(most + 1)
    return body if len(body) <= most else None


@contextmanager
def as_system() -> Iterator[None]:
    """Nobody is signed in here, and what comes in belongs to somebody: it is kept as the system, in one transaction."""
    with as_staff(), actor.acting(actor.SYSTEM):
        yield


def malformed(request: HttpRequest, refused: Malformed, status: int = 400) -> HttpResponse:
    """Says where it is wrong, and logs it; neither repeats its content."""
    logger.warning("%s was refused: %s", request.path, refused)
    return HttpResponse(str(refused), status=status, content_type="text/plain")
