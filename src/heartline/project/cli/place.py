"""Where Heartline keeps its things, and the database it runs on."""

import fcntl
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

from heartline.kernel import embedded

OLDEST = 15  # major version of PostgreSQL


class CannotStart(Exception):
    """One sentence for whoever started a command."""


def data_dir() -> Path:
    """HEARTLINE_DATA, or the customary place for this user (root: /var/lib/heartline)."""
    if chosen := os.environ.get("HEARTLINE_DATA"):
        return Path(chosen).expanduser().resolve()
    if os.geteuid() == 0:
        return Path("/var/lib/heartline")
    return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local/share") / "heartline"


def check_writable(data: Path) -> None:
    """Raise CannotStart unless `data` is, or could be made, a folder to write in. Makes nothing."""
    existing = next(path for path in [data, *data.parents] if path.exists())
    if not existing.is_dir() or not os.access(existing, os.W_OK | os.X_OK) or not _really_writable(existing):
        raise CannotStart(
            f"Heartline cannot write to {data}: choose another folder with HEARTLINE_DATA, or change its permissions."
        )


def _really_writable(folder: Path) -> bool:
    """Root passes every permission check, yet a read-only file system refuses: ask the file system itself."""
    return not os.statvfs(folder).f_flag & os.ST_RDONLY


def prepare(data: Path) -> None:
    """Make the data folder, closed to other users. One that is there already keeps the rights it has."""
    try:
        if not data.is_dir():
            data.parent.mkdir(parents=True, exist_ok=True)
            data.mkdir(mode=0o700)
        for folder in ("media", "outbox", "static"):
            (data / folder).mkdir(mode=0o700, exist_ok=True)
        (data / "lock").touch(mode=0o600)  # a full disk or a strange file system shows here
    except OSError as error:
        raise CannotStart(f"Heartline cannot make its folder {data}: {error.strerror}.") from error
    os.environ["HEARTLINE_DATA"] = str(data)


def check_not_running(data: Path) -> None:
    """Raise CannotStart if another `up` runs on `data`. Makes nothing."""
    if (data / "lock").exists():
        with only_one(data, ""):
            pass


@contextmanager
def only_one(data: Path, address: str) -> Iterator[None]:
    """Hold the data folder for one `up` at `address`; the lock goes with the process, however it ends."""
    with (data / "lock").open("r+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise CannotStart(
                f"Heartline already runs on the data in {data} ({lock.read().strip() or 'just starting'}): "
                "stop it there with Ctrl-C, or choose another folder with HEARTLINE_DATA."
            ) from error
        lock.truncate()
        lock.write(f"{address}, process {os.getpid()}" if address else "")
        lock.flush()
        yield


@contextmanager
def database() -> Iterator[embedded.Server | None]:
    """Put the database's URL into DATABASE_URL; the embedded server (if it is that) is stopped by its last user."""
    if url := os.environ.get("DATABASE_URL"):
        check_server(url)
        yield None
        return
    with embedded.running(data_dir() / "postgres") as server:
        os.environ["DATABASE_URL"] = server.uri()
        yield server


def check_server(url: str) -> None:
    """Raise CannotStart unless `url` leads to a PostgreSQL that is new enough."""
    try:
        with psycopg.connect(url, connect_timeout=5) as connection:
            version = connection.info.server_version
    except psycopg.Error as error:
        why = (str(error).strip().splitlines() or ["no reason given"])[0]
        raise CannotStart(f"The database in DATABASE_URL cannot be reached ({why}); nothing was changed.") from error
    check_version(version)


def check_version(version: int) -> None:
    """Raise CannotStart for a server older than OLDEST; `version` as libpq gives it (150004 is 15.4)."""
    if version // 10000 < OLDEST:
        raise CannotStart(
            f"The database in DATABASE_URL is PostgreSQL {version // 10000}; Heartline needs {OLDEST} or newer."
        )


def complain(error: Exception) -> int:
    """Print the sentence; return the exit status."""
    print(error, file=sys.stderr)
    return 1


Trouble = (CannotStart, embedded.Unusable)
