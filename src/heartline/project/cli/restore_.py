"""Give everything back from a backup, into an empty installation."""

import argparse
import os
import shutil
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console

from heartline.project.backup import journal, keys, restoring
from heartline.project.backup.errors import BackupFailed
from heartline.project.backup.manifest import Manifest
from heartline.project.cli import place, tables
from heartline.project.cli.steps import step

console = Console(highlight=False, soft_wrap=True)


def run(arguments: list[str]) -> int:
    """Restore; whatever goes wrong, the data folder and the database are then as empty as before."""
    parser = argparse.ArgumentParser(prog="heartline restore", description=__doc__)
    parser.add_argument("file", type=Path, help="what ./heartline backup wrote")
    parser.add_argument(
        "--key", type=Path, metavar="FILE", help="the key of the backups (default: backup.key in the data folder)"
    )
    options = parser.parse_args(arguments)
    data = place.data_dir()
    try:
        if not options.file.is_file():
            raise BackupFailed(f"There is no file {options.file}; nothing was changed.")
        key = (options.key or data / keys.NAME).expanduser()
        identity = keys.read(key)
        _check_empty(data)
        place.check_writable(data)
        data.parent.mkdir(parents=True, exist_ok=True)
        with ExitStack() as kept:
            with step("Opening the backup"):
                # Unpacked beside the data folder, not in /tmp: there is room for it, and nobody else may look.
                content = kept.enter_context(restoring.unpacked(options.file, identity, data.parent))
            _restore(data, content, key, options.file)
    except (BackupFailed, *place.Trouble) as error:
        return place.complain(error)
    return 0


def _check_empty(data: Path) -> None:
    """Raise unless nothing can be overwritten."""
    place.check_not_running(data)
    url = os.environ.get("DATABASE_URL")
    if url:
        place.check_server(url)
    taken = [data / name for name in ("secret", "push-key", "audit-anchor") if (data / name).exists()]
    taken += [data / "postgres"] if not url and (data / "postgres").exists() else []
    taken += (data / "media").glob("*")
    if taken or (url and not restoring.is_empty(url)):
        where = taken[0] if taken else "The database in DATABASE_URL"
        raise BackupFailed(
            f"{where} is there already, and was kept: restore into an empty place (another HEARTLINE_DATA, an empty database)."
        )


def _restore(data: Path, content: restoring.Unpacked, key: Path, file: Path) -> None:
    described = content[1]
    place.prepare(data)
    embedded = not os.environ.get("DATABASE_URL")
    try:
        restoring.place_files(data, content)
        with place.database():
            with step("Restoring the tables and comparing every row"):
                restoring.fill(os.environ["DATABASE_URL"], content)
            with step("Bringing its tables up to date"):
                _bring_up_to_date(described)
    except BaseException:
        for name in described.files:
            (data / name).unlink(missing_ok=True)
        if embedded:
            shutil.rmtree(data / "postgres", ignore_errors=True)
        raise
    if key.absolute() != data / keys.NAME:
        shutil.copyfile(key, data / keys.NAME)
        os.chmod(data / keys.NAME, 0o600)
    now = datetime.now(UTC).isoformat(timespec="seconds")
    journal.write(data, journal.RESTORED, journal.Entry(now, str(file), described.rows, True, described.made_at))
    console.print(
        f"Everything is back as it was at {described.made_at}: {described.rows:,} rows of {len(described.tables)} tables and "
        f"{len(described.files)} files. ./heartline doctor checks it; ./heartline up starts it."
    )


def _bring_up_to_date(described: Manifest) -> None:
    import django
    from django.db import connection
    from django.db.migrations.loader import MigrationLoader

    django.setup()
    known = {f"{app}.{name}" for app, name in MigrationLoader(connection).disk_migrations}
    if newer := restoring.unknown(described, known):
        raise BackupFailed(
            f"This backup was made by a newer Heartline (it has seen {newer[-1]}): update Heartline, then restore. "
            "Nothing was changed."
        )
    tables.bring_up_to_date()
