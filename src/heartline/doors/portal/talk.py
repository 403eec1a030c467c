"""A person is one tap away on every page: where to call, and when somebody answers."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from heartline.people.access import public_page
from heartline.people.models import Organization, Site


@public_page
def talk(request: HttpRequest) -> HttpResponse:
    """The clinic's numbers, each site's hours. Three queries."""
    sites = Site.objects.filter(active=True).prefetch_related("opening_hours")
    context = {"organization": Organization.objects.first(), "sites": [(site, _hours(site)) for site in sites]}
    return render(request, "portal/talk.html", context)


def _hours(site: Site) -> list[tuple[int, list[str]]]:
    """Weekday (1 = Monday) and its blocks, "08:00–17:00"."""
    week: dict[int, list[str]] = {}
    for block in site.opening_hours.all():
        week.setdefault(block.weekday, []).append(f"{block.opens:%H:%M}–{block.closes:%H:%M}")
    return sorted(week.items())
