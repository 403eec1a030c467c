"""Changing what is known of a patient, for a caller: the same sections as in the portal."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from heartline.kernel import audit
from heartline.kernel.errors import Refused
from heartline.people.access import staff_page
from heartline.people.desk.patient import card_or_404
from heartline.people.forms.about import HowToSpeak
from heartline.people.forms.base import SectionForm
from heartline.people.forms.sections import change_item, section, sections
from heartline.people.places.queries import region


@staff_page("patient.edit")
def edit(request: HttpRequest, patient_id: UUID) -> HttpResponse:
    """Everything that can be changed, a row a section."""
    card = _read(patient_id)
    rows = [(form, form.summary(card)) for form in sections("desk")]
    return render(request, "people/desk/edit.html", {"card": card, "patient": card.patient, "rows": rows})


@staff_page("patient.edit")
def edit_section(request: HttpRequest, patient_id: UUID, what: str) -> HttpResponse:
    """One section: its form, and what it holds if it holds several things."""
    form_class = section("desk", what)
    if form_class is None:
        raise Http404
    return _form(request, patient_id, form_class)


@staff_page("patient.note")
def how_to_speak(request: HttpRequest, patient_id: UUID) -> HttpResponse:
    """The note that everybody reads first."""
    return _form(request, patient_id, HowToSpeak)


@staff_page("patient.edit")
@require_POST
def edit_item(request: HttpRequest, patient_id: UUID, what: str, item_id: str) -> HttpResponse:
    """What the pressed button says, with one thing of a section."""
    card = _read(patient_id)
    if not change_item(card.patient, what, item_id, request.POST.get("do", ""), "desk"):
        raise Http404
    messages.success(request, _("Saved."))
    return redirect("desk:edit_section", patient_id, what)


def _form(request: HttpRequest, patient_id: UUID, form_class: type[SectionForm]) -> HttpResponse:
    card = _read(patient_id)
    form = form_class(card.patient, request.POST or None, request.FILES or None, region=region())
    refusal = None
    if request.method == "POST" and form.is_valid():
        try:
            form.save()
        except Refused as refused:
            refusal = refused
        else:
            messages.success(request, _("Saved."))
            return (
                redirect("desk:edit_section", patient_id, form.section)
                if form.add
                else redirect("desk:patient", patient_id)
            )
    context: dict[str, Any] = {
        "card": card, "patient": card.patient, "form": form, "section": form_class, "refusal": refusal,
    }  # fmt: skip
    return render(request, "people/desk/form.html", context, status=422 if form.errors or refusal else 200)


def _read(patient_id: UUID) -> Any:
    card = card_or_404(patient_id)
    for record in card.records:
        audit.read(record.pk, "details")
    return card
