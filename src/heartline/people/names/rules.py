"""Which of a person's names is shown, and how its parts are put together."""

from collections.abc import Sequence
from typing import Protocol

# The order in which names are preferred for showing (FHIR NameUse).
_PREFERRED = ("usual", "official", "nickname", "maiden", "old")


class NameLike(Protocol):
    """What both a stored name and one that is just coming in have."""

    @property
    def use(self) -> str: ...
    @property
    def text(self) -> str: ...
    @property
    def script(self) -> str: ...


def shown(names: Sequence[NameLike]) -> str:
    """The one name to show: the usual one, else the official one; of two, the one in Latin script. Empty if none."""
    ranked = sorted(names, key=lambda name: (_place(name.use), bool(name.script) and name.script != "Latn"))
    return ranked[0].text if ranked else ""


def assemble(family: str, given: Sequence[str], prefix: str = "", suffix: str = "", script: str = "") -> str:
    """A full name of its parts. In Han and Hangul the family name comes first, without a space."""
    if script in ("Hans", "Hant", "Hani", "Jpan", "Kore", "Hang"):
        return family + "".join(given)
    return " ".join(part for part in (prefix, *given, family, suffix) if part)


def _place(use: str) -> int:
    return _PREFERRED.index(use) if use in _PREFERRED else len(_PREFERRED)
