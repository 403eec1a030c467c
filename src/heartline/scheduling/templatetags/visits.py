"""How services and visits are said: prices, lengths, ways to meet, states."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from babel.numbers import format_currency, get_currency_precision
from babel.units import format_unit
from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from heartline.kernel import clock, dates
from heartline.kernel.templatetags import facts, ui
from heartline.kernel.text import Translations, isolated, translated
from heartline.people.models import Site
from heartline.scheduling.catalogue.models import Mode
from heartline.scheduling.models import Appointment
from heartline.scheduling.siblings.queries import Family
from heartline.scheduling.zones import several_zones

register = template.Library()

MODE_ICONS = {"in_person": "building-2", "video": "video", "phone": "phone"}
STATUS = {
    "booked": ("info", "calendar-check"),
    "arrived": ("accent", "map-pin-check"),
    "fulfilled": ("success", "check"),
    "cancelled": ("neutral", "x"),
    "noshow": ("warning", "user-x"),
}


@register.filter
def said(words: Translations | None, language: str = "") -> str:
    """Words kept in several languages, in the reader's."""
    return translated(words or {}, language or None)


@register.filter
def price(minor: int | None, currency: str) -> str:
    """Minor units in the currency's own form; "No charge" for nothing; empty when no price is set."""
    if minor is None:
        return ""
    if minor == 0:
        return gettext("No charge")
    precision = get_currency_precision(currency)
    return isolated(format_currency(minor / 10**precision, currency, locale=dates.locale()))


@register.filter
def lasts(duration: timedelta) -> str:
    """ "20 minutes", "90 minutes", "2 hours 10 minutes"."""
    minutes = int(duration.total_seconds() // 60)
    parts = [(minutes // 60, "hour"), (minutes % 60, "minute")] if minutes >= 100 else [(minutes, "minute")]
    return " ".join(
        format_unit(count, f"duration-{unit}", length="long", locale=dates.locale()) for count, unit in parts if count
    )


@register.filter
def mode_name(mode: str) -> str:
    """ "In person"."""
    return str(dict(Mode.choices).get(mode, mode))


@register.filter
def mode_icon(mode: str) -> str:
    return MODE_ICONS.get(mode, "calendar")


@register.simple_tag
def visit_state(visit: Appointment) -> SafeString:
    """The state of a visit in a word and a shape."""
    kind, icon = STATUS.get(visit.status, ("neutral", ""))
    return ui.badge(visit.get_status_display(), kind=kind, icon=icon)


@register.simple_tag(takes_context=True)
def visit_when(context: dict[str, Any], moment: datetime, zone: str, style: str = "full") -> SafeString:
    """As `when`, naming the zone where sites keep different clocks: "Tuesday, 3 March, 2:30 PM · Chicago time (in 3
    days)". One query a page. style: full, plain.
    """
    request = context["request"]
    if not hasattr(request, "several_zones"):
        request.several_zones = several_zones()
    if not request.several_zones:
        return facts.when(moment, zone, style=style)
    said = format_html(
        '{} · <bdi class="when-zone">{}</bdi>', facts.when(moment, zone, style="plain"), dates.say_zone(zone)
    )
    if style != "full":
        return said
    return format_html('{} <span class="when-distance">{}</span>', said, dates.say_distance(moment, zone))


@register.filter
def family_of(families: dict[UUID, Family], visit: Appointment) -> Family | None:
    """The visits that this one belongs to, out of those that were fetched for the page."""
    return families.get(visit.pk) if families else None


@register.filter
def is_coming(visit: Appointment) -> bool:
    """Booked and not begun."""
    return visit.status == Appointment.Status.BOOKED and visit.starts_at > clock.now()


@register.filter
def comforts(site: Site) -> list[str]:
    """What a site has for those who need it, in words."""
    access, amenities = dict(Site.Access.choices), dict(Site.Amenity.choices)
    return [str(access.get(key, key)) for key in site.accessibility] + [
        str(amenities.get(key, key)) for key in site.amenities
    ]


@register.filter
def local_date(moment: datetime, zone: str) -> str:
    """The date on the site's clock, ISO 8601, for addresses."""
    return dates.local(moment, zone).date().isoformat()
