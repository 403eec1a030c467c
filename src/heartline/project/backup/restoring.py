"""Give a backup back: into an empty database and an empty data folder, and prove that it is all there."""

import os
import shutil
import tempfile
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from pyrage import x25519

from heartline.kernel import embedded
from heartline.kernel.db.confine import ROLES
from heartline.kernel.embedded import programs
from heartline.kernel.embedded.contents import EXTENSIONS
from heartline.project.backup import archive, connecting, manifest
from heartline.project.backup.errors import BackupFailed
from heartline.project.backup.making import DATA, DUMP, MANIFEST, PATIENCE
from heartline.project.backup.manifest import Manifest

Unpacked = tuple[Path, Manifest]


@contextmanager
def unpacked(source: Path, identity: x25519.Identity, beside: Path) -> Iterator[Unpacked]:
    """The archive's content in a folder that goes away with the block. Raises BackupFailed if a byte of it is not as it was."""
    with tempfile.TemporaryDirectory(prefix=".restore-", dir=beside) as work:
        folder = Path(work)
        try:
            archive.unpack(source, identity, folder)
        except OSError as error:
            raise BackupFailed(f"{source} could not be unpacked ({error.strerror}); nothing was changed.") from error
        try:
            described = Manifest.loads((folder / MANIFEST).read_bytes())
        except (OSError, ValueError, TypeError) as error:
            raise BackupFailed(f"{source} is no backup of Heartline's; nothing was changed.") from error
        for path, digest in described.files.items():
            if not (folder / DATA / path).is_file() or manifest.digest(folder / DATA / path) != digest:
                raise BackupFailed(f"{source} is damaged: {path} is not as it was; nothing was changed.")
        yield folder, described


def fill(url: str, content: Unpacked) -> None:
    """The backup's tables into the empty database at `url`, all or nothing. Raises BackupFailed."""
    folder, described = content
    with psycopg.connect(url, autocommit=True) as connection:
        for role in ROLES:
            if not connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role]).fetchone():
                connection.execute(f"CREATE ROLE {role}")  # type: ignore[arg-type]  # our own three names
        for extension in EXTENSIONS:
            connection.execute(f"CREATE EXTENSION IF NOT EXISTS {extension}")  # type: ignore[arg-type]
    address, secret = connecting.parts(url)
    try:
        programs.run(
            "pg_restore", "--dbname", address, "--no-owner", "--no-comments", "--single-transaction", "--exit-on-error",
            str(folder / DUMP), account=None, timeout=PATIENCE, environment=secret,
        )  # fmt: skip
    except programs.ProgramFailed as error:
        raise BackupFailed(
            f"The tables could not be restored ({programs.last_words(error)}); the database is as it was."
        ) from error
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("ANALYZE")
        if lacking := manifest.differences(described, connection):
            raise BackupFailed("The restored database differs from the backup: " + "; ".join(lacking) + ".")


def place_files(data: Path, content: Unpacked) -> None:
    """Uploaded files, signing key and anchor into the data folder; what is there already must not be."""
    folder, described = content
    for path in described.files:
        target = data / path
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        shutil.copyfile(folder / DATA / path, target)
        os.chmod(target, 0o600)


def prove(
    source: Path, identity: x25519.Identity, beside: Path, step: Callable[[str], object] = lambda _words: None
) -> Manifest:
    """Restore `source` into a scratch server that is thrown away, and return what it holds. Raises BackupFailed."""
    with tempfile.TemporaryDirectory(prefix=".verify-", dir=beside) as work:
        step("Opening the file")
        with unpacked(source, identity, Path(work)) as content:
            step("Restoring it into a scratch database")
            with embedded.running(Path(work) / "postgres", durable=False) as server:
                fill(server.uri(), content)
            return content[1]


def is_empty(url: str) -> bool:
    """Whether there is no table at all in the database at `url`."""
    with psycopg.connect(url) as connection:
        row = connection.execute(
            "SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'"
        ).fetchone()
    return row is not None and row[0] == 0


def unknown(described: Manifest, known: Collection[str]) -> list[str]:
    """Changes to the tables that the backup has seen and this code (`known`) has not: it was made by a newer Heartline."""
    return [name for name in described.migrations if name not in known]
