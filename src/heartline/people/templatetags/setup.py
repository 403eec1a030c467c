"""The pages of setting up, as views of one thing."""

from typing import Any

from django import template
from django.template.context import Context
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext, gettext_lazy

from heartline.kernel.templatetags import ui

register = template.Library()

PAGES = (
    ("desk:setup", gettext_lazy("Overview")),
    ("desk:setup_organization", gettext_lazy("Organization")),
    ("desk:setup_sites", gettext_lazy("Sites")),
    ("desk:setup_staff", gettext_lazy("Staff and logins")),
    ("desk:setup_clinicians", gettext_lazy("Clinicians")),
    ("desk:setup_services", gettext_lazy("Services")),
    ("desk:setup_plans", gettext_lazy("Plans")),
    ("desk:setup_channels", gettext_lazy("Ways to reach people")),
    ("desk:setup_queues", gettext_lazy("Queues")),
    ("desk:setup_chat", gettext_lazy("Chat on your website")),
    ("desk:setup_partners", gettext_lazy("Partners")),
    ("desk:setup_closures", gettext_lazy("Closed days")),
)


@register.simple_tag(takes_context=True)
def setup_tabs(context: Context) -> SafeString:
    """All of them as tabs; what lies under one counts as that one."""
    path = context["request"].path
    items: list[dict[str, Any]] = [{"label": str(label), "href": reverse(view)} for view, label in PAGES]
    first = items[0]
    for item in items[1:]:
        item["current"] = path == item["href"] or path.startswith(f"{item['href']}/")
    first["current"] = path == first["href"]
    return ui.tabs([*items], gettext("Setting up"))
