"""Moments out of text, in whichever of the usual ways a file writes them: all of a column alike."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np

from heartline.scheduling.attendance.learning.table import DAY, Bools, Floats

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_DATES = ("%Y-%m-%d", "%m/%d/%Y", "%d/%m/%Y", "%m-%d-%Y", "%d-%m-%Y", "%d.%m.%Y", "%Y/%m/%d", "%Y%m%d", "%d %b %Y", "%d %B %Y", "%b %d, %Y",
          "%B %d, %Y", "%d-%b-%Y", "%m/%d/%y", "%d/%m/%y")  # fmt: skip
_HOURS = (
    "",
    " %H:%M",
    " %H:%M:%S",
    " %I:%M %p",
    " %I:%M:%S %p",
    " %H:%M:%S.%f",
    " %H:%M:%S%z",
    " %H:%M%z",
    ", %I:%M %p",
    ", %H:%M",
)
FORMATS = tuple(date + hours for date in _DATES for hours in _HOURS)


@dataclass(frozen=True, slots=True)
class Moments:
    """`wall` as the clock on the wall showed it, `at` on one clock for all: seconds since 1970, NaN unknown."""

    wall: Floats
    at: Floats
    zoned: Bools
    has_hours: bool
    share: float  # of the texts that were there and could be read


def read(texts: Sequence[str], month_first: bool = True) -> Moments:
    """ISO 8601 with or without zone, seconds since 1970, or the first of FORMATS that reads the most."""
    wall, offset = np.full(len(texts), np.nan), np.full(len(texts), np.nan)
    parse = _way(texts, month_first)
    there = 0
    cache: dict[str, tuple[float, float]] = {}
    for row, text in enumerate(texts):
        text = text.strip()
        if not text:
            continue
        there += 1
        found = cache.get(text)
        if found is None:
            found = cache[text] = _seconds(parse, text)
        wall[row], offset[row] = found
    zoned = ~np.isnan(offset)
    usual = float(np.median(offset[zoned])) if zoned.any() else 0.0
    known = wall[~np.isnan(wall)]
    return Moments(
        wall, wall - np.where(zoned, offset, usual), zoned, bool(np.any(known % DAY != 0)), len(known) / max(there, 1)
    )


def together(one: Moments, other: Moments) -> tuple[Floats, Floats]:
    """Both on one clock. Where only one of the two names its zone, both are read as clocks on the same wall."""
    if one.zoned.any() == other.zoned.any():
        return one.at, other.at
    return one.wall, other.wall


def _way(texts: Sequence[str], month_first: bool) -> Callable[[str], datetime | None]:
    sample = [text.strip() for text in texts if text.strip()]
    sample = sample[:: max(1, len(sample) // 400)]
    ways: list[Callable[[str], datetime | None]] = [_iso, _number]
    formats = FORMATS if month_first else tuple(sorted(FORMATS, key=lambda each: each.startswith("%m")))
    ways += [_formatted(each) for each in formats]
    best, most = ways[0], 0
    for way in ways:
        read_ = sum(way(text) is not None for text in sample)
        if read_ > most:
            best, most = way, read_
        if most == len(sample):
            break
    return best


def _iso(text: str) -> datetime | None:
    if not re.match(r"\d{4}-\d", text):
        return None
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


def _number(text: str) -> datetime | None:
    """Seconds or milliseconds since 1970, between 1990 and 2100."""
    try:
        seconds = float(text)
    except ValueError:
        return None
    seconds = seconds / 1000 if seconds > 1e11 else seconds
    return datetime.fromtimestamp(seconds, UTC) if 6.3e8 < seconds < 4.1e9 else None


def _formatted(form: str) -> Callable[[str], datetime | None]:
    def parse(text: str) -> datetime | None:
        try:
            return datetime.strptime(text, form)  # noqa: DTZ007 - the zone, if any, is in the text
        except ValueError:
            return None

    return parse


def _seconds(parse: Callable[[str], datetime | None], text: str) -> tuple[float, float]:
    moment = parse(text)
    if moment is None:
        return np.nan, np.nan
    offset = moment.utcoffset()
    wall = (moment.replace(tzinfo=UTC) - EPOCH).total_seconds()
    return wall, np.nan if offset is None else offset.total_seconds()
