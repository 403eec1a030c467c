"""Sites: where people are seen, how to get there, when somebody is there."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from heartline.people.access import staff_page
from heartline.people.desk.setup.page import set_up
from heartline.people.forms.places import SiteForm, WeekForm
from heartline.people.models import Site
from heartline.people.places import actions
from heartline.people.places.queries import every_site, organization, site_now, week_now, zones


@staff_page("settings.edit")
def sites(request: HttpRequest) -> HttpResponse:
    """All of them, those that are switched off last. One query."""
    return render(request, "people/desk/setup_sites.html", {"title": _("Sites"), "sites": every_site()})


@staff_page("settings.edit")
def site_new(request: HttpRequest) -> HttpResponse:
    """Where the organization is not said yet, that comes first."""
    whose = organization()
    if whose is None:
        return redirect("desk:setup_organization")
    near = {"country": whose.country, "phone": whose.phone, "time_zone": zones()[0], "active": True}
    form = SiteForm(request.POST or None, initial=near, zones_of=whose.country)
    return set_up(
        request, form, lambda sent: _added(sent), title=_("Add a site"), back=reverse("desk:setup_sites"),
        lead=_("A building or a floor where people are seen. Rooms and hours come after it."),
    )  # fmt: skip


@staff_page("settings.edit")
def site(request: HttpRequest, site: str) -> HttpResponse:
    found = get_object_or_404(Site, slug=site)
    form = SiteForm(request.POST or None, now=site_now(found), zones_of=found.country)
    return set_up(
        request, form, lambda sent: actions.change_site(found.pk, sent.values(), sent.sealed), told=_("Saved."),
        title=found.name, back=reverse("desk:setup_sites"),
        tools=[
            (_("Rooms and devices"), reverse("desk:setup_rooms", args=[found.slug]), "door-open"),
            (_("Opening hours"), reverse("desk:setup_opening", args=[found.slug]), "clock"),
        ],
    )  # fmt: skip


@staff_page("settings.edit")
def opening_hours(request: HttpRequest, site: str) -> HttpResponse:
    """The week of a site as patients read it. Two queries."""
    found = get_object_or_404(Site, slug=site)
    hours = list(found.opening_hours.all())
    form = WeekForm(request.POST or None, hours=hours, now=week_now(hours))
    return set_up(
        request, form, lambda sent: _set_week(found, sent), told=_("Saved."), template="people/desk/setup_opening.html",
        title=_("Opening hours of %(site)s") % {"site": found.name}, back=reverse("desk:setup_sites"),
        lead=_("Patients read them under “Talk to us”. When a clinician can be booked is set in the clinician's own hours."),
    )  # fmt: skip


def _added(sent: Any) -> str:
    made = actions.add_site(sent.values(), sent.once_key)
    return _("%(name)s is there. Next: its rooms.") % {"name": made.name}


def _set_week(site: Site, sent: Any) -> None:
    actions.set_opening_hours(site.pk, sent.blocks(), sent.sealed)
