"""How words are made equal for searching, what is looked for, and what is shown of a message. Pure.

`words` does what the database function heartline_said_words does (migrations): a test holds them together. Marks and
accents fall, letters that Arabic writes in several ways become one, and Chinese, which has no spaces, is looked up by
pairs of characters.
"""

import re
import unicodedata
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import lru_cache
from string import ascii_lowercase

MOST_TERMS = 8
LONGEST = 200  # characters of a query that are read
LETTERS = 40  # of a word that are kept
BEGINS = 3  # letters from which on words that begin so are found, too
AROUND = 70  # characters before what was found
SHOWN = 220

_MARKS = re.compile("[\u0300-\u036f\u0640\u064b-\u065f\u0670]")
_SAME = str.maketrans({"đ": "d", "Đ": "d", "ى": "ي", "ة": "ه", "ٱ": "ا", "ß": "s", "ı": "i", "ø": "o", "Ø": "o"})
_CJK = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff"
_HAN = re.compile(f"([{_CJK}]+)")
_BETWEEN = re.compile(
    "[\u0000-\u002f\u003a-\u0040\u005b-\u0060\u007b-\u00bf\u060c\u061b\u061f\u066a-\u066d\u06d4\u2000-\u206f\u2190-\u2bff\u3000-\u303f\ufe00-\ufe6f]+"
)
_ARABIC = "ابتثجحخدذرزسشصضطظعغفقكلمنهويءؤئ"


def plain(text: str) -> str:
    """Small letters without marks, as both sides are compared."""
    return "".join(_plain(each) for each in unicodedata.normalize("NFC", text))


def words(text: str) -> set[str]:
    """What the index has of a text."""
    return {part[:LETTERS] for run in _runs(plain(text)) for part in _parts(run)}


@dataclass(frozen=True, slots=True)
class Term:
    """One word that has to be there: as `lexemes`, all of them; with `begins` a word that begins so is enough."""

    text: str
    lexemes: tuple[str, ...]
    begins: bool

    def slips(self) -> list[str]:
        """Words of which one may have been meant: two letters swapped, one wrong, one missing, one too many."""
        word, letters = self.text, _ARABIC if "\u0600" <= self.text[0] <= "\u06ff" else ascii_lowercase
        if not (4 <= len(word) <= 16 and word.isalpha()) or _HAN.search(word):
            return []
        halves = [(word[:i], word[i:]) for i in range(len(word) + 1)]
        swapped = [a + b[1] + b[0] + b[2:] for a, b in halves if len(b) > 1]
        too_many = [a + b[1:] for a, b in halves if b]
        wrong = [a + letter + b[1:] for a, b in halves if b for letter in letters]
        missing = [a + letter + b for a, b in halves for letter in letters]
        return list(dict.fromkeys([word, *swapped, *too_many, *wrong, *missing]))


def parse(text: str) -> list[Term]:
    """What is looked for, in the order typed."""
    found = []
    for run in _runs(plain(text[:LONGEST])):
        if _HAN.fullmatch(run):
            # All pairs within it; of a single character whatever begins with it.
            pairs = tuple(run[i : i + 2] for i in range(len(run) - 1)) or (run,)
            found.append(Term(run, pairs, begins=len(run) == 1))
        else:
            found.append(Term(run[:LETTERS], (run[:LETTERS],), begins=len(run) >= BEGINS))
    return list(dict.fromkeys(found))[:MOST_TERMS]


def as_tsquery(terms: list[Term]) -> str:
    """As PostgreSQL's tsquery reads it: every term."""
    return " & ".join(f"{quoted(each)}{':*' if term.begins else ''}" for term in terms for each in term.lexemes)


def forgiving(terms: list[Term], said: Collection[str]) -> str:
    """Every term, or a word one slip away from it that was `said`; empty where there is none for a term that could be a slip."""
    parts = []
    for term in terms:
        slips = term.slips()
        meant = [each for each in slips if each in said]
        if slips and not meant:
            return ""
        parts.append(f"({' | '.join(map(quoted, meant))})" if meant else as_tsquery([term]))
    return " & ".join(parts)


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a message; `found`: it is what was looked for."""

    text: str
    found: bool = False


def snippet(text: str, terms: list[Term], *, slips: bool = False) -> list[Piece]:
    """The part of `text` where the terms stand, in pieces; its beginning where none of them does."""
    text = " ".join(text.split())
    spots = sorted(_spots(text, terms, slips=slips))
    start = max(0, spots[0][0] - AROUND) if spots else 0
    start = text.rfind(" ", 0, start) + 1 if 0 < start else 0
    end, at = min(len(text), start + SHOWN), start
    pieces = [Piece("… ")] if start else []
    for begin, stop in spots:
        if begin < at or begin >= end:
            continue
        pieces += [Piece(text[at:begin])] * (begin > at) + [Piece(text[begin : min(stop, end)], found=True)]
        at = min(stop, end)
    pieces += [Piece(text[at:end])] * (at < end)
    return [*pieces, Piece(" …")] if end < len(text) else pieces


def _spots(text: str, terms: list[Term], *, slips: bool) -> Iterator[tuple[int, int]]:
    """Where they stand in `text`: its letters are made plain one by one, so that each keeps its place."""
    places: list[int] = []
    letters: list[str] = []
    for place, each in enumerate(text):
        made = _plain(each)
        letters += made
        places += [place] * len(made)
    whole = "".join(letters)
    for term in terms:
        meant = [term.text, *(term.slips() if slips else ())]
        if _HAN.search(term.text):
            found = re.finditer(re.escape(term.text), whole)
        else:
            by_length = sorted(meant, key=len, reverse=True)
            found = re.finditer(rf"(?<![^\W_])(?:{'|'.join(map(re.escape, by_length))})", whole)
        yield from ((places[each.start()], places[each.end() - 1] + 1) for each in found)


@lru_cache(maxsize=8192)
def _plain(letter: str) -> str:
    apart = _MARKS.sub("", unicodedata.normalize("NFKD", letter).translate(_SAME))
    return "".join(chr(ord(each) + 32) if "A" <= each <= "Z" else each for each in apart)


def _runs(text: str) -> list[str]:
    return [run for run in _BETWEEN.split(_HAN.sub(r" \1 ", text)) if run]


def _parts(run: str) -> list[str]:
    return [run[i : i + 2] for i in range(len(run))] if _HAN.fullmatch(run) else [run]


def quoted(lexeme: str) -> str:
    escaped = lexeme.replace("\\", "\\\\").replace("'", "''")
    return f"'{escaped}'"
