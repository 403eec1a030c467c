"""How pages say moments, days, ages, hours, languages and telephone numbers."""

from datetime import UTC, date, datetime

import phonenumbers
from babel import Locale
from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from heartline.kernel import dates

register = template.Library()


@register.simple_tag
def when(moment: datetime | None, tz: dates.Zone = None, style: str = "full") -> SafeString:
    """A moment in the site's zone and the reader's language.

    style: full ("Tuesday, 3 March, 2:30 PM, in 3 days"), plain (without how far away), time, day, short (for tables),
    relative ("3 days ago", the absolute on hover).
    """
    if moment is None:
        return SafeString("")
    said, distance = dates.say(moment, tz), dates.say_distance(moment, tz)
    words = {
        "time": lambda: dates.say_time(moment, tz),
        "day": lambda: dates.say_day(dates.local(moment, tz).date()),
        "short": lambda: f"{dates.say_short(dates.local(moment, tz).date())} {dates.say_time(moment, tz)}",
        "relative": lambda: distance,
    }.get(style, lambda: said)()
    stamp = format_html(
        '<time class="when" datetime="{}" title="{}">{}</time>',
        dates.local(moment, tz).isoformat(timespec="minutes"),
        said,
        words,
    )
    return format_html('{} <span class="when-distance">{}</span>', stamp, distance) if style == "full" else stamp


@register.filter
def age(born: date | None) -> str:
    """A birth date as an age: "34 years", "7 months"."""
    return dates.say_age(born) if born else ""


@register.filter
def day(value: date | datetime | None, zone: dates.Zone = None) -> str:
    """A date in words: "Tuesday, 3 March". Of a moment, the day on the clock of `zone`, which then has to be said."""
    return dates.say_day(_day_on(value, zone)) if value else ""


@register.filter
def short_day(value: date | datetime | None, zone: dates.Zone = None) -> str:
    """A date for a table or a birth date: "3 Mar 2026". Of a moment as in `day`."""
    return dates.say_short(_day_on(value, zone)) if value else ""


def _day_on(value: date | datetime, zone: dates.Zone) -> date:
    if not isinstance(value, datetime):
        return value
    if not zone:
        raise TypeError(
            "Say on whose clock a moment has its day: in New York it is Monday when it is Tuesday in London."
        )
    return dates.local(value, zone).date()


@register.filter("language_said")  # i18n has a `language_name` of its own, which knows the interface's languages only
def language_name(tag: str) -> str:
    """A BCP 47 tag as the reader calls that language: "es" → "Spanish"."""
    if not tag:
        return ""
    known, plain = dates.locale(tag), tag.replace("_", "-").split("-")[0].lower()
    if known.language == plain:
        return known.get_display_name(dates.locale()) or tag
    # Languages without a locale of their own, such as signed ones, may still have a name, at least in English.
    return str(dates.locale().languages.get(plain) or Locale("en").languages.get(plain) or tag)


@register.filter
def hour_said(hour: int) -> str:
    """An hour of the day, 0 to 24: "2:00 PM"."""
    return dates.say_time(datetime(2000, 1, 1, hour % 24, tzinfo=UTC), UTC)


@register.filter
def phone(number: str) -> SafeString | str:
    """An E.164 number as people write it, read left to right in any text."""
    try:
        parsed = phonenumbers.parse(number)
    except phonenumbers.NumberParseException:
        return number
    said = phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.INTERNATIONAL)
    return format_html('<bdi class="phone" dir="ltr">{}</bdi>', said)
