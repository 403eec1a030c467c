"""What an element of a page listens to: kernel/live.py."""

from typing import Any
from urllib.parse import urlencode

from django import template
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()


@register.simple_tag(takes_context=True)
def hears(context: dict[str, Any], *topics: str | list[str]) -> SafeString:
    """Attributes of an element that gets `sse:changed` when one of `topics` changes, from when its page was asked for."""
    each = [topic for given in topics for topic in ([given] if isinstance(given, str) else given)]
    query = urlencode({"since": context["request"].began, "topic": each}, doseq=True, safe=":")
    return format_html('hx-ext="sse" sse-connect="{}?{}"', reverse("live"), query)


@register.filter
def about(kind: str, pk: object) -> str:
    """The topic of one thing: `"patient"|about:patient.pk`."""
    return f"{kind}:{pk}"
