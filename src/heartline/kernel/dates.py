"""Dates and times as people say them: in their language's own order, with how far away they are.

Patterns are written in CLDR's letters (https://cldr.unicode.org). English puts the day before the month, in words: no
reader takes it for another date.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Literal
from zoneinfo import ZoneInfo

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_skeleton, format_time, format_timedelta
from django.utils import timezone, translation
from django.utils.translation import get_language, gettext, npgettext

from heartline.kernel import clock

# language → (day without year, day with year, time, what joins day and time)
_PATTERNS = {
    "en": ("EEEE, d MMMM", "EEEE, d MMMM y", "h:mm a", ", "),
    "es": ("EEEE, d 'de' MMMM", "EEEE, d 'de' MMMM 'de' y", "H:mm", ", "),
    "zh_Hans": ("M月d日EEEE", "y年M月d日EEEE", "HH:mm", " "),
    "vi": ("EEEE, d MMMM", "EEEE, d MMMM, y", "HH:mm", ", "),
    "ar": ("EEEE، d MMMM", "EEEE، d MMMM y", "h:mm a", "، "),
}
_SHORT = {"en": "d MMM y", "es": "d MMM y", "zh_Hans": "y/M/d", "vi": "dd/MM/y", "ar": "d MMM y"}
Zone = tzinfo | str | None
Unit = Literal["year", "month", "week", "day", "hour", "minute"]

_with_year: ContextVar[bool] = ContextVar("heartline_with_year", default=False)


def locale(language: str | None = None) -> Locale:
    """CLDR's locale for a BCP 47 tag (default: the active language); English where there is none."""
    try:
        return Locale.parse((language or get_language() or "en"), sep="-")
    except (UnknownLocaleError, ValueError):
        return Locale("en")


def read_day(text: str) -> date | None:
    """A day from an address, ISO 8601; None for what cannot be read, and for days at the ends of Python's calendar, from
    which nobody can count on or back.
    """
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if 1900 <= day.year <= 9000 else None


def local(moment: datetime, zone: Zone = None) -> datetime:
    """`moment` on the clock of `zone` (default: the current time zone)."""
    return timezone.localtime(moment, ZoneInfo(zone) if isinstance(zone, str) and zone else zone or None)


@contextmanager
def always_with_year() -> Iterator[None]:
    """Inside the block days are said with their year even if it is this one: for what is kept and read in another."""
    token = _with_year.set(True)
    try:
        yield
    finally:
        _with_year.reset(token)


def say_day(day: date, language: str | None = None) -> str:
    """ "Tuesday, 3 March"; with the year unless it is this one."""
    known, where = locale(language), locale(language)
    this_year = day.year == clock.now().year and not _with_year.get()
    patterns = _PATTERNS.get(_key(known))
    if patterns is None:
        return format_skeleton("MMMMEEEEd", day, locale=where) if this_year else format_date(day, "full", where)
    return format_date(day, patterns[0 if this_year else 1], where)


def say_time(moment: datetime, zone: Zone = None, language: str | None = None) -> str:
    """ "2:30 PM", or "14:30" where that is how it is said."""
    where = locale(language)
    pattern = _PATTERNS.get(_key(where), ("", "", "short", ""))[2]
    return format_time(local(moment, zone).time(), pattern, locale=where)


def say_clock(at: time, language: str | None = None) -> str:
    """What a clock on the wall shows, as in say_time."""
    return say_time(datetime.combine(date(2000, 1, 1), at, UTC), UTC, language)


def say_hour(hour: int, language: str | None = None) -> str:
    """ "2 PM", or "14" where that is how it is said: for the axis of a plot."""
    where = locale(language)
    pattern = _PATTERNS[_key(where)][2] if _key(where) in _PATTERNS else where.time_formats["short"].pattern
    return format_time(time(hour), "h a" if "a" in pattern else "H", locale=where)


def say(moment: datetime, zone: Zone = None, language: str | None = None) -> str:
    """ "Tuesday, 3 March, 2:30 PM"; the year as in say_day."""
    joint = _PATTERNS.get(_key(locale(language)), ("", "", "", ", "))[3]
    return say_day(local(moment, zone).date(), language) + joint + say_time(moment, zone, language)


def say_zone(zone: str) -> str:
    """A zone as people call it in their language: "Chicago time", "hora de Nueva York"."""
    city = locale().time_zones.get(zone, {}).get("city") or zone.rpartition("/")[2].replace("_", " ")
    return gettext("%(city)s time") % {"city": city}


def say_short(day: date, language: str | None = None) -> str:
    """ "3 Mar 2026": for tables."""
    where = locale(language)
    return format_date(day, _SHORT.get(_key(where), "medium"), where)


def say_distance(moment: datetime, zone: Zone = None, language: str | None = None) -> str:
    """How far away: "in 20 minutes", "in 2 hours" (from 100 minutes on), "tomorrow", "in 3 days". Days are counted on the calendar, not in 24 hours."""
    now = clock.now()
    days = (local(moment, zone).date() - local(now, zone).date()).days
    if days == 0:
        minutes = round((moment - now).total_seconds() / 60)
        if minutes == 0:
            return gettext("now")
        return _direction(timedelta(minutes=minutes), "minute" if abs(minutes) < 100 else "hour", language)
    if days in (1, -1):
        return gettext("tomorrow") if days == 1 else gettext("yesterday")
    return _direction(timedelta(days=days), "day", language)


def say_age(born: date, language: str | None = None) -> str:
    """ "34 years", "7 months", "5 days": the unit that a clinician would use at that age."""
    today = timezone.localdate(clock.now())
    months = (today.year - born.year) * 12 + today.month - born.month - (today.day < born.day)
    days = max((today - born).days, 0)
    # An age has words of its own in many languages: not a length of time.
    with translation.override(language or translation.get_language()):
        if months >= 24:
            return npgettext("age", "%(count)d year", "%(count)d years", months // 12) % {"count": months // 12}
        if months >= 2:
            return npgettext("age", "%(count)d month", "%(count)d months", months) % {"count": months}
        if days >= 14:
            return npgettext("age", "%(count)d week", "%(count)d weeks", days // 7) % {"count": days // 7}
        return npgettext("age", "%(count)d day", "%(count)d days", days) % {"count": days}


def _direction(delta: timedelta, granularity: Unit, language: str | None) -> str:
    # From two of a unit on, that unit: 9 days stay days, 15 become 2 weeks.
    return format_timedelta(delta, granularity, threshold=2, add_direction=True, locale=locale(language))


def _key(where: Locale) -> str:
    return "zh_Hans" if where.language == "zh" else where.language
