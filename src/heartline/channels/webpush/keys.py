"""Who we are to push services: made once, kept in the data folder, readable by its owner only."""

import os
from functools import cache
from pathlib import Path

from django.conf import settings

from heartline.channels.webpush.vapid import Identity, new_identity
from heartline.kernel import addresses

FILE = "push-key"


def identity() -> Identity:
    """Ours. Who complains to us is led to our address."""
    return Identity(_private(Path(settings.DATA) / FILE), _contact())


@cache
def _private(path: Path) -> str:
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        made = path.with_name(f"{path.name}.{os.getpid()}")
        descriptor = os.open(made, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(new_identity("").private)
        try:
            os.link(made, path)  # whoever is first: two processes that start together have one key
        except FileExistsError:
            pass
        finally:
            made.unlink()
    return path.read_text().strip()


def _contact() -> str:
    """RFC 8292 §2.1: an address at which somebody is reached."""
    here = addresses.absolute("")
    return here if here.startswith("https://") else "mailto:webmaster@localhost.invalid"
