"""Booked visits as hours look at them: when and where, and nothing of whose they are."""

from collections.abc import Mapping
from uuid import UUID

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from heartline.kernel.templatetags.facts import day
from heartline.people.templatetags.people import clock_time
from heartline.scheduling.availability.week_rules import Booked

register = template.Library()


@register.simple_tag
def outside_visit(visit: Booked, sites: Mapping[UUID, str]) -> SafeString:
    """ "Tuesday, 3 March, 2:30 PM, Riverside"."""
    return format_html("{}, {}, <bdi>{}</bdi>", day(visit.on), clock_time(visit.starts), sites.get(visit.site_id, ""))
