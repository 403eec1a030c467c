"""Shares in percent."""

from django import template
from django.template.defaultfilters import floatformat

register = template.Library()


@register.filter
def share(value: float | None) -> str:
    """0.123 → "12.3", in the reader's digits; "–" where there is none."""
    return "–" if value is None else str(floatformat(100 * value, 1))
