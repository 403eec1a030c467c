"""Changing and cancelling a visit. The old time stays theirs until the new one is confirmed."""

from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from heartline.kernel.errors import Refused, Words
from heartline.people.access import patient_page
from heartline.scheduling.booking import actions
from heartline.scheduling.booking.refusals import ChangedMeanwhile, PlanBroken
from heartline.scheduling.booking.rules import Step, after
from heartline.scheduling.models import Appointment
from heartline.scheduling.picking.rules import Choice
from heartline.scheduling.portal.common import arranging, clinic, key_for, new_holder, new_key, seen_in, visit_or_404
from heartline.scheduling.portal.confirm import ConfirmForm
from heartline.scheduling.portal.offer import offer
from heartline.scheduling.portal.taken import taken
from heartline.scheduling.portal.times import picking
from heartline.scheduling.siblings import cancelling
from heartline.scheduling.siblings.queries import family

PATIENT_REASONS = [
    (value, label) for value, label in Appointment.CancelReason.choices if value != Appointment.CancelReason.BY_CLINIC
]


class CancelForm(forms.Form):
    key = forms.CharField(widget=forms.HiddenInput, max_length=64)
    reason = forms.ChoiceField(label=_("Why do you want to cancel?"), widget=forms.RadioSelect, choices=PATIENT_REASONS)
    note = forms.CharField(
        label=_("Anything you want to add"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args: Any, rest: list[tuple[str, Words]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if rest:
            self.fields["which"] = forms.ChoiceField(
                label=_("Which visits do you want to cancel?"), widget=forms.RadioSelect, choices=rest
            )
            self.order_fields(["key", "which"])


@patient_page
@arranging
def reschedule(request: HttpRequest, visit_id: UUID) -> HttpResponse:
    """The picker again; choosing leads to a confirmation, and nothing has changed until then."""
    visit = visit_or_404(request, visit_id)
    if after(visit.status, Step.RESCHEDULE, visit.mode) is None:
        return redirect("portal:visit", visit_id=visit.pk)
    if visit.group_session_id is not None:
        return redirect("portal:change_group", visit_id=visit.pk)
    path = reverse("portal:reschedule", args=[visit.pk])
    context = {"visit": visit, **picking(request, visit.service, path, moving=visit), **clinic()}
    return render(request, "scheduling/portal/reschedule.html", context)


@patient_page
@arranging
def reschedule_confirm(request: HttpRequest, visit_id: UUID) -> HttpResponse:
    """From the old time to the new one, in one step."""
    visit = visit_or_404(request, visit_id)
    choice = Choice.parse((request.POST or request.GET).get("time", ""))
    if choice is None:
        return redirect(reverse("portal:reschedule", args=[visit.pk]) + "?unchosen=1")
    holder = new_holder(request)
    if request.method == "POST":
        return _move(request, visit, choice, holder)
    offered = offer(visit.service, choice, holder=holder, moving=visit)
    if offered is None:
        return taken(request, visit.service, choice, moving=visit)
    modes = list(offered.free.mode_options)
    if (choice.clinician_id, choice.starts_at) == (visit.clinician_id, visit.starts_at) and modes == [visit.mode]:
        return redirect("portal:visit", visit_id=visit.pk)  # the time they have: there is nothing to change
    form = ConfirmForm(
        initial={"time": str(choice), "key": key_for(visit), "mode": visit.mode if visit.mode in modes else modes[0]},
        modes=modes,
    )
    context = {
        "visit": visit,
        "service": visit.service,
        "offer": offered,
        "form": form,
        "family": family(visit),
        **clinic(),
    }
    return render(request, "scheduling/portal/reschedule_confirm.html", context)


def _move(request: HttpRequest, visit: Appointment, choice: Choice, holder: str) -> HttpResponse:
    form = ConfirmForm(request.POST, modes=visit.service.modes)
    form.full_clean()
    key = form.cleaned_data.get("key", "")
    try:
        actions.reschedule(
            visit,
            choice.clinician_id,
            choice.starts_at,
            key=key,
            seen=seen_in(key),
            mode=form.cleaned_data.get("mode"),
            holder=holder,
        )
    except PlanBroken:
        return redirect(reverse("portal:together", args=[visit.pk]) + f"?time={choice}")
    except ChangedMeanwhile as refusal:
        return taken(request, visit.service, choice, refusal, moving=refusal.visit)
    except Refused as refusal:
        return taken(request, visit.service, choice, refusal, moving=visit)
    return redirect(reverse("portal:done", args=[visit.pk]) + "?moved=1")


@patient_page
@arranging
def cancel(request: HttpRequest, visit_id: UUID) -> HttpResponse:
    """Why, and then it is done; a later change of mind finds the way to book again."""
    visit = visit_or_404(request, visit_id)
    if request.method == "GET" and after(visit.status, Step.CANCEL, visit.mode) is None:
        return redirect("portal:visit", visit_id=visit.pk)
    belonging = family(visit)
    context: dict[str, Any] = {"visit": visit, "family": belonging, **clinic()}
    form = CancelForm(request.POST or None, initial={"key": new_key()}, rest=cancelling.choices(belonging))
    if request.method == "POST" and form.is_valid():
        try:
            sent = form.cleaned_data
            cancelling.cancel(visit, sent.get("which", ""), sent["reason"], note=sent["note"], key=sent["key"])
        except Refused as refusal:
            return render(
                request,
                "scheduling/portal/cancel.html",
                {**context, "form": form, "refusal": refusal},
                status=refusal.status,
            )
        return redirect("portal:cancelled", visit_id=visit.pk)
    return render(
        request, "scheduling/portal/cancel.html", {**context, "form": form}, status=422 if form.errors else 200
    )


@patient_page
def cancelled(request: HttpRequest, visit_id: UUID) -> HttpResponse:
    """It is off; what that means, and how to book again."""
    return render(request, "scheduling/portal/cancelled.html", {"visit": visit_or_404(request, visit_id), **clinic()})
