"""Finding a service by what people say they come for."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from heartline.kernel.text import fold

# A hit in the name says more than one in a reason, and that more than one in the summary.
NAME, REASON, SUMMARY = 4, 3, 1


@dataclass(frozen=True, slots=True)
class Wording:
    """What a service is called and known for, in every language, folded."""

    names: tuple[str, ...]
    reasons: tuple[str, ...]
    summaries: tuple[str, ...]


def wording(
    name: Mapping[str, str], reasons: Mapping[str, Iterable[str]], summary: Mapping[str, str], category: str = ""
) -> Wording:
    """Fold all languages together: people type in the one they think in, whichever the page is in."""
    return Wording(
        names=tuple(fold(text) for text in name.values()),
        reasons=(*(fold(reason) for listed in reasons.values() for reason in listed), fold(category)),
        summaries=tuple(fold(text) for text in summary.values()),
    )


def score(text: str, words: Wording) -> int:
    """How well `text` fits; 0 when one of its words occurs nowhere. Beginnings of words count, so typing narrows."""
    total = 0
    for term in fold(text).split():
        best = max(
            NAME * _begins(term, words.names),
            REASON * _begins(term, words.reasons),
            SUMMARY * _begins(term, words.summaries),
        )
        if best == 0:
            return 0
        total += best
    return total


def speaks(languages: Iterable[str], wanted: str) -> bool:
    """Whether one of `languages` (BCP 47) serves somebody who asks for `wanted`: "es-MX" serves "es", and "es" it."""
    stem = wanted.lower().split("-")[0]
    return any(language.lower().split("-")[0] == stem for language in languages)


def age_on(birth_date: date, day: date) -> int:
    """Full years. Born on 29 February: a year older on 1 March of years without one."""
    return day.year - birth_date.year - ((day.month, day.day) < (birth_date.month, birth_date.day))


def _begins(term: str, texts: Iterable[str]) -> bool:
    return any(word.startswith(term) for text in texts for word in text.split())
