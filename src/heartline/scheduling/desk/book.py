"""Booking for a caller in three steps: who, what and when, confirm. Every step is a form or a list of links, so the
keyboard is enough; what was chosen travels in the address, so going back loses nothing."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from heartline.kernel import audit, dates
from heartline.kernel.errors import Refused
from heartline.kernel.ids import read_uuid
from heartline.people.access import staff_page
from heartline.people.contacts.queries import usable
from heartline.people.models import ContactPoint, Organization, Patient
from heartline.people.search import queries as search
from heartline.scheduling.booking import actions
from heartline.scheduling.booking.eligibility import why_not
from heartline.scheduling.booking.queries import same_day
from heartline.scheduling.catalogue import queries as catalogue
from heartline.scheduling.desk.picking import Chosen, picking
from heartline.scheduling.groups.queries import coming
from heartline.scheduling.models import Resource, Service
from heartline.scheduling.picking.rules import Choice
from heartline.scheduling.plans.queries import open_plans
from heartline.scheduling.portal.common import new_holder, new_key
from heartline.scheduling.portal.confirm import ConfirmForm
from heartline.scheduling.portal.offer import offer


@staff_page("appointment.book")
def who(request: HttpRequest) -> HttpResponse:
    """Step 1. `?patient=` (from their page) skips it; `?at=` (from a gap on the board) is carried along."""
    carried = {"at": at} if (at := request.GET.get("at", "")) else {}
    if patient := read_uuid(request.GET.get("patient", "")):
        return redirect(_href("desk:book_when", patient, carried))
    text = request.GET.get("q", "").strip()[:120]
    hits = search.find(text) if text else []
    for hit in hits:
        audit.read(hit.id, "search result")
    context = {
        "q": text,
        "hits": [(hit, _href("desk:book_when", hit.id, carried)) for hit in hits],
        "carried": carried,
        "at": _at(at),
        "trail": trail("who"),
    }
    return render(request, "scheduling/desk/book_who.html", context)


@staff_page("appointment.book")
def when(request: HttpRequest, patient_id: UUID) -> HttpResponse:
    """Step 2: the service, then the picker, with the gap that was clicked already chosen where it fits."""
    patient = _read(patient_id, "booking")
    chosen = Chosen.parse(request.GET)
    gap = Choice.parse(chosen.at)
    clinician = Resource.objects.filter(pk=gap.clinician_id).first() if gap else None
    services = catalogue.services_of(clinician) if clinician else catalogue.find_services(patient=patient)
    service = next((each for each in services if each.slug == chosen.service), None)
    path = reverse("desk:book_when", args=[patient.pk])
    context: dict[str, Any] = {
        "patient": patient,
        "contact": contact_of(patient),
        "services": services,
        "service": service,
        "chosen": chosen,
        "at": _at(chosen.at),
        "clinician": clinician,
        "path": path,
        "any_href": f"{path}?{urlencode({'service': chosen.service})}" if clinician else "",
        "trail": trail("when", patient.pk, chosen),
    }
    if service is None:
        context["plans"] = open_plans(online=False)
    elif service.group_size:
        context["sessions"] = coming(service)
    else:
        context |= picking(request, service, path, chosen, patient_id=patient.pk)
        context["why_not"] = why_not(service, patient, online=False)
    return render(request, "scheduling/desk/book_when.html", context)


@staff_page("appointment.book")
def confirm(request: HttpRequest, patient_id: UUID) -> HttpResponse:
    """Step 3: read it back to the caller, then book."""
    patient = _read(patient_id, "booking")
    sent = request.POST if request.method == "POST" else request.GET
    chosen, choice = Chosen.parse(sent), Choice.parse(sent.get("time", ""))
    service = get_object_or_404(Service, slug=chosen.service, active=True)
    back = f"{reverse('desk:book_when', args=[patient.pk])}?{chosen.query(time='')}"
    if choice is None:
        return redirect(f"{back}&unchosen=1")
    context: dict[str, Any] = {
        "patient": patient,
        "contact": contact_of(patient),
        "service": service,
        "back_href": back,
        "organization": Organization.objects.first(),
        "trail": trail("confirm", patient.pk, chosen),
    }
    holder = new_holder(request)
    if request.method == "POST":
        return _book(request, context, chosen, choice, holder)
    offered = offer(service, choice, holder=holder, online=False)
    if offered is None:
        return redirect(f"{back}&taken=1")
    context["offer"] = offered
    context["there"] = same_day(patient.pk, service, offered.free.starts_at, offered.free.time_zone)
    context["form"] = ConfirmForm(
        initial={"time": str(choice), "key": new_key()}, modes=chosen.modes(offered.free.mode_options)
    )
    return render(request, "scheduling/desk/book_confirm.html", context)


def _book(request: HttpRequest, context: dict[str, Any], chosen: Chosen, choice: Choice, holder: str) -> HttpResponse:
    patient, service = context["patient"], context["service"]
    form = ConfirmForm(request.POST, modes=service.modes)
    if not form.is_valid():
        offered = offer(service, choice, holder=holder, online=False)
        return render(
            request, "scheduling/desk/book_confirm.html", {**context, "offer": offered, "form": form}, status=422
        )
    try:
        visit = actions.book(
            patient,
            service,
            choice.clinician_id,
            choice.starts_at,
            mode=form.cleaned_data["mode"],
            key=form.cleaned_data["key"],
            reason=form.cleaned_data["reason"],
            holder=holder,
            online=False,
        )
    except Refused as refusal:
        return refused(request, context, refusal, reverse("desk:book_confirm", args=[patient.pk]), chosen)
    return redirect(reverse("desk:visit", args=[visit.pk]) + "?booked=1")


def refused(
    request: HttpRequest, context: dict[str, Any], refusal: Refused, confirm_href: str, chosen: Chosen
) -> HttpResponse:
    """Why not, the other visit if that is why, and the nearest times, each one key press away."""
    alternatives = [
        (each, f"{confirm_href}?{chosen.query(time=str(Choice(each.clinician_id, each.starts_at)))}")
        for each in refusal.alternatives
        if hasattr(each, "clinician_name")
    ]
    context |= {"refusal": refusal, "alternatives": alternatives, "other": getattr(refusal, "appointment", None)}
    return render(request, "scheduling/desk/refused.html", context, status=refusal.status)


def contact_of(patient: Patient) -> ContactPoint | None:
    """How best to reach them. One query."""
    return next(iter(usable(patient.pk)), None)


def trail(current: str, patient_id: UUID | None = None, chosen: Chosen | None = None) -> list[dict[str, str]]:
    """Where one is: who, what and when, confirm."""
    steps = {"who": _("Who"), "when": _("What and when"), "confirm": _("Confirm")}
    hrefs = {"who": reverse("desk:book")}
    if patient_id and chosen:
        hrefs["when"] = f"{reverse('desk:book_when', args=[patient_id])}?{chosen.query(time='')}"
    order = list(steps)
    return [
        {
            "label": steps[name],
            "state": "done" if n < order.index(current) else "current" if name == current else "todo",
            "href": hrefs.get(name, ""),
        }
        for n, name in enumerate(order)
    ]


def _read(patient_id: UUID, what: str) -> Patient:
    patient = get_object_or_404(Patient, pk=patient_id)
    audit.read(patient.pk, what)
    return patient


def _href(name: str, patient_id: UUID, query: dict[str, str]) -> str:
    path = reverse(name, args=[patient_id])
    return f"{path}?{urlencode(query)}" if query else path


def _at(text: str) -> dict[str, Any] | None:
    """A gap on the board in words."""
    gap = Choice.parse(text)
    resource = Resource.objects.filter(pk=gap.clinician_id).first() if gap else None
    if gap is None or resource is None:
        return None
    pattern = resource.patterns.select_related("site").first()
    return {"name": resource.name, "said": dates.say(gap.starts_at, pattern.site.time_zone if pattern else None)}
