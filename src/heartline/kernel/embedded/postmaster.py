"""Whether a server runs on a data directory, and what an ended one left behind.

postmaster.pid alone does not tell: after a crash its process number may belong to somebody else by now, and
PostgreSQL would then refuse to start. A process counts as ours only if it is a postgres that works in this directory.
"""

import contextlib
import signal
from dataclasses import dataclass
from pathlib import Path

import psutil

PATIENCE = 15.0  # seconds for orphaned server processes to end by themselves


@dataclass(frozen=True, slots=True)
class Postmaster:
    pid: int
    socket_dir: Path | None  # None: still starting, not yet written
    ready: bool


def find(data: Path) -> Postmaster | None:
    """The server that runs on this directory, if one does."""
    try:
        lines = (data / "postmaster.pid").read_text().splitlines()
        pid = int(lines[0])
    except (FileNotFoundError, ValueError, IndexError):
        return None
    if not _works_in(pid, data):
        return None
    # Lines: pid, data directory, start time, port, socket directory, address, shared memory, status.
    socket_dir = Path(lines[4].strip()) if len(lines) > 4 and lines[4].strip() else None
    return Postmaster(pid, socket_dir, len(lines) > 7 and lines[7].strip() == "ready")


def clear_remains(data: Path, socket_dir: Path) -> None:
    """After a crash: end what still runs of the old server, then remove its lock files. Only when none is found."""
    left = [process for process in _postgres_processes() if _works_in(process.pid, data)]
    for process in left:
        with contextlib.suppress(psutil.Error):
            process.send_signal(signal.SIGQUIT)  # "leave at once": recovery will put things right
    for process in psutil.wait_procs(left, timeout=PATIENCE)[1]:
        with contextlib.suppress(psutil.Error):
            process.kill()
            process.wait(PATIENCE)
    for lock in (data / "postmaster.pid", socket_dir / ".s.PGSQL.5432", socket_dir / ".s.PGSQL.5432.lock"):
        lock.unlink(missing_ok=True)


def _postgres_processes() -> list[psutil.Process]:
    return [process for process in psutil.process_iter(["name"]) if process.info["name"] == "postgres"]


def _works_in(pid: int, data: Path) -> bool:
    try:
        process = psutil.Process(pid)
        return process.name() == "postgres" and Path(process.cwd()) == data.resolve()
    except (psutil.Error, OSError):
        return False
