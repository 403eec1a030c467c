"""Write everything into one encrypted file, while Heartline runs, and prove that it can be restored."""

import argparse
import os
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console

from heartline.project.backup import journal, keys, making, restoring
from heartline.project.backup.errors import BackupFailed
from heartline.project.cli import place
from heartline.project.cli.steps import step

console = Console(highlight=False, soft_wrap=True)


def run(arguments: list[str]) -> int:
    """Make a backup; exit status 0 only for one that was verified, or was not to be."""
    parser = argparse.ArgumentParser(prog="heartline backup", description=__doc__)
    parser.add_argument(
        "to", nargs="?", type=Path, metavar="PATH", help="file or folder (default: backups/ in the data folder)"
    )
    parser.add_argument("--no-verify", action="store_true", help="do not restore it into a scratch database afterwards")
    options = parser.parse_args(arguments)
    data = place.data_dir()
    try:
        if not os.environ.get("DATABASE_URL") and not (data / "postgres").exists():
            raise place.CannotStart(f"There is nothing to back up in {data}: ./heartline up makes a database there.")
        place.check_writable(data)
        place.prepare(data)
        with place.database():
            return _make(data, _target(options.to, data), verify=not options.no_verify)
    except (BackupFailed, *place.Trouble) as error:
        return place.complain(error)


def _target(chosen: Path | None, data: Path) -> Path:
    """Where to write: a file that is not there yet, in a folder that is."""
    name = f"heartline-{datetime.now(UTC):%Y%m%dT%H%M%SZ}.tar.age"
    path = chosen.expanduser().absolute() if chosen else data / "backups"
    if not chosen:
        path.mkdir(mode=0o700, exist_ok=True)
    target = path / name if path.is_dir() else path
    if not target.parent.is_dir():
        raise BackupFailed(f"There is no folder {target.parent}; nothing was written.")
    if target.exists():
        raise BackupFailed(f"There is a file {target} already, and it was kept: choose another name.")
    return target


def _make(data: Path, target: Path, *, verify: bool) -> int:
    identity, new = keys.ours(data)
    made_at = datetime.now(UTC)
    with step("Writing the backup"):
        described = making.write(os.environ["DATABASE_URL"], data, target, identity.to_public(), made_at)
    if verify:
        with step("Restoring it into a scratch database and comparing every row"):
            try:
                restoring.prove(target, identity, target.parent)
            except BackupFailed as error:
                raise BackupFailed(f"{target} was written, but did not prove good: {error}") from error
    journal.write(
        data,
        journal.LAST,
        journal.Entry(
            datetime.now(UTC).isoformat(timespec="seconds"), str(target), described.rows, verify, described.made_at
        ),
    )
    size = target.stat().st_size / 1e6
    console.print(
        f"{target} holds {described.rows:,} rows of {len(described.tables)} tables and {len(described.files)} files "
        f"({size:,.1f} MB){'' if verify else '; it was not verified'}."
    )
    if new:
        console.print(
            f"[bold]Keep a copy of {data / keys.NAME} in another place.[/] Without it nobody can read this or any later backup."
        )
    if "secret" not in described.files:
        console.print("The signing key comes from HEARTLINE_SECRET_KEY and is not in the backup: keep it, too.")
    return 0
