"""Protected records at the desk: giving a reason, protecting a record, and what the privacy officer looks at."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from heartline.kernel import audit
from heartline.kernel.errors import Refused
from heartline.people.access import staff_page
from heartline.people.desk.patient import card_or_404
from heartline.people.models import Opening, Patient, Protection
from heartline.people.places.queries import zones
from heartline.people.sensitive import actions, queries
from heartline.people.sensitive.closed import is_closed


class ReasonForm(forms.Form):
    reason = forms.ChoiceField(label=_("Why do you open it?"), choices=Opening.Reason.choices, widget=forms.RadioSelect)
    words = forms.CharField(
        label=_("In your own words"), help_text=_("The patient and the privacy officer read this."),
        max_length=500, min_length=10, widget=forms.Textarea({"rows": 3}),
    )  # fmt: skip


class ProtectForm(forms.Form):
    kind = forms.ChoiceField(label=_("Why is it protected?"), choices=Protection.Kind.choices, widget=forms.RadioSelect)
    note = forms.CharField(label=_("Note"), max_length=500, required=False, widget=forms.Textarea({"rows": 2}))


@staff_page("desk.enter", guarded=False)
def open_record(request: HttpRequest, patient_id: UUID) -> HttpResponse:
    """Asks for a reason; shows nothing of whose record it is. Then leads to where the reader was going."""
    to = _next(request, patient_id)
    if not is_closed(patient_id):
        get_object_or_404(Patient.objects.only("pk"), pk=patient_id)
        return redirect(to)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.open_record(patient_id, request.staff, **form.cleaned_data)
        messages.success(request, gettext("Open to you for four hours. The privacy officer has been told."))
        return redirect(to)
    context = {"form": form, "to": to, "hours": int(actions.OPEN_FOR.total_seconds() // 3600)}
    return render(request, "people/desk/open_record.html", context, status=422 if form.errors else 200)


@staff_page("record.protect")
def protection(request: HttpRequest, patient_id: UUID) -> HttpResponse:
    """Protect a record, or lift its protection."""
    card = card_or_404(patient_id)
    standing = queries.protection_of(patient_id)
    audit.read(patient_id, "record", confidential=True)
    form, refusal = ProtectForm(request.POST or None), None
    if request.method == "POST" and "lift" in request.POST and standing:
        actions.lift(standing)
        messages.success(request, gettext("No longer protected."))
        return redirect("desk:patient", patient_id)
    if request.method == "POST" and "lift" not in request.POST and form.is_valid():
        try:
            actions.protect(card.patient, **form.cleaned_data)
        except Refused as refused:
            refusal = refused
        else:
            messages.success(request, gettext("Protected. From now on it opens only with a reason."))
            return redirect("desk:day")
    context: dict[str, Any] = {"card": card, "patient": card.patient, "form": form, "standing": standing}
    context |= {"zone": zones()[0], "refusal": refusal}
    return render(request, "people/desk/protection.html", context, status=422 if form.errors or refusal else 200)


@staff_page("opening.judge")
def openings(request: HttpRequest) -> HttpResponse:
    """Who opened which protected record and why; those nobody has looked at first. Four queries."""
    found = queries.openings()
    protected = queries.protected()
    for patient_id in {opening.patient_id for opening in (*found.waiting, *found.seen)}:
        audit.read(patient_id, "audit", confidential=True)
    context: dict[str, Any] = {"found": found, "protected": protected, "zone": zones()[0]}
    return render(request, "people/desk/openings.html", context)


@staff_page("opening.judge")
@require_POST
def judge(request: HttpRequest, opening_id: UUID) -> HttpResponse:
    """What the privacy officer thinks of one opening."""
    opening = get_object_or_404(Opening, pk=opening_id)
    audit.read(opening.patient_id, "audit", confidential=True)
    verdict = request.POST.get("verdict", "")
    if verdict in Opening.Verdict.values:
        actions.judge(opening, verdict, request.POST.get("note", "").strip()[:500])
        messages.success(request, gettext("Noted."))
    return redirect("desk:openings")


def _next(request: HttpRequest, patient_id: UUID) -> str:
    """Where the reader was going, if that is one of our own pages at the desk."""
    asked = request.POST.get("next") or request.GET.get("next", "")
    ours = asked.startswith("/desk/") and url_has_allowed_host_and_scheme(asked, allowed_hosts=None)
    return asked if ours else reverse("desk:patient", args=[patient_id])
