"""The real client against real sockets: what was not sent is told apart from what may have been."""

import socket
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from heartline.channels.traffic.client import MOST_BYTES, PooledClient
from heartline.channels.traffic.http import NoAnswer, NotReached, Request

CLIENT = PooledClient(connect=2, read=0.5)


class Provider(BaseHTTPRequestHandler):
    """Answers by path: as an echo, elsewhere, too much, too late, or by hanging up."""

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        if self.path == "/hangup":
            self.connection.shutdown(socket.SHUT_RDWR)
        elif self.path == "/silent":
            self.server.done.wait(3)  # type: ignore[attr-defined]
        elif self.path == "/elsewhere":
            self.answer(302, b"", Location="/echo")
        elif self.path == "/much":
            self.answer(200, b"x" * (MOST_BYTES + 1000))
        else:
            self.answer(429, body, **{"Retry-After": "7", "X-Seen": self.headers.get("Authorization", "")})

    def answer(self, status: int, body: bytes, **headers: str) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Quiet."""


@pytest.fixture(scope="module")
def provider() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Provider)
    server.done = threading.Event()  # type: ignore[attr-defined]
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.done.set()  # type: ignore[attr-defined]
    server.shutdown()
    server.server_close()


def test_an_answer_comes_back_whatever_its_status(provider: str) -> None:
    told = CLIENT(Request("POST", f"{provider}/echo", {"Authorization": "Bearer x"}, "é".encode()))
    assert (told.status, told.body) == (429, "é".encode())
    assert (told.header("retry-after"), told.header("x-seen"), told.header("none")) == ("7", "Bearer x", None)


def test_a_redirect_is_not_followed_with_our_credentials(provider: str) -> None:
    assert CLIENT(Request("POST", f"{provider}/elsewhere", {"Authorization": "Bearer x"}, b"a")).status == 302


def test_an_endless_answer_is_cut(provider: str) -> None:
    assert len(CLIENT(Request("POST", f"{provider}/much", {}, b"a")).body) == MOST_BYTES


@pytest.mark.parametrize("path", ["/hangup", "/silent"])
def test_what_was_sent_and_not_answered_may_have_been_carried_out(provider: str, path: str) -> None:
    with pytest.raises(NoAnswer):
        CLIENT(Request("POST", provider + path, {}, b"a"))


def test_where_nobody_listens_nothing_was_sent() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with pytest.raises(NotReached):
        CLIENT(Request("POST", f"http://127.0.0.1:{port}/", {}, b"a"))
