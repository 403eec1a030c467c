"""The files of the database: made whole or not at all, and configured anew at every start."""

import hashlib
import os
import shutil
import stat
import tempfile
from contextlib import suppress
from pathlib import Path

from heartline.kernel.embedded import programs
from heartline.kernel.embedded.errors import Unusable
from heartline.kernel.embedded.system_user import Account

MAJOR = "18"
SUPERUSER = "postgres"
LONGEST_SOCKET_PATH = 100  # bytes; sun_path holds 104 on macOS and 108 on Linux

LEAST_BUFFERS, MOST_BUFFERS = 256, 2048  # MB

CONFIGURATION = """\
# Written by Heartline at every start. Your own settings: ALTER SYSTEM SET ..., which prevails.
listen_addresses = ''
unix_socket_directories = '{socket_dir}'
unix_socket_permissions = 0700
max_connections = 200
shared_buffers = {buffers}MB
jit = off
timezone = 'UTC'
logging_collector = on
log_directory = 'log'
log_filename = 'postgresql-%a.log'
log_truncate_on_rotation = on
log_rotation_age = 1d
log_rotation_size = 0
"""
# What was in memory before a restart is there again soon after it: the first searches of a morning are as fast as the last.
WARM = """\
shared_preload_libraries = 'pg_prewarm'
"""
# For tests only: what a crash would lose is thrown away anyhow.
FLEETING = """\
fsync = off
synchronous_commit = off
full_page_writes = off
autovacuum = off
"""


def create(data: Path, account: Account | None) -> None:
    """Make the files beside their place and move them there, so that a broken attempt is never taken for a database."""
    attempt = data.with_name(data.name + ".new")
    shutil.rmtree(attempt, ignore_errors=True)
    attempt.mkdir(mode=0o700)
    if account:
        os.chown(attempt, account.uid, account.gid)
    try:
        # Locale "builtin": the same order of text on every machine, whatever its C library thinks this year.
        programs.run(
            "initdb", "--pgdata", str(attempt), "--username", SUPERUSER, "--auth-local=trust", "--auth-host=reject",
            "--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8",
            account=account, timeout=300,
        )  # fmt: skip
        with (attempt / "postgresql.conf").open("a") as file:
            file.write("\ninclude_if_exists 'heartline.conf'\n")
        attempt.rename(data)
    except programs.ProgramFailed as failure:
        raise Unusable(f"The database could not be made in {data}: {_cause(str(failure))}") from failure
    except OSError as error:
        raise Unusable(f"The database could not be made in {data}: {error.strerror}.") from error
    finally:
        shutil.rmtree(attempt, ignore_errors=True)


def check(data: Path, account: Account | None) -> None:
    """Refuse files that another version or another user made."""
    version = (data / "PG_VERSION").read_text().strip()
    if version != MAJOR:
        raise Unusable(
            f"The database in {data} was made by PostgreSQL {version}, and this Heartline brings PostgreSQL {MAJOR}: "
            "dump it with the old version and restore it into a new HEARTLINE_DATA."
        )
    owner = data.stat().st_uid
    expected = account.uid if account else os.geteuid()
    if owner != expected:
        raise Unusable(
            f"The database in {data} belongs to user number {owner}, but would run as {expected}: "
            "start Heartline as the user who first started it, or choose another HEARTLINE_DATA."
        )


def _buffers() -> int:
    """MB of memory for what is read often: an eighth of what the machine, or its container, has."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    with suppress(OSError, ValueError):  # no container, or without a limit
        memory = min(memory, int(Path("/sys/fs/cgroup/memory.max").read_text()))
    return max(LEAST_BUFFERS, min(MOST_BUFFERS, memory // 8 // 1024**2))


def configure(data: Path, socket_dir: Path, account: Account | None, *, durable: bool) -> None:
    quoted = '"' + str(socket_dir).replace('"', '""').replace("'", "''") + '"'
    buffers = _buffers() if durable else LEAST_BUFFERS
    kind = FLEETING if not durable else WARM if programs.has_library("pg_prewarm") else ""
    text = CONFIGURATION.format(socket_dir=quoted, buffers=buffers) + kind
    file = data / "heartline.conf"
    if not file.exists() or file.read_text() != text:
        file.write_text(text)
        file.chmod(0o600)
        if account:
            os.chown(file, account.uid, account.gid)


def socket_directory(data: Path, account: Account | None) -> Path:
    """Where the socket goes: into the data directory, which is private; elsewhere only if that path is too long."""
    if len(os.fsencode(data / ".s.PGSQL.5432")) < LONGEST_SOCKET_PATH:
        return data
    owner = account.uid if account else os.geteuid()
    base = Path(os.environ.get("XDG_RUNTIME_DIR") or tempfile.gettempdir()) if not account else Path("/tmp")
    name = hashlib.sha256(os.fsencode(data)).hexdigest()[:12]
    directory = base / f"heartline-{owner}-{name}"
    if len(os.fsencode(directory / ".s.PGSQL.5432")) >= LONGEST_SOCKET_PATH:
        directory = Path("/tmp") / directory.name
    if not directory.exists():
        directory.mkdir(mode=0o700)
        if account:
            os.chown(directory, account.uid, account.gid)
    found = directory.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != owner or stat.S_IMODE(found.st_mode) & 0o077:
        raise Unusable(f"{directory} is not this user's alone, so the database's socket cannot go there: remove it.")
    return directory


def _cause(text: str) -> str:
    """The first complaint names the cause; the last one only what followed from it."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    complaints = [line for line in lines if "error:" in line or "FATAL:" in line or "could not" in line]
    return (complaints or lines[-1:] or ["no reason given."])[0]
