"""Web servers for tests, quickly: one process loads Heartline once and is copied for every server that a test asks for."""

import gc
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests import database


class Nursery:
    """The process that has everything loaded and waits to be copied. One a test worker."""

    def __enter__(self) -> "Nursery":
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.nursery"],
            cwd=database.ROOT,
            env={**os.environ, "PYTHONPATH": os.pathsep.join([str(database.SOURCE), str(database.ROOT)])},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            bufsize=1,
        )
        return self

    def __exit__(self, *_: object) -> None:
        self._process.communicate()  # closing its input ends it

    @contextmanager
    def server(self, url: str, log: Path, *, debug: bool = False) -> Iterator[int]:
        """A web server on the database at `url`, writing its words to `log`. Yields its port; ends with the block."""
        assert self._process.stdin and self._process.stdout
        print(url, log, "debug" if debug else "", file=self._process.stdin, sep="\t", flush=True)
        answer = self._process.stdout.readline().split()
        if len(answer) != 2:
            raise RuntimeError("The test server could not be loaded; its words are above.")
        pid, port = map(int, answer)
        try:
            yield port
        finally:
            os.kill(pid, signal.SIGKILL)  # its database is thrown away with it


def serve(url: str, listener: socket.socket, *, debug: bool) -> None:
    """In the copy: point it to the test's database, then serve until killed."""
    import uvicorn
    from django.conf import settings
    from django.db import connections
    from psycopg.conninfo import conninfo_to_dict

    from heartline.project.asgi import application

    settings.DEBUG = debug
    os.environ["DATABASE_URL"] = settings.DATABASE_CONNINFO = url
    connections.settings["default"]["NAME"] = conninfo_to_dict(url)["dbname"]
    uvicorn.Server(uvicorn.Config(application, log_level="warning", lifespan="off")).run(sockets=[listener])


def warm_up() -> None:
    """What every copy would do anew for its first pages: addresses, templates and languages, as far as no database is asked."""
    from django.conf import settings
    from django.template import engines
    from django.urls import reverse
    from django.utils import translation

    from heartline.kernel import icons
    from heartline.project.asgi import application

    assert application
    for language, _ in settings.LANGUAGES:
        with translation.override(language):
            reverse("account_login")
            translation.gettext("Save")
    for folder in database.SOURCE.glob("heartline/**/templates"):
        for template in folder.rglob("*.html"):
            engines["django"].get_template(str(template.relative_to(folder)))
    icons.drawn("send", 20)
    gc.freeze()  # and what is there stays shared


def main() -> None:
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # ended copies leave nothing behind
    warm_up()
    for line in sys.stdin:
        url, log, mode = line.rstrip("\n").split("\t")
        listener = socket.create_server(("127.0.0.1", 0), backlog=128)
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)  # inherited; else each answer waits 40 ms
        port = listener.getsockname()[1]
        pid = os.fork()
        if pid == 0:
            words = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
            os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
            os.dup2(words, 1)
            os.dup2(words, 2)
            serve(url, listener, debug=mode == "debug")
            os._exit(0)
        listener.close()
        print(pid, port, flush=True)


if __name__ == "__main__":
    main()
