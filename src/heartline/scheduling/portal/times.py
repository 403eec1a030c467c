"""Choosing a day and a time for a service."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from heartline.people.access import public_page
from heartline.scheduling.catalogue import queries as catalogue
from heartline.scheduling.models import Service
from heartline.scheduling.picking.filters import Filters
from heartline.scheduling.picking.picker import picker
from heartline.scheduling.portal.care import GENDERS
from heartline.scheduling.portal.common import clinic, holder_of, service_or_404, sites_for, trail, why_never


@public_page
def times(request: HttpRequest, slug: str) -> HttpResponse:
    """The picker, or why this patient cannot have one. Its form goes by GET to the confirmation, which holds the time."""
    service = service_or_404(slug)
    if service.group_size:
        return redirect("portal:group", slug=slug)
    why = why_never(request, service)
    shown = {"service": service} if why else picking(request, service, reverse("portal:times", args=[slug]))
    context = {
        **shown,
        "why_never": why,
        "trail": trail("time"),
        **clinic(),
    }
    return render(request, "scheduling/portal/times.html", context)


def picking(request: HttpRequest, service: Service, path: str, **asked: Any) -> dict[str, Any]:
    """The picker and its filters, for this page and for changing a visit. About eight queries."""
    filters, sites = Filters.parse(request.GET), sites_for(service)
    shown = picker(
        service,
        filters,
        path=path,
        sites=sites,
        holder=holder_of(request),
        patient_id=request.acting_for.pk if request.acting_for else None,
        chosen=request.GET.get("time", ""),
        every="every" in request.GET,
        **asked,
    )
    clinicians = catalogue.clinicians_for(service)
    return {
        "service": service,
        "picker": shown,
        "filters": filters,
        "path": path,
        "sites": sites,
        "clinicians": clinicians,
        "languages": sorted({tag for each in clinicians if each.staff_member for tag in each.staff_member.languages}),
        "genders": GENDERS,
        "modes": service.modes,
        "unchosen": "unchosen" in request.GET,
    }
