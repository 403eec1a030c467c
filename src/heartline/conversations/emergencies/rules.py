"""Whether a text sounds like an emergency."""

import re
import unicodedata

from heartline.conversations.emergencies.words import WORDS

_NO_SPACES = frozenset({"zh"})  # written without spaces between words
_MARKED = frozenset({"vi"})  # other marks make another word
_KEPT = re.compile(r"[\W_]+")
_QUOTES = re.compile(r"['’‘`´]")


def sounds_like_one(text: str) -> bool:
    """Whether any of the words is said in it, in any of the languages: people write in whichever comes first in fear."""
    whole, plain = f" {_folded(text)} ", f" {_folded(text, marks=False)} "
    for language, words in WORDS.items():
        said = whole if language in _MARKED else plain
        for each in words:
            word = _folded(each, marks=language in _MARKED)
            if (word if language in _NO_SPACES else f" {word} ") in said:
                return True
    return False


def _folded(text: str, *, marks: bool = True) -> str:
    """Without case, punctuation and apostrophes ("can't" is "cant"); without `marks`, accents and Arabic's short vowels, too."""
    text = unicodedata.normalize("NFC" if marks else "NFKD", text.casefold())
    if not marks:
        text = "".join(letter for letter in text if not unicodedata.combining(letter))
    return _KEPT.sub(" ", _QUOTES.sub("", text)).strip()
