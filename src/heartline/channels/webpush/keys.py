"""Who we are to push services: made once, kept in the data folder, readable by its owner only."""

import os
from email.utils import parseaddr
from functools import cache
from pathlib import Path

from django.conf import settings

from heartline.channels.webpush.vapid import Identity, new_identity

FILE = "push-key"
NOBODY = "webmaster@localhost"


def identity() -> Identity:
    """Ours. Who has a complaint about us writes to who sends our e-mail."""
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
    _name, address = parseaddr(settings.DEFAULT_FROM_EMAIL)
    return f"mailto:{address if '@' in address else NOBODY}"
