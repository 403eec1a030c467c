"""The patient's page: who they are, how to speak with them, what is coming, what is open, and all that happened."""

from typing import Any
from uuid import UUID

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString

from heartline.kernel import audit
from heartline.people.access import staff_page
from heartline.people.desk.timeline import timeline_context
from heartline.people.models import Patient
from heartline.people.panels import panels
from heartline.people.permissions import may
from heartline.people.record.queries import Card, card, ties
from heartline.people.record.queries import patient as find_patient


@staff_page("patient.read")
def patient(request: HttpRequest, patient_id: UUID) -> HttpResponse:
    """About fourteen queries, and those of the panels that other domains add."""
    known = card_or_404(patient_id)
    for record in known.records:
        audit.read(record.pk, "record")
    context: dict[str, Any] = {
        "card": known,
        "ties": ties(known),
        "patient": known.patient,
        "photo_url": photo_url(known.patient),
        "panels": drawn_panels(request, known.patient),
        "here": request.get_full_path(),
    }
    if may(request.staff.role, "timeline.read"):
        context |= timeline_context(request, patient_id)
    return render(request, "people/desk/patient.html", context)


@staff_page("patient.read")
def photo(request: HttpRequest, patient_id: UUID) -> HttpResponseBase:
    """The patient's photo; nothing kept in the media folder has an address of its own."""
    found = find_patient(patient_id)
    if found is None or not found.photo:
        raise Http404
    audit.read(patient_id, "photo")
    return FileResponse(found.photo.open("rb"), content_type="image/jpeg")


def card_or_404(patient_id: UUID) -> Card:
    """The patient with what surrounds them."""
    found = card(patient_id)
    if found is None:
        raise Http404
    found.patient.photo_url = photo_url(found.patient)  # type: ignore[attr-defined]
    return found


def photo_url(of: Patient) -> str:
    """Where the desk gets this photo, or nothing if there is none."""
    return reverse("desk:photo", args=[of.pk]) if of.photo else ""


def drawn_panels(request: HttpRequest, of: Patient) -> list[SafeString]:
    """What other domains add to a page about this patient, as far as the reader's role goes."""
    role = request.staff.role
    return [_drawn(request, of, panel.build) for panel in panels() if may(role, panel.permission)]


def _drawn(request: HttpRequest, of: Patient, build: Any) -> SafeString:
    template, context = build(of)
    return render_to_string(template, {"patient": of, **context}, request)
