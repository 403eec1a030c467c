"""Where archives lie: encrypted, beside the photos, in a folder that has no address.

Each has a key of its own (age, X25519), which stands only in the database: the file alone is noise, so is the row alone,
and forgetting the key destroys every copy of the file.
"""

from pathlib import Path
from uuid import UUID

import pyrage
from django.conf import settings


def keep(request_id: UUID, whole: bytes) -> str:
    """Write the archive and return its key. Written anew, it replaces the one before."""
    identity = pyrage.x25519.Identity.generate()
    path = _path(request_id)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    half = path.with_suffix(".half")
    half.write_bytes(pyrage.encrypt(whole, [identity.to_public()]))
    half.chmod(0o600)
    half.rename(path)
    return str(identity)


def read(request_id: UUID, key: str) -> bytes | None:
    """The archive; None if it or its key is gone."""
    path = _path(request_id)
    if not key or not path.exists():
        return None
    return bytes(pyrage.decrypt(path.read_bytes(), [pyrage.x25519.Identity.from_str(key)]))


def throw_away(request_id: UUID) -> None:
    _path(request_id).unlink(missing_ok=True)


def _path(request_id: UUID) -> Path:
    return Path(settings.MEDIA_ROOT) / "archives" / f"{request_id}.age"
