"""Weekdays and clock times as people say them, and roles in words."""

from datetime import UTC, date, datetime, time

from babel.dates import get_day_names
from django import template

from heartline.kernel import dates
from heartline.people.models import Role
from heartline.people.seen.rules import short_for

register = template.Library()


@register.filter
def weekday_name(number: int) -> str:
    """1 (Monday, ISO 8601) to 7 in the reader's language."""
    return str(get_day_names("wide", context="stand-alone", locale=dates.locale())[number - 1])


@register.filter
def clock_time(at: time) -> str:
    """A wall-clock time, as a language says it: "8:00 AM", "08:00"."""
    return dates.say_time(datetime.combine(date(2000, 1, 1), at, UTC), UTC)


@register.filter
def role_name(role: str) -> str:
    """A staff role in words, or nothing."""
    return str(Role(role).label) if role in Role.values else ""


@register.filter
def looked_at(what: str) -> str:
    """What an audit entry says was read, in short words."""
    return str(short_for(what))
