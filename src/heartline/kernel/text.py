"""Words in several languages, and text folded for searching."""

import re
import unicodedata
from collections.abc import Mapping

from anyascii import anyascii
from django.utils.translation import get_language

Translations = Mapping[str, str]


def translated(words: Translations, language: str | None = None) -> str:
    """The best of `words` (BCP 47 tag → text) for `language` (default: the active one); English, else any."""
    wanted = (language or get_language() or "en").lower()
    for tag in (wanted, wanted.split("-")[0], "en"):
        if words.get(tag):
            return words[tag]
    return next((text for text in words.values() if text), "")


def fold(text: str) -> str:
    """Lower-case ASCII without accents, any script transliterated, one space between words.

    >>> fold("  Nguyễn-Thị  Ánh ")
    'nguyen thi anh'
    """
    plain = anyascii(unicodedata.normalize("NFKC", text)).lower()
    return " ".join(re.findall(r"[a-z0-9@.+]+", plain))


def skeleton(text: str) -> str:
    """Consonants only, doubles collapsed: lets «محمد» (written without vowels) meet "Muhammad"."""
    words = (re.sub(r"(.)\1+", r"\1", re.sub(r"[aeiouy'`]", "", word)) for word in fold(text).split())
    return " ".join(word for word in words if word)


def isolated(text: str) -> str:
    """`text`, read left to right as one piece inside any sentence: for numbers and amounts in mirrored languages (UAX 9)."""
    return f"\u2066{text}\u2069" if text else ""
