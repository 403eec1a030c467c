"""Our mailbox: letters are fetched as they arrive (IMAP, RFC 9051; IDLE, RFC 2177), and marked as seen once they are kept.

A letter is marked only after whoever takes it has kept it, so it may be given twice (that is for them to see), but is never
lost. Nothing is deleted.
"""

import ssl
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from random import random
from threading import Event
from urllib.parse import unquote, urlsplit

from imapclient import SEEN, IMAPClient
from imapclient.exceptions import IMAPClientError

from heartline.channels.traffic.retry import Patience, next_wait

LISTENS = timedelta(minutes=9)  # servers and routers give up a silent connection; RFC 2177 allows 29
AT_ONCE = 50
AGAIN = timedelta(seconds=10)  # until letters are tried again that could not be kept
LARGEST = 50_000_000  # bytes of a letter that are fetched
RECONNECTS = Patience(base=timedelta(seconds=2), cap=timedelta(minutes=5), attempts=1_000_000)

Take = Callable[[bytes], None]


@dataclass(frozen=True, slots=True)
class Mailbox:
    """Where letters arrive. `tls`: from the first byte on; else by STARTTLS, or not at all on this machine itself."""

    host: str
    user: str
    password: str = field(repr=False)
    port: int = 993
    folder: str = "INBOX"
    tls: bool = True


def mailbox(url: str) -> Mailbox:
    """From `imaps://user:password@host[:port][/folder]`, or `imap://…` for STARTTLS. Raises ValueError for another."""
    parts = urlsplit(url)
    if parts.scheme not in ("imap", "imaps") or not parts.hostname or not parts.username:
        raise ValueError("A mailbox is written as imaps://user:password@host/folder.")
    tls = parts.scheme == "imaps"
    return Mailbox(
        parts.hostname,
        unquote(parts.username),
        unquote(parts.password or ""),
        parts.port or (993 if tls else 143),
        unquote(parts.path.strip("/")) or "INBOX",
        tls,
    )


def watch(box: Mailbox, take: Take, stop: Event, *, failed: Callable[[Exception], None] = lambda _error: None) -> None:
    """Fetch what is there and what comes, until `stop` is set; after a lost connection, again and again. Blocks.

    `failed` is told of each time that the mailbox could not be reached or a letter could not be kept.
    """
    failures = 0
    while not stop.is_set():
        try:
            with connected(box) as server:
                failures = 0
                _stay(server, take, stop, failed)
        except Exception as error:  # whatever it was: who watches must not stop
            failed(error)
            failures += 1
            wait = next_wait(failures, random(), patience=RECONNECTS)
            stop.wait((wait or RECONNECTS.cap).total_seconds())


def connected(box: Mailbox) -> IMAPClient:
    """Signed in, with the folder open. Raises IMAPClientError or OSError; and IMAPClientError where a password would go
    over a network in the clear."""
    server = IMAPClient(box.host, box.port, ssl=box.tls, timeout=30)
    if not box.tls and server.has_capability("STARTTLS"):
        server.starttls(ssl.create_default_context())
    elif not box.tls and box.host not in ("localhost", "127.0.0.1", "::1"):
        raise IMAPClientError("The mail server offers no encryption, so we do not sign in there.")
    server.login(box.user, box.password)
    server.select_folder(box.folder)
    return server


def fetch(server: IMAPClient) -> Iterator[tuple[int, bytes]]:
    """The letters that were not seen yet, the oldest first, with their numbers."""
    for number in sorted(server.search("UNSEEN"))[:AT_ONCE]:
        content = server.fetch([number], [f"BODY.PEEK[]<0.{LARGEST}>"]).get(number, {})
        raw = next((value for name, value in content.items() if name.startswith(b"BODY[")), None)
        if raw is not None:
            yield number, raw


def _stay(server: IMAPClient, take: Take, stop: Event, failed: Callable[[Exception], None]) -> None:
    while not stop.is_set():
        taken = refused = 0
        for number, raw in fetch(server):
            try:
                take(raw)
            except Exception as error:  # one letter must not hold up those behind it
                failed(error)
                refused += 1
                continue
            server.add_flags([number], [SEEN])
            taken += 1
        if refused:
            stop.wait(AGAIN.total_seconds())
        elif taken < AT_ONCE:
            _listen(server, stop)


def _listen(server: IMAPClient, stop: Event) -> None:
    """Until the server tells of something new, or it is time to look anyway."""
    if not server.has_capability("IDLE"):
        stop.wait(20)
        server.noop()
        return
    until = time.monotonic() + LISTENS.total_seconds()
    server.idle()
    while not stop.is_set() and time.monotonic() < until:
        if any(len(told) > 1 and told[1] == b"EXISTS" for told in server.idle_check(timeout=2)):
            break
    server.idle_done()
