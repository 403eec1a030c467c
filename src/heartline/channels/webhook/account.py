"""Systems that may write to us, each as NAME:SECRET or NAME:SECRET@https://where-it-is-told; the same name twice while one
secret replaces the other."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

_NAME = re.compile(r"[a-z0-9-]{1,12}")
_ADDRESS = re.compile(r"@(?=https?://)")
SHORTEST = 20  # characters of a secret: a shorter one can be guessed
NEAR = ("localhost", "127.0.0.1", "::1")


class Unreadable(ValueError):
    """An entry is none; the words say what is wrong, and nothing secret."""


@dataclass(frozen=True, slots=True)
class System:
    """One of them. `secrets` sign what it sends, the last one what we send; `url` is where, empty where we cannot answer."""

    name: str
    secrets: tuple[str, ...] = field(repr=False)
    url: str = ""

    @property
    def provider(self) -> str:
        """Under which name what it sends is kept."""
        return f"system:{self.name}"


def systems(entries: Iterable[str]) -> Mapping[str, System]:
    """Each system by its name. Raises Unreadable."""
    found: dict[str, System] = {}
    for entry in entries:
        name, _, rest = entry.partition(":")
        parts = _ADDRESS.split(rest, maxsplit=1)
        secret, url = parts[0], parts[1] if len(parts) > 1 else ""
        if not _NAME.fullmatch(name):
            raise Unreadable("Each system is written as NAME:SECRET, where NAME is at most 12 of a-z, 0-9 and -.")
        if len(secret) < SHORTEST:
            raise Unreadable(f"The secret of {name} has to be at least {SHORTEST} characters long.")
        if url and not _is_address(url):
            raise Unreadable(f"The address of {name} has to begin with https://.")
        known = found.get(name)
        secrets = (*(known.secrets if known else ()), secret)
        found[name] = System(name, secrets, url or (known.url if known else ""))
    return found


def address_of(name: str, person: str) -> str:
    """How our side writes somebody who is known to a system: no two systems speak of the same person."""
    return f"{name}:{person}"


def named_in(address: str) -> tuple[str, str]:
    """The system and the person of an address."""
    name, _, person = address.partition(":")
    return name, person


def _is_address(url: str) -> bool:
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError:
        return False
    return bool(host) and "@" not in parts.netloc and (parts.scheme == "https" or host in NEAR)
