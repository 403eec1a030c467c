"""The waitlist at the desk: who waits for what, who is next and why; putting a patient on it. Live while it is open."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy as _

from heartline.kernel import audit
from heartline.kernel.errors import Refused
from heartline.kernel.ids import read_uuid
from heartline.people.access import staff_page
from heartline.people.desk.noting import note_list
from heartline.people.linking.queries import by_person
from heartline.people.models import Patient, Site
from heartline.scheduling.catalogue import queries as catalogue
from heartline.scheduling.desk.book import contact_of
from heartline.scheduling.models import Appointment, Service, WaitlistEntry
from heartline.scheduling.portal.common import sites_for
from heartline.scheduling.waitlist import actions
from heartline.scheduling.waitlist.board import Asked, lines, services_waited_for
from heartline.scheduling.waitlist.forms import WishesForm
from heartline.scheduling.waitlist.rules import Urgency

KINDS = [
    ("earlier", _("Want an earlier time")),
    ("new", _("Have no time yet")),
    ("urgent", _("Soon or urgent")),
    ("offered", _("Are asked just now")),
    ("paused", _("Did not answer")),
]


@staff_page("waitlist.read")
def board(request: HttpRequest) -> HttpResponse:
    """The lines by service. About ten queries, and one note in the audit log for each patient newly seen."""
    asked = Asked(*(request.GET.get(name, "").replace("\0", "")[:60] for name in ("service", "site", "kind")))
    found = lines(asked)
    note_list((row.entry.patient_id for line in found for row in line.rows), "waitlist")
    context = {
        "lines": found,
        "asked": asked,
        "kinds": KINDS,
        "services": services_waited_for(),
        "sites": list(Site.objects.filter(active=True)),
        "here": request.get_full_path(),
        "waiting": sum(len(line.rows) + line.more for line in found),
        "asked_now": sum(row.offer is not None for line in found for row in line.rows),
    }
    return render(request, "scheduling/desk/waitlist.html", context)


@staff_page("waitlist.edit")
def add(request: HttpRequest, patient_id: UUID) -> HttpResponse:
    """Put a patient on the list: for a service, or (`?visit=`) for an earlier time than that visit."""
    patient = get_object_or_404(Patient, pk=patient_id)
    audit.read(patient.pk, "waitlist")
    visit_id = read_uuid(request.GET.get("visit", ""))
    visit = Appointment.objects.filter(by_person(patient.pk), pk=visit_id).first() if visit_id else None
    services = catalogue.find_services(patient=patient)
    slug = request.GET.get("service", "")
    service = visit.service if visit else next((each for each in services if each.slug == slug), None)
    context: dict[str, Any] = {"patient": patient, "contact": contact_of(patient), "services": services}
    context |= {"service": service, "visit": visit}
    if service is None:
        return render(request, "scheduling/desk/waitlist_add.html", context)
    form = _form(request, service)
    urgency = UrgencyForm(request.POST if request.method == "POST" else None, initial={"urgency": Urgency.ROUTINE})
    refusal = None
    if request.method == "POST" and form.is_valid() and urgency.is_valid():
        try:
            level = Urgency(int(urgency.cleaned_data["urgency"]))
            entry = actions.join(patient, service, form.wishes(), appointment=visit, urgency=level)
        except Refused as refused:
            refusal = refused
        else:
            messages.success(request, _("On the waiting list."))
            return redirect("desk:waitlist_entry", entry_id=entry.pk)
    context |= {"form": form, "urgency": urgency, "refusal": refusal}
    status = 422 if form.errors else refusal.status if refusal else 200
    return render(request, "scheduling/desk/waitlist_add.html", context, status=status)


class UrgencyForm(forms.Form):
    urgency = forms.ChoiceField(
        label=_("How urgent"),
        help_text=_(
            "Soon counts like 14 more days of waiting, urgent like 60. For what cannot wait, book or refer now."
        ),
        choices=WaitlistEntry.Urgency.choices,
        widget=forms.RadioSelect,
    )


def _form(request: HttpRequest, service: Service) -> WishesForm:
    return WishesForm(
        request.POST if request.method == "POST" else None,
        service=service,
        clinicians=catalogue.clinicians_for(service),
        sites=sites_for(service),
    )
