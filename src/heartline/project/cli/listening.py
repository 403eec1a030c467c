"""The port of the web server: taken before anything else is made, and handed to the web server when it starts."""

import contextlib
import errno
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager

import psutil

from heartline.project.cli.place import CannotStart

PATIENCE = 1.5  # seconds; a web server whose supervisor was killed a moment ago is just letting go


@contextmanager
def on(host: str, port: int) -> Iterator[socket.socket]:
    """A listening socket, inheritable. Raises CannotStart with who holds the port, where that can be known."""
    if not 0 < port < 65536:
        raise CannotStart(f"{port} is not a port: choose one from 1 to 65535.")
    with _socket(host, port) as listener:
        listener.listen(2048)
        listener.set_inheritable(True)
        yield listener


def _socket(host: str, port: int) -> socket.socket:
    until = time.monotonic() + PATIENCE
    while True:
        listener = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
        try:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listener.bind((host, port))
        except OSError as error:
            listener.close()
            if error.errno != errno.EADDRINUSE:
                raise CannotStart(_why_not(host, port, error)) from error
            if time.monotonic() > until:
                raise CannotStart(
                    f"Port {port} is taken by {_holder(port)}: stop that, or choose another port, "
                    f"for instance ./heartline up --port {_free_port_above(host, port)}."
                ) from error
            time.sleep(0.1)
        else:
            return listener


def _why_not(host: str, port: int, error: OSError) -> str:
    if error.errno == errno.EACCES:
        return f"Port {port} is kept for the system's administrator: choose one above 1023 with --port."
    return f"This machine has no address {host} to listen on ({error.strerror}): choose another with --host."


def _holder(port: int) -> str:
    """Who listens there, in words; other users' programs are not always shown to us."""
    with contextlib.suppress(psutil.Error, OSError):
        for connection in psutil.net_connections("tcp"):
            listens = connection.status == psutil.CONN_LISTEN and connection.laddr.port == port
            if listens and connection.pid:
                return f"the program {psutil.Process(connection.pid).name()} (process {connection.pid})"
    return "another program"


def _free_port_above(host: str, port: int) -> int:
    for candidate in range(port + 1, 65536):
        with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
            if probe.connect_ex((host, candidate)) != 0:
                return candidate
    return 8000
