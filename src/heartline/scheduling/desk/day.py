"""The day of a site: by clinician or room as a board, or as one list; live while it is open."""

from datetime import date, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from heartline.kernel import clock, dates
from heartline.people.access import staff_page
from heartline.people.desk.noting import note_list
from heartline.people.models import Site
from heartline.people.permissions import may
from heartline.scheduling.booking import queries as booking
from heartline.scheduling.desk.board import board, flags
from heartline.scheduling.models import Appointment

WAYS = ("clinician", "room", "list")
SITE = "desk_site"


@staff_page("desk.enter")
def home(request: HttpRequest) -> HttpResponse:
    """The day; for roles that may not see it, the page where their own work begins, or a word that there is none yet."""
    if may(request.staff.role, "day.read"):
        return day(request)  # type: ignore[return-value]
    for permission, page in (
        ("audit.read", "desk:audit"),
        ("patient.find", "desk:find"),
        ("settings.edit", "desk:setup"),
    ):
        if may(request.staff.role, permission):
            return redirect(page)
    return render(request, "scheduling/desk/no_page.html")


@staff_page("day.read")
def day(request: HttpRequest) -> HttpResponse:
    """Whatever the day holds: about twelve queries, and one note in the audit log for each patient newly seen."""
    sites = list(Site.objects.filter(active=True))
    site = site_of(request, sites)
    if site is None:
        return render(request, "scheduling/desk/no_site.html")
    on = dates.read_day(request.GET.get("date", "")) or dates.local(clock.now(), site.time_zone).date()
    by = request.GET.get("by", "") if request.GET.get("by") in WAYS else "clinician"
    context: dict[str, Any] = {
        "site": site,
        "sites": sites,
        "on": on,
        "by": by,
        "tabs": [{"label": label, "href": _href(site, on, way), "current": way == by} for way, label in _ways()],
        "previous_href": _href(site, on - timedelta(days=1), by),
        "next_href": _href(site, on + timedelta(days=1), by),
        "today_href": _href(site, dates.local(clock.now(), site.time_zone).date(), by),
        "here": _href(site, on, by),
        "topic": f"day:{site.pk}:{on.isoformat()}",
    }
    if by == "list":
        visits = list(
            booking.visits().filter(site=site, period__overlap=booking.local_day(site, on)).order_by("period")
        )
        context["rows"] = [(visit, flags(visit.patient)) for visit in visits]
    else:
        columns = booking.day(site, on, by=by)
        visits = [visit for column in columns for visit in column.appointments]
        context["board"] = board(site, on, columns, by=by, role=request.staff.role)
    shown = {visit.patient_id for visit in visits if not visit.confidential}
    note_list((v.patient_id for v in visits), "day list", {v.patient_id for v in visits} - shown)
    context["counts"] = _counts(visits)
    return render(request, "scheduling/desk/day.html", context)


def site_of(request: HttpRequest, sites: list[Site]) -> Site | None:
    """The site asked for, else the one last looked at, else the reader's own, else the first."""
    asked = request.GET.get("site") or request.session.get(SITE)
    site = next((each for each in sites if each.slug == asked), None)
    if site is None:
        own = set(request.staff.sites.values_list("pk", flat=True))
        site = next((each for each in sites if each.pk in own), sites[0] if sites else None)
    if site is not None and request.session.get(SITE) != site.slug:
        request.session[SITE] = site.slug
    return site


def _ways() -> list[tuple[str, str]]:
    return [("clinician", _("By clinician")), ("room", _("By room")), ("list", _("Whole site"))]


def _href(site: Site, on: date, by: str) -> str:
    return f"{reverse('desk:day')}?site={site.slug}&date={on.isoformat()}&by={by}"


def _counts(visits: list[Appointment]) -> list[tuple[str, int]]:
    """How many visits are in each state, in words."""
    labels = {status.value: status.label for status in Appointment.Status}
    return [
        (str(label), count) for status, label in labels.items() if (count := sum(v.status == status for v in visits))
    ]
