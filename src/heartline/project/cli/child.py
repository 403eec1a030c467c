"""A child of `up`: the web server or the worker. It ends when its parent does, even by kill -9.

It loads while the parent still prepares the database, and begins when the parent says so.
"""

import os
import socket
import sys
import threading


def wait_for_go() -> None:
    """The parent's first byte means that the database is ready."""
    if not os.read(0, 1):
        sys.exit(1)


def end_with_parent() -> None:
    """The parent holds the other end of our standard input: when that closes unasked, it was killed.

    We end at once, to free the port: what was acknowledged is committed, and half a request is rolled back.
    """

    def wait() -> None:
        while os.read(0, 1024):
            pass
        os._exit(1)

    threading.Thread(target=wait, daemon=True).start()


def web(descriptor: str) -> None:
    """Serve on the listening socket that the parent opened, so that the port survives a restart of this process."""
    import uvicorn
    from django.urls import get_resolver

    from heartline.project.asgi import application

    assert get_resolver().url_patterns  # loads every page function before the first visitor comes
    config = uvicorn.Config(
        application,
        log_level="warning",
        lifespan="off",
        timeout_graceful_shutdown=3,  # open event streams would otherwise keep it for ever
        server_header=False,
        proxy_headers=True,
    )
    server = uvicorn.Server(config)
    wait_for_go()
    end_with_parent()
    server.run(sockets=[socket.socket(fileno=int(descriptor))])


def worker() -> None:
    import django
    from django.core.management import execute_from_command_line

    django.setup()
    from heartline.conversations.receiving import watching

    wait_for_go()
    end_with_parent()
    watching.begin()
    execute_from_command_line(["heartline", "procrastinate", "worker", "--shutdown-graceful-timeout=10"])


if __name__ == "__main__":
    if sys.argv[1] == "web":
        web(sys.argv[2])
    else:
        worker()
