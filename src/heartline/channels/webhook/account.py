"""Systems that may write to us, each as NAME:SECRET; the same name twice while one secret replaces the other."""

import re
from collections.abc import Iterable, Mapping

_NAME = re.compile(r"[a-z0-9-]{1,12}")
SHORTEST = 20  # characters of a secret: a shorter one can be guessed


class Unreadable(ValueError):
    """An entry is none; the words say what is wrong, and nothing secret."""


def systems(entries: Iterable[str]) -> Mapping[str, tuple[str, ...]]:
    """The secrets of each system by its name. Raises Unreadable."""
    found: dict[str, tuple[str, ...]] = {}
    for entry in entries:
        name, _, secret = entry.partition(":")
        if not _NAME.fullmatch(name):
            raise Unreadable("Each system is written as NAME:SECRET, where NAME is at most 12 of a-z, 0-9 and -.")
        if len(secret) < SHORTEST:
            raise Unreadable(f"The secret of {name} has to be at least {SHORTEST} characters long.")
        found[name] = (*found.get(name, ()), secret)
    return found


def provider_of(name: str) -> str:
    """Under which name what it sends is kept."""
    return f"system:{name}"
