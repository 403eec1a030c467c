"""In which language a comment is answered, and whether it says anything."""

import re

_HAN, _ARABIC = re.compile(r"[㐀-鿿豈-﫿]"), re.compile(r"[؀-ۿݐ-ݿﭐ-﷿]")
_VIETNAMESE = re.compile(r"[ăđơưĂĐƠƯẠ-ỹ]")
_SPANISH_LETTERS = re.compile(r"[ñ¿¡Ñ]")
_WORD = re.compile(r"[^\W\d_]+")
# Short words that are common in Spanish and are none in English.
_SPANISH = frozenset({
    "el", "la", "los", "las", "un", "una", "de", "del", "que", "en", "es", "por", "para", "con", "mi", "su", "muy", "pero",
    "gracias", "hola", "cuando", "como", "cuanto", "donde", "yo", "ustedes", "tengo", "fue", "son", "esta", "este", "se", "lo",
})  # fmt: skip
_ENGLISH = frozenset({
    "the", "a", "an", "of", "is", "are", "to", "and", "in", "for", "my", "you", "your", "i", "it", "was", "were", "with",
    "this", "that", "not", "have", "do", "me", "no", "so",
})  # fmt: skip


def language_of(text: str, default: str = "en") -> str:
    """Which of the languages served a text is written in, by its letters and its short words; `default` where nothing tells."""
    if _HAN.search(text):
        return "zh-hans"
    if _ARABIC.search(text):
        return "ar"
    if _VIETNAMESE.search(text):
        return "vi"
    words = [word.casefold() for word in _WORD.findall(text)]
    spanish, english = sum(word in _SPANISH for word in words), sum(word in _ENGLISH for word in words)
    if _SPANISH_LETTERS.search(text) or (spanish > english and spanish * 5 >= len(words)):
        return "es"
    return "en" if english > spanish else default


def says_something(text: str) -> bool:
    """A thumb or a heart asks for no answer."""
    return any(letter.isalpha() for letter in text)
