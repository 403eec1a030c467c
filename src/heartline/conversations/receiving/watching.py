"""The mailbox is watched beside the worker, if there is one (IMAP_URL)."""

import logging
from threading import Event, Thread

from django.conf import settings
from django.db import close_old_connections

from heartline.channels.email.mailbox import mailbox, watch
from heartline.conversations.receiving.letters import take_in
from heartline.kernel import actor
from heartline.kernel.db.confine import as_staff

log = logging.getLogger(__name__)


def begin() -> Thread | None:
    """Start watching in a thread that ends with the process; None where no mailbox is set."""
    if not settings.IMAP_URL:
        return None
    box = mailbox(settings.IMAP_URL)
    thread = Thread(target=watch, args=(box, take, Event()), kwargs={"failed": _failed}, daemon=True, name="mailbox")
    thread.start()
    return thread


def take(raw: bytes) -> None:
    """Keep one letter, in a transaction of its own. Raises only for what has nothing to do with the letter."""
    close_old_connections()  # no request does it for this thread
    with actor.acting(actor.SYSTEM), as_staff():
        take_in(raw)


def _failed(error: Exception) -> None:
    log.warning("The mailbox could not be read; it is tried again: %s", type(error).__name__)
