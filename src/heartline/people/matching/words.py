"""How alike two words of a name are: typing slips, other spellings of the same sound, nicknames, cut-off words.

All words are folded already (kernel.text.fold): plain lower-case letters, whatever the script they came in.
"""

import re
from functools import cache, lru_cache

from nicknames import NickNamer
from rapidfuzz.distance import OSA, JaroWinkler

# From the closest to none. A level's name is what models are keyed by.
SAME, SPELLING, NICK, SLIP, LIKE, HINT, OTHER = "same", "spelling", "nick", "slip", "like", "hint", "other"

# Pairs that the (English) package of nicknames does not know.
_MORE_NICKS = (
    "jose pepe chepe", "francisco paco pancho curro", "guadalupe lupe lupita", "ignacio nacho", "jesus chuy",
    "enrique quique kike", "rosario charo", "dolores lola", "consuelo chelo", "mercedes meche merche",
    "roberto beto", "alberto beto", "guillermo memo", "eduardo lalo", "maria mari maruja", "isabel chabela isa",
    "aleksandr sasha alexander", "aleksandra sasha alexandra", "mikhail misha michael", "dmitri dima",
    "ekaterina katya catherine", "yekaterina katya", "anastasia nastya", "natalia natasha", "vladimir vova volodya",
    "johannes hans john", "johann hans", "giuseppe beppe peppe joseph", "francesco franco cecco",
    "abdullah abdallah abdulla", "fatima fatma fatimah",
)  # fmt: skip
# Letters that stand for one sound in some language's spelling, the longer ones first.
_SOUNDS = (
    ("tsch", "s"), ("sch", "s"), ("ph", "f"), ("gh", "g"), ("kh", "k"), ("ck", "k"), ("sh", "s"), ("ch", "s"),
    ("zh", "s"), ("dj", "j"), ("th", "t"), ("dh", "d"), ("wr", "r"), ("kn", "n"), ("q", "k"), ("x", "s"),
    ("ce", "se"), ("ci", "si"), ("cy", "sy"), ("c", "k"), ("z", "s"), ("w", "v"),
)  # fmt: skip
_DOUBLE = re.compile(r"(.)\1+")
_VOWELS = str.maketrans("", "", "aeiouy")


@lru_cache(maxsize=1 << 18)
def likeness(a: str, b: str) -> str:
    """The closest level that holds for two words. Symmetric."""
    if a == b:
        return SAME
    short, long = sorted((len(a), len(b)))
    near = JaroWinkler.similarity(*sorted((a, b)))
    bones = sound(a)
    if bones == sound(b) and (len(bones) > 2 or (len(bones) > 1 and _vowelless(a, b))) and (
        near >= 0.8 or _vowelless(a, b)
    ):  # fmt: skip
        return SPELLING
    if are_nicks(a, b):
        return NICK
    slips = OSA.distance(a, b, score_cutoff=3)
    if (slips == 1 and long > 3) or near >= 0.94:
        return SLIP
    if near >= 0.87 or (slips == 2 and short > 4) or (short > 3 and (a.startswith(b) or b.startswith(a))):
        return LIKE
    return HINT if near >= 0.75 or (slips == 3 and short > 6) else OTHER


@lru_cache(maxsize=1 << 17)
def sound(word: str) -> str:
    """The consonants by their sound, so that spellings of one name meet: "mohammed", "muhamad" and "mhmd" are "mhmd".

    A vowel at the beginning stays, as "a". Never empty for a word that is not.
    """
    for letters, one in _SOUNDS:
        word = word.replace(letters, one)
    word = word.replace("hn", "n").rstrip("h") or word
    first = "a" if word[:1] in tuple("aeiouy") else word[:1]
    return _DOUBLE.sub(r"\1", first + word[1:].translate(_VOWELS))


@lru_cache(maxsize=1 << 17)
def are_nicks(a: str, b: str) -> bool:
    """Whether one is short for the other, or both are short for a third."""
    return bool(_formal(a) & _formal(b)) if a != b else True


@cache
def _formal(word: str) -> frozenset[str]:
    """The names that `word` may be short for, and itself."""
    return frozenset({word, *_namer().canonicals_of(word), *_more().get(word, ())})


@cache
def _namer() -> NickNamer:
    return NickNamer()


@cache
def _more() -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for line in _MORE_NICKS:
        for word in line.split():
            found.setdefault(word, set()).add(line.split()[0])
    return found


def _vowelless(a: str, b: str) -> bool:
    """Whether one of them comes from a script that writes no vowels."""
    return not (re.search("[aeiouy]", a) and re.search("[aeiouy]", b))
