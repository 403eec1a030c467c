"""Letters are fetched from a real IMAP server as they arrive; none is lost, whoever dies."""

import os
import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from imapclient.exceptions import IMAPClientError

from heartline.channels.email.mailbox import Mailbox, connected, mailbox, watch
from tests.channels.email import imap_server

LETTER = b"From: ana@example.org\r\nSubject: %d\r\n\r\nHello\r\n"


@pytest.fixture
def server(tmp_path: Path) -> Iterator[imap_server.Server]:
    if imap_server.PROGRAM is None:
        if os.environ.get("CI"):
            pytest.fail("No Dovecot was found, and CI must not leave out the mailbox.")
        pytest.skip("No Dovecot: install it (Debian: apt-get install dovecot-imapd).")
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with imap_server.running(tmp_path, port) as running:
        yield running


class Reader:
    """Watches in a thread and keeps what it is given."""

    def __init__(self, box: Mailbox, *, refuses: int = 0) -> None:
        self.got: list[bytes] = []
        self.errors: list[Exception] = []
        self._refuses, self._stop, self._came = refuses, threading.Event(), threading.Condition()
        self._thread = threading.Thread(
            target=watch, args=(box, self._take, self._stop), kwargs={"failed": self.errors.append}, daemon=True
        )
        self._thread.start()

    def _take(self, raw: bytes) -> None:
        if self._refuses:
            self._refuses -= 1
            raise OSError("The database cannot be reached.")
        with self._came:
            self.got.append(raw)
            self._came.notify_all()

    def has(self, count: int, seconds: float = 30) -> bool:
        with self._came:
            return self._came.wait_for(lambda: len(self.got) >= count, seconds)

    def end(self) -> None:
        self._stop.set()
        self._thread.join(15)
        assert not self._thread.is_alive()


def test_what_is_there_and_what_comes_is_fetched_once(server: imap_server.Server) -> None:
    server.arrives(LETTER % 1)
    reader = Reader(server.box)
    assert reader.has(1)
    server.arrives(LETTER % 2)
    server.arrives(LETTER % 3)
    assert reader.has(3)
    reader.end()
    assert list(reader.got) == [LETTER % n for n in (1, 2, 3)]
    assert server.unseen() == 0
    again = Reader(server.box)
    assert not again.has(1, 2)
    again.end()


def test_a_letter_that_could_not_be_kept_is_given_again(server: imap_server.Server) -> None:
    server.arrives(LETTER % 1)
    reader = Reader(server.box, refuses=1)
    assert reader.has(1)
    reader.end()
    assert reader.got == [LETTER % 1] and len(reader.errors) == 1
    assert server.unseen() == 0


def test_a_password_does_not_go_over_a_network_in_the_clear(
    server: imap_server.Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        socket,
        "getaddrinfo",
        lambda *_a, **_k: [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", server.box.port))],
    )
    with pytest.raises(IMAPClientError, match="no encryption"):
        connected(Mailbox("mail.example.org", "ana", "secret", server.box.port, tls=False))


@pytest.mark.parametrize(
    ("url", "box"),
    [
        ("imaps://ana:s%40crt@mail.example.org", Mailbox("mail.example.org", "ana", "s@crt")),
        ("imap://ana@localhost:1143/Front%20desk", Mailbox("localhost", "ana", "", 1143, "Front desk", tls=False)),
    ],
)
def test_a_mailbox_is_written_as_an_address(url: str, box: Mailbox) -> None:
    assert mailbox(url) == box
    assert box.password == "" or box.password not in repr(box)


@pytest.mark.parametrize("url", ["", "smtp://ana@mail.example.org", "imaps://mail.example.org"])
def test_anything_else_is_refused_in_words(url: str) -> None:
    with pytest.raises(ValueError, match="imaps://user"):
        mailbox(url)
