"""Groups in the portal: the dates to come with how many places are left; a place, another date, or a word when one is free."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from heartline.kernel.errors import Refused
from heartline.kernel.ids import read_uuid
from heartline.people.access import patient_page, public_page
from heartline.scheduling.booking.rules import Step, after
from heartline.scheduling.groups import actions, queries
from heartline.scheduling.groups.models import GroupSession
from heartline.scheduling.models import Appointment, Service
from heartline.scheduling.portal.common import arranging, clinic, new_key, service_or_404, visit_or_404, why_never


@public_page
def group(request: HttpRequest, slug: str) -> HttpResponse:
    """Open to visitors: when a group meets is no secret. Three queries besides the shell's."""
    service = service_or_404(slug)
    if not service.group_size:
        return redirect("portal:times", slug=slug)
    return _page(request, service)


@patient_page
@arranging
def place(request: HttpRequest, group: UUID) -> HttpResponse:
    """Take a place, wait for one, or wait no more."""
    session = get_object_or_404(queries.sessions(), pk=group)
    if request.method != "POST" or request.acting_for is None:
        return redirect("portal:group", slug=session.service.slug)
    try:
        if request.POST.get("do") == "wait":
            actions.wait(request.acting_for, session)
            messages.success(request, _("We tell you when a place comes free."))
        elif request.POST.get("do") == "stop":
            actions.stop_waiting(request.acting_for, session)
            messages.success(request, _("We do not tell you about this date any more."))
        else:
            visit = actions.join(request.acting_for, session, key=request.POST.get("key", "")[:64])
            return redirect("portal:done", visit_id=visit.pk)
    except Refused as refusal:
        return _page(request, session.service, refusal=refusal)
    return redirect("portal:group", slug=session.service.slug)


@patient_page
@arranging
def change(request: HttpRequest, visit_id: UUID) -> HttpResponse:
    """Another date of the same group: the place here is given up only when there is one there."""
    visit = visit_or_404(request, visit_id)
    if visit.group_session_id is None or after(visit.status, Step.RESCHEDULE, visit.mode) is None:
        return redirect("portal:visit", visit_id=visit.pk)
    refusal: Refused | None = None
    if request.method == "POST":
        try:
            to = get_object_or_404(GroupSession, pk=read_uuid(request.POST.get("session", "")), service=visit.service)
            actions.change(visit, to, key=request.POST.get("key", "")[:64])
        except Refused as refused:
            refusal = refused
        else:
            return redirect(reverse("portal:done", args=[visit.pk]) + "?moved=1")
    return _page(request, visit.service, refusal=refusal, changing=visit)


def _page(
    request: HttpRequest, service: Service, *, refusal: Refused | None = None, changing: Appointment | None = None
) -> HttpResponse:
    sessions = queries.coming(service)
    mine, waits = queries.places_of(request.acting_for, sessions) if request.acting_for else ({}, set())
    context: dict[str, Any] = {
        "service": service,
        "rows": [(each, mine.get(each.pk), each.pk in waits) for each in sessions],
        "why_never": why_never(request, service),
        "changing": changing,
        "refusal": refusal,
        "key": new_key(),
        **clinic(),
    }
    return render(request, "scheduling/portal/group.html", context, status=refusal.status if refusal else 200)
