"""A child of `up`: the web server or the worker. It ends when its parent does, even by kill -9."""

import os
import socket
import sys
import threading


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

    config = uvicorn.Config(
        "heartline.project.asgi:application",
        log_level="warning",
        lifespan="off",
        timeout_graceful_shutdown=3,  # open event streams would otherwise keep it for ever
        server_header=False,
        proxy_headers=True,
    )
    uvicorn.Server(config).run(sockets=[socket.socket(fileno=int(descriptor))])


def worker() -> None:
    from django.core.management import execute_from_command_line

    execute_from_command_line(["heartline", "procrastinate", "worker", "--shutdown-graceful-timeout=10"])


if __name__ == "__main__":
    end_with_parent()
    {"web": web, "worker": worker}[sys.argv[1]](*sys.argv[2:])
