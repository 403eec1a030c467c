"""Lengths and shares of phone calls, in words."""

from datetime import datetime, timedelta

from django import template
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

register = template.Library()


@register.filter
def minutes(length: timedelta | None) -> str:
    """ "40 s", "3 min"; a dash where nothing was measured."""
    if length is None:
        return "–"
    seconds = max(0, round(length.total_seconds()))
    if seconds < 100:
        return _("%(seconds)s s") % {"seconds": seconds}
    whole = -(-seconds // 60)
    return ngettext("%(minutes)s minute", "%(minutes)s minutes", whole) % {"minutes": whole}


@register.filter
def until(begin: datetime, end: datetime) -> str:
    """How long it is from one moment to another."""
    return minutes(end - begin)


@register.filter
def percent(share: float | None) -> str:
    """ "83 %"; a dash where nothing was measured."""
    return "–" if share is None else _("%(share)s %%") % {"share": round(share * 100)}
