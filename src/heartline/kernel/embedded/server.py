"""Start, share and stop the server of one data directory."""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import psycopg

from heartline.kernel.embedded import cluster, contents, guardian, locks, postmaster, programs
from heartline.kernel.embedded.errors import Unusable
from heartline.kernel.embedded.system_user import account, let_through

START_PATIENCE = 600  # seconds; after a crash, recovery reads the log since the last checkpoint
STOP_PATIENCE = 60  # seconds


@dataclass(frozen=True, slots=True)
class Server:
    data: Path
    socket_dir: Path
    durable: bool = True

    def uri(self, database: str = contents.DATABASE, user: str = contents.ROLE) -> str:
        return f"postgresql://{user}@/{database}?host={quote(str(self.socket_dir), safe='')}"

    def alive(self) -> bool:
        return postmaster.find(self.data) is not None

    def revive(self) -> None:
        """Start it again if it has died under its users."""
        with locks.alone(_turn(self.data)):
            _start(self.data, durable=self.durable)


@contextmanager
def running(data: Path, *, durable: bool = True) -> Iterator[Server]:
    """The server on `data` (its parent must exist), made, started or joined; stopped by whoever leaves last.

    `durable=False` trades safety in a crash for speed: for tests. Raises Unusable.
    """
    data = data.absolute()
    place = locks.share(_users(data))
    watch = guardian.post(data)
    try:
        with locks.alone(_turn(data)):
            server = _start(data, durable=durable)
        yield server
    finally:
        os.close(place)
        leave(data)
        guardian.dismiss(watch)


def leave(data: Path) -> None:
    """Stop the server unless somebody still uses it."""
    with locks.alone(_turn(data)):
        if locks.nobody_shares(_users(data)):
            _stop(data)


def _start(data: Path, *, durable: bool) -> Server:
    runner = account()
    if runner:
        let_through(programs.BIN / "postgres", runner)
        let_through(programs.BIN.parent / "share" / "postgres.bki", runner)
    if not (data / "PG_VERSION").exists():
        if runner:
            let_through(data.parent, runner)
        cluster.create(data, runner)
    cluster.check(data, runner)
    socket_dir = cluster.socket_directory(data, runner)
    found = _settled(data)
    if found and found.socket_dir and _answers(Server(data, found.socket_dir)):
        server = Server(data, found.socket_dir, durable)
    else:
        if found:  # it runs, but its socket is gone
            _stop(data)
        if runner:
            let_through(data.parent, runner)
        postmaster.clear_remains(data, socket_dir)
        cluster.configure(data, socket_dir, runner, durable=durable)
        _launch(data)
        server = Server(data, socket_dir, durable)
    contents.ensure(server.uri("postgres", cluster.SUPERUSER), _superuser_uri(server))
    return server


def _superuser_uri(server: Server) -> str:
    return server.uri(contents.DATABASE, cluster.SUPERUSER)


def _settled(data: Path) -> postmaster.Postmaster | None:
    """The running server once it takes connections, or None if there is none (any more)."""
    until = time.monotonic() + START_PATIENCE
    while (found := postmaster.find(data)) and not found.ready and time.monotonic() < until:
        time.sleep(0.1)
    return found


def _answers(server: Server) -> bool:
    try:
        psycopg.connect(server.uri("postgres", cluster.SUPERUSER), connect_timeout=10).close()
    except psycopg.OperationalError:
        return False
    return True


def _launch(data: Path) -> None:
    log = data / "start.log"
    log.unlink(missing_ok=True)
    try:
        programs.run(
            "pg_ctl", "start", "--pgdata", str(data), "--log", str(log), "--wait", "--timeout", str(START_PATIENCE),
            "--silent", account=account(), timeout=START_PATIENCE + 10,
        )  # fmt: skip
    except programs.ProgramFailed as failure:
        raise Unusable(f"The database in {data} did not start: {_reason(data, str(failure))}") from failure


def _reason(data: Path, said: str) -> str:
    """The server's own first complaint, which names the cause."""
    logs = [data / "start.log", *sorted((data / "log").glob("*.log"), key=lambda log: -log.stat().st_mtime)[:1]]
    for log in logs:
        if log.exists():
            for line in log.read_text(errors="replace").splitlines()[-40:]:
                if "FATAL:" in line or "PANIC:" in line:
                    return line.split(":", 3)[-1].strip() + f" (more in {log})"
    return said.splitlines()[-1] if said else "no reason given"


def _stop(data: Path) -> None:
    if not postmaster.find(data):
        return
    for mode in ("fast", "immediate"):
        try:
            programs.run(
                "pg_ctl", "stop", "--pgdata", str(data), "--mode", mode, "--wait", "--timeout", str(STOP_PATIENCE),
                "--silent", account=account(), timeout=STOP_PATIENCE + 10,
            )  # fmt: skip
        except (programs.ProgramFailed, Unusable):
            if not postmaster.find(data):
                return
        else:
            return
    raise Unusable(f"The database in {data} could not be stopped.")


def _turn(data: Path) -> Path:
    return data.with_name(data.name + ".turn")


def _users(data: Path) -> Path:
    return data.with_name(data.name + ".users")
