"""Weekdays and clock times as people say them, and roles in words."""

from datetime import datetime, time
from uuid import UUID

from babel.dates import get_day_names
from babel.numbers import format_percent
from django import template
from django.template.context import Context
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from heartline.kernel import dates
from heartline.kernel.templatetags import facts
from heartline.people.models import Role
from heartline.people.places.queries import zones
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
    return dates.say_clock(at)


@register.simple_tag(takes_context=True)
def short_day_here(context: Context, moment: datetime) -> str:
    """The day of something that belongs to no site: on the clock on which such things are told. One query a page."""
    request = context["request"]
    if not hasattr(request, "zone_here"):
        request.zone_here = zones()[0]
    return facts.short_day(moment, request.zone_here)


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
    return (
        format_html(' <span class="source" title="{}"><bdi>{}</bdi></span>', _("On this record"), number)
        if number
        else SafeString()
    )


@register.filter
def likely(score: float | None) -> str:
    """log2 of the odds as a chance in words: "very likely (99.2 %)"."""
    if score is None:
        return ""
    chance = 1 / (1 + 2 ** -max(min(score, 60.0), -60.0))
    words = (
        _("almost certain") if chance >= 0.99
        else _("very likely") if chance >= 0.9
        else _("likely") if chance >= 0.6
        else _("even") if chance >= 0.4
        else _("unlikely")
    )  # fmt: skip
    return f"{words} ({percent(min(chance, 0.999))})"


@register.filter
def percent(share: float) -> str:
    """A share as a percentage with one decimal, as the reader's language writes it."""
    return str(format_percent(share, "#,##0.0 %", locale=dates.locale()))


@register.filter
def signed(number: float) -> str:
    """A number with its sign and one decimal: "+3.2", "−1.0"."""
    return f"{number:+.1f}".replace("-", "−")
