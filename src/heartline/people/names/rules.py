"""Which of a person's names is shown, and how its parts are put together."""

import unicodedata
from collections.abc import Sequence
from typing import Protocol

# The order in which names are preferred for showing (FHIR NameUse).
_PREFERRED = ("usual", "official", "nickname", "maiden", "old")
# The beginning of a letter's Unicode name → the ISO 15924 code of its script.
_SCRIPTS = {
    "LATIN": "Latn", "CJK": "Hani", "ARABIC": "Arab", "CYRILLIC": "Cyrl", "HANGUL": "Hang", "HIRAGANA": "Jpan",
    "KATAKANA": "Jpan", "HEBREW": "Hebr", "GREEK": "Grek", "DEVANAGARI": "Deva", "BENGALI": "Beng", "GURMUKHI": "Guru",
    "GUJARATI": "Gujr", "TAMIL": "Taml", "TELUGU": "Telu", "THAI": "Thai", "LAO": "Laoo", "KHMER": "Khmr",
    "MYANMAR": "Mymr", "ETHIOPIC": "Ethi", "ARMENIAN": "Armn", "GEORGIAN": "Geor",
}  # fmt: skip


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


def script_of(text: str) -> str:
    """ISO 15924 code of the script that `text` is written in, by its first letter; empty for Latin and unknown ones."""
    first = next((letter for letter in text if letter.isalpha()), "")
    code = _SCRIPTS.get(unicodedata.name(first, "").split(" ")[0].split("-")[0], "") if first else ""
    return "" if code == "Latn" else code


def _place(use: str) -> int:
    return _PREFERRED.index(use) if use in _PREFERRED else len(_PREFERRED)
