"""The key of an installation's backups: an age identity (X25519), made at the first backup."""

import os
from pathlib import Path

from pyrage import IdentityError, x25519

from heartline.project.backup.errors import BackupFailed

NAME = "backup.key"


def ours(data: Path) -> tuple[x25519.Identity, bool]:
    """The key in the data folder, and whether it was made just now. Raises BackupFailed for a file that is no key."""
    path = data / NAME
    if path.exists():
        return read(path), False
    identity = x25519.Identity.generate()
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(f"# Key of Heartline's backups. Public key: {identity.to_public()}\n{identity}\n")
        file.flush()
        os.fsync(file.fileno())
    return identity, True


def read(path: Path) -> x25519.Identity:
    """The key in a file, as age's own key files have it. Raises BackupFailed."""
    try:
        lines = [line.strip() for line in path.read_text().splitlines()]
        return x25519.Identity.from_str(next(line for line in lines if line and not line.startswith("#")))
    except (OSError, UnicodeDecodeError, StopIteration, IdentityError) as error:
        raise BackupFailed(f"There is no backup key in {path}; nothing was changed.") from error
