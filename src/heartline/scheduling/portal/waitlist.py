"""Waiting for an earlier time: joining, what suits, where one stands, leaving. Somebody else's entry is not found."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from heartline.kernel.errors import Refused
from heartline.people.access import patient_page
from heartline.people.linking.queries import records_of
from heartline.people.models import Site
from heartline.people.places.queries import zones
from heartline.scheduling.catalogue import queries as catalogue
from heartline.scheduling.models import Appointment, Resource, Service, WaitlistEntry
from heartline.scheduling.portal.common import arranging, clinic, service_or_404, sites_for, visit_or_404
from heartline.scheduling.waitlist import actions, queries
from heartline.scheduling.waitlist.forms import WishesForm, initial
from heartline.scheduling.waitlist.rules import UNANSWERED
from heartline.scheduling.waitlist.wishes import wishes_of
from heartline.scheduling.waitlist.words import line, wishes_said


@patient_page
def waiting(request: HttpRequest) -> HttpResponse:
    """What I wait for and what I am offered. One query for each entry's place, and seven besides."""
    found = queries.of_records(records_of(request.acting_for.pk))
    names = _names(found)
    rows = [
        {
            "entry": entry,
            "offer": next(iter(entry.open_offers), None),  # type: ignore[attr-defined]
            "line": line(queries.before(entry.pk)),
            "wishes": wishes_said(wishes_of(entry), *names),
            "paused": entry.unanswered >= UNANSWERED,
        }
        for entry in found
    ]
    return render(request, "scheduling/portal/waitlist.html", {"rows": rows, "zone": zones()[0], **clinic()})


@patient_page
@arranging
def wait_for(request: HttpRequest, slug: str) -> HttpResponse:
    """Tell me when something is free: one tap for any time, or say what suits."""
    service = service_or_404(slug)
    if service.online == Service.Online.NOBODY:
        return redirect("portal:times", slug=slug)
    return _join(request, service, None)


@patient_page
@arranging
def earlier(request: HttpRequest, visit_id: UUID) -> HttpResponse:
    """I want an earlier time than this visit, which stays mine until I take another."""
    visit = visit_or_404(request, visit_id)
    known = queries.of_visit(records_of(request.acting_for.pk), visit.pk)
    if known is not None:
        return redirect("portal:waiting", entry_id=known.pk)
    return _join(request, visit.service, visit)


@patient_page
@arranging
def entry(request: HttpRequest, entry_id: UUID) -> HttpResponse:
    """What suits me, to change; my place stays."""
    found = _entry_or_404(request, entry_id)
    form = _form(request, found.service, initial=initial(wishes_of(found)))
    refusal = None
    if request.method == "POST" and form.is_valid():
        try:
            actions.change(found, form.wishes())
        except Refused as refused:
            refusal = refused
        else:
            messages.success(request, _("Saved. You keep your place on the list."))
            return redirect("portal:waitlist")
    context = {"entry": found, "form": form, "refusal": refusal, "line": line(queries.before(found.pk)), **clinic()}
    status = 422 if form.errors else refusal.status if refusal else 200
    return render(request, "scheduling/portal/waitlist_entry.html", context, status=status)


@patient_page
@arranging
@require_POST
def leave(request: HttpRequest, entry_id: UUID) -> HttpResponse:
    """Off the list."""
    actions.leave(_entry_or_404(request, entry_id, any_status=True))
    messages.success(request, _("You are no longer on this waiting list."))
    return redirect("portal:waitlist")


@patient_page
@arranging
@require_POST
def still(request: HttpRequest, entry_id: UUID) -> HttpResponse:
    """Yes, I still wait."""
    actions.resume(_entry_or_404(request, entry_id))
    messages.success(request, _("Good. We tell you about the next time that suits you."))
    return redirect("portal:waitlist")


def _join(request: HttpRequest, service: Service, visit: Appointment | None) -> HttpResponse:
    form = _form(request, service)
    refusal = None
    if request.method == "POST" and form.is_valid():
        try:
            actions.join(request.acting_for, service, form.wishes(), appointment=visit)
        except Refused as refused:
            refusal = refused
        else:
            messages.success(request, _("You are on the list. We tell you when a time is free."))
            return redirect("portal:waitlist")
    context = {"service": service, "visit": visit, "form": form, "refusal": refusal, **clinic()}
    status = 422 if form.errors else refusal.status if refusal else 200
    return render(request, "scheduling/portal/waitlist_join.html", context, status=status)


def _form(request: HttpRequest, service: Service, **more: Any) -> WishesForm:
    return WishesForm(
        request.POST if request.method == "POST" else None,
        service=service,
        clinicians=catalogue.clinicians_for(service),
        sites=sites_for(service),
        **more,
    )


def _entry_or_404(request: HttpRequest, entry_id: UUID, *, any_status: bool = False) -> WaitlistEntry:
    found = queries.entries().filter(pk=entry_id, patient_id__in=records_of(request.acting_for.pk))
    mine = (found if any_status else found.filter(status=WaitlistEntry.Status.WAITING)).first()
    if mine is None:
        raise Http404
    return mine


def _names(found: list[WaitlistEntry]) -> tuple[dict[UUID, str], dict[UUID, str]]:
    """Names of the clinicians and sites that are wished for. Two queries."""
    clinicians = {each for entry in found for each in entry.clinicians}
    sites = {each for entry in found for each in entry.sites}
    return (
        dict(Resource.objects.filter(pk__in=clinicians).values_list("pk", "name")),
        dict(Site.objects.filter(pk__in=sites).values_list("pk", "name")),
    )
