"""Finding care: one search box and a few filters, a form by GET that works without scripts; and what a service is."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from heartline.kernel import dates
from heartline.people.access import public_page
from heartline.people.models import StaffMember
from heartline.scheduling.availability import queries as availability
from heartline.scheduling.availability.rules import FreeTime
from heartline.scheduling.catalogue import queries as catalogue
from heartline.scheduling.catalogue.models import Mode
from heartline.scheduling.models import Resource, Service
from heartline.scheduling.picking.filters import Filters, scope
from heartline.scheduling.picking.rules import Choice, one_a_start
from heartline.scheduling.plans.queries import open_plans
from heartline.scheduling.portal.common import clinic, service_or_404, sites_for, why_never

FEW = 6  # services whose next times are looked up at once; the rest are a page further
TIMES = 3
GENDERS = [("female", _("A woman")), ("male", _("A man"))]


@dataclass(frozen=True, slots=True)
class Found:
    """A service that was found, with its soonest times as links to the picker."""

    service: Service
    times: list[tuple[FreeTime, str]]
    all_href: str

    @property
    def soonest(self) -> float:
        return self.times[0][0].starts_at.timestamp() if self.times else float("inf")


@public_page
def find(request: HttpRequest) -> HttpResponse:
    """Services that fit a reason, a name, a clinician, and when each could be had. Bounded queries: one per shown service."""
    filters, text = Filters.parse(request.GET), request.GET.get("q", "").strip()[:120]
    asked = request.GET.get("from", "")
    place = int(asked) if asked.isdecimal() and len(asked) < 6 else 0
    services = list(catalogue.find_services(text, patient=request.acting_for))
    found = [_with_times(each, filters) for each in services[place : place + FEW]]
    if filters.narrowed:
        found = [each for each in found if each.times]
    if request.GET.get("sort", "soonest" if not text else "") == "soonest":
        found.sort(key=lambda each: each.soonest)
    query = request.GET.copy()
    query["from"] = str(place + FEW)
    context: dict[str, Any] = {
        "found": found,
        "q": text,
        "filters": filters,
        "sort": request.GET.get("sort", ""),
        "more_href": f"?{query.urlencode()}" if len(services) > place + FEW else "",
        "total": len(services),
        "plans": open_plans(online=True) if not text and not place else [],
        **_choices(),
        **clinic(),
    }
    return render(request, "scheduling/portal/find.html", context)


@public_page
def service(request: HttpRequest, slug: str) -> HttpResponse:
    """What it is, how long, what it costs, how to get ready, and when it could be had (or why not)."""
    asked = service_or_404(slug)
    why = why_never(request, asked)
    context = {
        "found": None if why else _with_times(asked, Filters()),
        "why_never": why,
        "service": asked,
        "sites": sites_for(asked),
        "clinicians": catalogue.clinicians_for(asked),
        **clinic(),
    }
    return render(request, "scheduling/portal/service.html", context)


def _with_times(service_: Service, filters: Filters) -> Found:
    every = filters.address(reverse("portal:times", args=[service_.slug]))
    if service_.group_size:
        return Found(service_, [], reverse("portal:group", args=[service_.slug]))
    if service_.online == Service.Online.NOBODY:
        return Found(service_, [], every)
    # More are asked for than shown: a dozen people free at the same minute are one time to choose.
    times = availability.next_free(service_, n=TIMES * 8, **scope(filters, service_).arguments())
    return Found(service_, [(each, _href(service_, each, filters)) for each in one_a_start(times)[:TIMES]], every)


def _href(service_: Service, free: FreeTime, filters: Filters) -> str:
    path = reverse("portal:times", args=[service_.slug])
    day = dates.local(free.starts_at, free.time_zone).date()
    return f"{filters.address(path, day=day)}&time={Choice(free.clinician_id, free.starts_at)}"


def _choices() -> dict[str, Any]:
    """What the filters offer. Three queries."""
    speaking = StaffMember.objects.filter(active=True, resource__active=True).values_list("languages", flat=True)
    return {
        "sites": sites_for(),
        "clinicians": list(Resource.objects.filter(kind=Resource.Kind.CLINICIAN, active=True).order_by("name")),
        "languages": sorted({tag for tags in speaking for tag in tags}),
        "genders": GENDERS,
        "modes": [mode.value for mode in Mode],
    }
