"""A tiny process that outlives a killed Heartline by a moment, to stop the database that nobody uses any more.

It waits at a pipe: the word "done" means a good end; the pipe's end without it means that its user was killed.
"""

import contextlib
import subprocess
import sys
from pathlib import Path

WAIT = 'read -r word; test "$word" = done || exec "$@"'


def post(data: Path) -> "subprocess.Popen[bytes]":
    """Begin to watch over this process's use of the server on `data`."""
    return subprocess.Popen(
        ["/bin/sh", "-c", WAIT, "heartline-guardian", sys.executable, "-m", __name__, str(data)],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )


def dismiss(watch: "subprocess.Popen[bytes]") -> None:
    with contextlib.suppress(OSError):
        watch.communicate(b"done\n")


if __name__ == "__main__":
    from heartline.kernel.embedded.server import leave

    leave(Path(sys.argv[1]))
