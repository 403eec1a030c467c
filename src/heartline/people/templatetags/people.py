"""Weekdays and clock times as people say them, and roles in words."""

from datetime import UTC, date, datetime, time
from uuid import UUID

from babel.dates import get_day_names
from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from heartline.kernel import dates
from heartline.people.models import Role
from heartline.people.record.queries import Card
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


@register.simple_tag
def source(card: Card, patient_id: UUID) -> SafeString:
    """On which record something stands, where a person has several; else nothing."""
    number = card.source(patient_id)
    return format_html(' <span class="source" title="{}"><bdi>{}</bdi></span>', _("On this record"), number) if number else SafeString()
