"""Make a backup of a running installation, in one snapshot of its database."""

import tarfile
import tempfile
from dataclasses import replace
from datetime import datetime
from io import BytesIO
from pathlib import Path

import psycopg
from pyrage import EncryptError, x25519

from heartline.kernel.embedded import programs
from heartline.project.backup import archive, connecting, manifest
from heartline.project.backup.errors import BackupFailed
from heartline.project.backup.manifest import Manifest

PATIENCE = 24 * 3600  # seconds
# Beside the database: what is uploaded, what signs, what the audit log is held against.
FILES = ("secret", "push-key", "audit-anchor")
FOLDERS = ("media",)
DUMP, MANIFEST, DATA = "database.dump", "manifest.json", "data"


def write(url: str, data: Path, target: Path, recipient: x25519.Recipient, made_at: datetime) -> Manifest:
    """Write a backup of the database at `url` and the folder `data` to `target`. Raises BackupFailed, leaving nothing."""
    try:
        with tempfile.TemporaryDirectory(prefix=".backup-", dir=target.parent) as work:
            dump = Path(work) / DUMP
            described = _dump(url, dump, made_at)
            files = {path: manifest.digest(data / path) for path in _files(data)}
            described = replace(described, files=files)
            with archive.writing(target, recipient) as tar:
                _add_bytes(tar, MANIFEST, described.dumps())
                tar.add(dump, DUMP)
                for path in files:
                    tar.add(data / path, f"{DATA}/{path}")
    except programs.ProgramFailed as error:
        raise BackupFailed(
            f"The database could not be read for the backup ({programs.last_words(error)}); no file was written."
        ) from error
    except (OSError, EncryptError) as error:
        raise BackupFailed(
            f"The backup could not be written to {target.parent} ({error}); nothing was left there."
        ) from error
    return described


def _dump(url: str, dump: Path, made_at: datetime) -> Manifest:
    """pg_dump and the checksums look at one and the same snapshot, whatever is written meanwhile."""
    with psycopg.connect(url) as connection:
        connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        row = connection.execute("SELECT pg_export_snapshot(), current_setting('server_version')").fetchone()
        assert row is not None
        address, secret = connecting.parts(url)
        programs.run(
            "pg_dump", "--dbname", address, "--format=custom", "--compress=gzip:4", "--no-owner", "--no-comments",
            f"--snapshot={row[0]}", f"--file={dump}", account=None, timeout=PATIENCE,
            environment=secret,
        )  # fmt: skip
        return Manifest(
            made_at.isoformat(timespec="seconds"),
            row[1],
            manifest.migrations(connection),
            manifest.tables(connection),
            manifest.sequences(connection),
        )


def _files(data: Path) -> list[str]:
    found = [name for name in FILES if (data / name).is_file()]
    for folder in FOLDERS:
        found += [str(path.relative_to(data)) for path in sorted((data / folder).rglob("*")) if path.is_file()]
    return found


def _add_bytes(tar: tarfile.TarFile, name: str, content: bytes) -> None:
    info = tarfile.TarInfo(name)
    info.size = len(content)
    tar.addfile(info, BytesIO(content))
