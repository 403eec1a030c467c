"""Birth dates as people type them: 12/03/1984, 3-12-84, 12 March, 1984年3月12日. Day first and month first both count."""

import re
from collections.abc import Iterator
from datetime import date
from functools import cache

from babel import Locale

from heartline.kernel.text import fold

_LANGUAGES = ("en", "es", "zh_Hans", "vi", "ar")
_FIGURES = re.compile(r"(?<![\d+])(\d{1,4})\s*[-/.年\s]\s*(\d{1,2})\s*[-/.月\s]\s*(\d{4}|\d{1,2})日?(?!\d)")
_MONTH = re.compile(r"(?<!\d)((?:19|20)\d\d)\s*[-/.年]\s*(\d{1,2})月?(?![\d/.\-])")


def find(text: str) -> Iterator[tuple[str, list[str]]]:
    """Each date in `text`: what was typed, and the fragments of " 19840312 " that it may stand for."""
    for match in _FIGURES.finditer(text):
        if days := _readings(*match.groups()):
            yield match.group(), [f" {day:%Y%m%d} " for day in days]
            return
    for match in _MONTH.finditer(text):
        year, month = int(match[1]), int(match[2])
        if 1 <= month <= 12:
            yield match.group(), [f" {year}{month:02d}"]
            return
    yield from _in_words(text)


def of_eight(digits: str) -> list[str]:
    """The birth dates, as 19840312, that eight digits in another order may stand for."""
    if len(digits) != 8:
        return []
    orders = ((digits[4:], digits[2:4], digits[:2]), (digits[4:], digits[:2], digits[2:4]))
    return [f"{day:%Y%m%d}" for year, month, of in orders if (day := _date(int(year), int(month), int(of)))]


def _readings(first: str, second: str, third: str) -> list[date]:
    a, b, c = int(first), int(second), int(third)
    if len(first) == 4:
        readings = [(a, b, c)]
    elif len(first) > 2:
        return []
    elif len(third) == 4:
        readings = [(c, a, b), (c, b, a)]
    else:
        readings = [
            (century + year, month, day)
            for century in (1900, 2000)
            for year, month, day in ((c, a, b), (c, b, a), (a, b, c))
        ]
    return list(dict.fromkeys(day for reading in readings if (day := _date(*reading))))


def _in_words(text: str) -> Iterator[tuple[str, list[str]]]:
    months, plain = _months(), _same_length(text)
    for pattern, day_at, month_at in _forms():
        match = pattern.search(plain)
        if match is None:
            continue
        month, day, known_year = months[match[month_at]], int(match[day_at]), match[3]
        if known_year and (when := _date(int(known_year), month, day)):
            yield text[slice(*match.span())], [f" {when:%Y%m%d} "]
            return
        if not known_year and _date(2000, month, day):
            yield text[slice(*match.span())], [f"{month:02d}{day:02d} "]
            return


@cache
def _forms() -> tuple[tuple[re.Pattern[str], int, int], ...]:
    """A day and a month's name in either order, a year perhaps, and in which groups day and month are."""
    names = "|".join(sorted(map(re.escape, _months()), key=len, reverse=True))
    ordinal, of, year = r"(?:st|nd|rd|th)?", r"(?:\s+(?:de|of|del))?", r"(?:,?\s+((?:19|20)\d\d))?"
    return (
        (re.compile(rf"(?<!\d)(\d{{1,2}}){ordinal}{of}\s+({names})\b\.?{of}{year}"), 1, 2),
        (re.compile(rf"\b({names})\.?\s+(\d{{1,2}}){ordinal}\b{year}"), 2, 1),
    )


def _same_length(text: str) -> str:
    """`text` folded letter by letter, so that places in it stay the same."""
    return "".join(plain if len(plain := fold(letter)) == 1 else letter.lower() for letter in text)


@cache
def _months() -> dict[str, int]:
    found: dict[str, int] = {}
    for language in _LANGUAGES:
        for width in ("wide", "abbreviated"):
            for number, name in Locale.parse(language).months["format"][width].items():
                for form in (_same_length(name).rstrip("."), name.lower()):
                    if not form.isdecimal() and len(form) > 2:
                        found.setdefault(form, number)
    return found


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day) if 1880 <= year <= 2100 else None
    except ValueError:
        return None
