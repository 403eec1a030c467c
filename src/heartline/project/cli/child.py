"""A child of `up`: the web server or the worker. It ends when its parent does, even by kill -9."""

import os
import signal
import sys
import threading


def end_with_parent() -> None:
    """The parent holds the other end of our standard input: when that closes, it is gone."""

    def wait() -> None:
        while os.read(0, 1024):
            pass
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=wait, daemon=True).start()


def web(host: str, port: str) -> None:
    import uvicorn

    uvicorn.run(
        "heartline.project.asgi:application",
        host=host,
        port=int(port),
        log_level="warning",
        lifespan="off",
        timeout_graceful_shutdown=3,  # open event streams would otherwise keep it for ever
        server_header=False,
        proxy_headers=True,
    )


def worker() -> None:
    from django.core.management import execute_from_command_line

    execute_from_command_line(["heartline", "procrastinate", "worker", "--shutdown-graceful-timeout=10"])


if __name__ == "__main__":
    end_with_parent()
    {"web": web, "worker": worker}[sys.argv[1]](*sys.argv[2:])
