"""What a patient is found by, and what a fragment asks for. Pure text, the same folding on both sides.

A patient's search text is one line of words between single spaces: names folded to plain letters, their consonants
(marked "^" when the name is written in Latin letters, "~" when in a script that leaves vowels out), the birth date as
19840312, phone numbers as digits, e-mail addresses, and record numbers.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from string import ascii_lowercase

from heartline.kernel.text import fold, skeleton
from heartline.people.contacts.rules import phone_digits
from heartline.people.search import dates

_HAN = re.compile(r"([\u3400-\u9fff\uf900-\ufaff])")
_ABJAD = re.compile(r"[\u0590-\u05ff\u0600-\u06ff\u0750-\u077f\u08a0-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
_JOINERS = re.compile(r"['’ʼ`\-‐‑–]")
_NUMBER = re.compile(r"\+?[\d(][\d().\-/+]*")
MAX_TERMS = 6
LONGEST = 100  # characters of a query that are read
BEGINNING = 6  # letters of a word that the index has, one by one; as in heartline_found_by (migrations)
COMPACT = 24  # letters up to which a whole name is also kept as one word


@dataclass(frozen=True, slots=True)
class Term:
    """One thing that has to be found, as SQL LIKE: `starts` at the beginning of a word or by its sound, `anywhere` within one.

    `keys` are what the index of beginnings and sounds has for `starts`; none for numbers, which are looked for anywhere.
    Where these are short, whoever has a key fits.
    """

    text: str
    anywhere: tuple[str, ...]
    starts: tuple[str, ...] = ()
    keys: tuple[str, ...] = ()
    short: bool = False  # the index has the words whole

    def slips(self) -> tuple[str, ...]:
        """The words of which one may have been meant, by a slip of the finger."""
        return _slips(self.text) if self.keys else ()


def search_text(
    names: Iterable[str],
    birth_date: date | None = None,
    phones: Iterable[str] = (),
    emails: Iterable[str] = (),
    numbers: Iterable[str] = (),
) -> str:
    """The line by which a patient is found. `phones` in E.164; `numbers` are record numbers of any system."""
    words: dict[str, None] = {}
    for name in names:
        words |= dict.fromkeys(_name_words(name))
    if birth_date:
        words[f"{birth_date:%Y%m%d}"] = None
    for phone in phones:
        words |= dict.fromkeys(phone_digits(phone))
    words |= dict.fromkeys(email.lower() for email in emails)
    for number in numbers:
        words |= dict.fromkeys([*fold(number).split(), re.sub(r"[^a-z0-9]", "", fold(number))])
    words.pop("", None)
    return f" {' '.join(words)} "


def parse(text: str) -> list[Term]:
    """What to look for, in the order typed. Dates come first whole, so that their parts aren't taken for numbers."""
    rest, terms = text[:LONGEST], []
    for found, candidates in dates.find(rest):
        terms.append(Term(candidates[0].strip(), tuple(f"%{candidate}%" for candidate in candidates)))
        rest = rest.replace(found, " ", 1)
    for token in _HAN.sub(r" \1 ", rest).split():
        terms += _number(token) if _NUMBER.fullmatch(token) else _words(token)
    return terms[:MAX_TERMS]


def _name_words(name: str) -> list[str]:
    spaced = _HAN.sub(r" \1 ", name)
    words = fold(spaced).split()
    joined = fold(_JOINERS.sub("", spaced)).split()  # O'Brien is also looked for as "obrien"
    compact = ["".join(words), "".join(words[-1:] + words[:-1]), "".join(words[1:] + words[:1])]
    found = [*words, *joined, *(whole for whole in compact if len(whole) <= COMPACT)]
    for word in re.split(r"[\s'’\-]+", spaced):
        if _ABJAD.search(word):
            found += [f"~{bare}" for bare in _bare(word)]
        elif bones := skeleton(word).replace(" ", ""):
            found.append(f"^{bones}")
    return found


def _bare(word: str) -> list[str]:
    """Consonants of a word in a script without vowels, with what may be one: waw, ta marbuta, the article."""
    base = word.replace("ة", "").replace("ى", "")
    forms = {base, base.removeprefix("ال"), base.replace("و", "")}
    return sorted({bones for form in forms if (bones := skeleton(form).replace(" ", ""))})


def _number(token: str) -> list[Term]:
    digits = "".join(str(int(digit)) for digit in re.findall(r"\d", token))  # any script's digits
    patterns = [_within(digits)] + [f"% {day} %" for day in dates.of_eight(digits)]
    return [Term(digits, tuple(patterns))] if digits else []


def _words(token: str) -> list[Term]:
    if _ABJAD.search(token):
        words = [word for word in fold(token).split() if len(word) > 2]
        sounds = [f"{mark}{bare}" for bare in _bare(token) for mark in "~^"]
        return [_term(fold(token).replace(" ", ""), words, sounds)] if words or sounds else []
    terms = []
    for word in fold(token).split():
        bones = skeleton(word)
        sounds = [f"~{bones}"] if bones and not _HAN.search(token) else []
        sounds += [f"^{bones}"] if len(bones) > 2 else []
        terms.append(_term(word, [word], sounds))
    return terms


def _term(text: str, words: Sequence[str], sounds: Sequence[str]) -> Term:
    heard = [f"% {sound} %" for sound in sounds]
    return Term(
        text,
        anywhere=(*map(_within, words), *heard),
        starts=(*(f"% {word}%" for word in words), *heard),
        keys=(*map(key, words), *sounds),
        short=all(len(word) <= BEGINNING for word in words),
    )


def key(word: str) -> str:
    """What the index has for a word and for all that begin as it does."""
    return word[:BEGINNING]


def _within(word: str) -> str:
    """Anywhere in a word; with one or two letters only at its beginning, where the index still helps."""
    return f"%{word}%" if len(word) > 2 else f"% {word}%"


def _slips(word: str) -> tuple[str, ...]:
    """Every word that is one slip away: two letters swapped, one wrong, one missing, one too many."""
    if not (4 <= len(word) <= 14 and word.isalpha()):
        return ()
    halves = [(word[:i], word[i:]) for i in range(len(word) + 1)]
    swapped = [a + b[1] + b[0] + b[2:] for a, b in halves if len(b) > 1]
    too_many = [a + b[1:] for a, b in halves if b]
    wrong = [a + letter + b[1:] for a, b in halves if b for letter in ascii_lowercase]
    missing = [a + letter + b for a, b in halves for letter in ascii_lowercase]
    return tuple(dict.fromkeys([*swapped, *too_many, *wrong, *missing]))


def names_of(texts: Sequence[str], shown: str) -> list[str]:
    """The other names by which a person is known, without the one shown."""
    return [text for text in dict.fromkeys(texts) if text and text != shown]
