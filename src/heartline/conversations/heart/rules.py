"""Is somebody upset, what of H.E.A.R.T. is in a draft, and at what school grade it reads. Pure."""

import re
import unicodedata
from typing import NamedTuple

from heartline.conversations.heart.words import STEPS, UPSET, Step

FEWEST = 12  # words: a grade of fewer says nothing
_VOWELS = {"en": re.compile(r"[aeiouy]+"), "es": re.compile(r"[aeo]?[iu]?[aeoáéó]|[íú]|[iuü]")}
_LONG = {"en": 4, "es": 5}  # syllables from which a word is called long
_SIGNS = re.compile("[\u064b-\u0652\u0640]")
_ALEFS = str.maketrans({"أ": "ا", "إ": "ا", "آ": "ا", "’": "'", "‘": "'"})


class Reading(NamedTuple):
    """How a draft reads."""

    grade: int
    long_words: list[str]


def tongue(language: str) -> str:
    """The language alone: zh of zh-Hans."""
    return language.replace("_", "-").partition("-")[0].lower()


def fold(text: str) -> str:
    """As the patterns want it."""
    return _SIGNS.sub("", unicodedata.normalize("NFC", text).casefold().translate(_ALEFS))


def is_upset(text: str, language: str) -> bool:
    """Whether it sounds so, in the conversation's language or in English."""
    folded = fold(text)
    return any(re.search(UPSET[each], folded) for each in {tongue(language), "en"} if each in UPSET)


def steps(draft: str, language: str) -> list[tuple[Step, bool]]:
    """Each step and whether it is there; nothing for a language we have no words for."""
    folded = fold(draft)
    return [(step, bool(re.search(pattern, folded))) for step, pattern in STEPS.get(tongue(language), {}).items()]


def reading(draft: str, language: str) -> Reading | None:
    """The grade of an English or Spanish draft; none where no measure is honest.

    English: Kincaid et al. 1975 (0.39 words a sentence + 11.8 syllables a word − 15.59). Spanish: Crawford 1989
    (0.049 syllables − 0.205 sentences, each in 100 words, − 3.407). Syllables are counted by groups of vowels.
    """
    spoken = tongue(language)
    if spoken not in _VOWELS:
        return None
    words = re.findall(r"[^\W\d_]+(?:'[^\W\d_]+)?", fold(draft))
    if len(words) < FEWEST:
        return None
    sentences = max(1, len([each for each in re.split(r"[.!?…]+(?:\s|$)", draft) if each.strip()]))
    counts = [_syllables(word, spoken) for word in words]
    a_word, a_sentence = sum(counts) / len(words), len(words) / sentences
    grade = 4.9 * a_word - 20.5 / a_sentence - 3.407 if spoken == "es" else 0.39 * a_sentence + 11.8 * a_word - 15.59
    long_words = [word for word, count in zip(words, counts, strict=True) if count >= _LONG[spoken]]
    return Reading(max(1, round(grade)), list(dict.fromkeys(long_words))[:3])


def _syllables(word: str, spoken: str) -> int:
    count = len(_VOWELS[spoken].findall(word))
    if spoken == "en" and word.endswith("e") and not word.endswith("le") and count > 1:
        count -= 1
    return max(1, count)
