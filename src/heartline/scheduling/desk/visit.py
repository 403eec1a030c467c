"""One visit at the desk: what it is, what can be done with it."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from heartline.kernel import audit, clock, dates
from heartline.kernel.errors import Refused, Words
from heartline.people.access import staff_page
from heartline.scheduling.booking import actions, rules
from heartline.scheduling.booking import queries as booking
from heartline.scheduling.booking.confiding import confide
from heartline.scheduling.booking.refusals import PlanBroken
from heartline.scheduling.desk.book import contact_of, refused
from heartline.scheduling.desk.picking import Chosen, picking
from heartline.scheduling.models import Appointment
from heartline.scheduling.picking.rules import Choice
from heartline.scheduling.portal.common import key_for, new_holder, new_key, seen_in
from heartline.scheduling.portal.confirm import ConfirmForm
from heartline.scheduling.portal.offer import offer
from heartline.scheduling.siblings import cancelling
from heartline.scheduling.siblings.queries import family

STEPS = {
    "arrived": (actions.arrive, _("Marked as arrived.")),
    "completed": (actions.complete, _("Marked as completed.")),
    "missed": (actions.mark_missed, _("Marked as missed.")),
}


class CancelForm(forms.Form):
    key = forms.CharField(widget=forms.HiddenInput, max_length=64)
    reason = forms.ChoiceField(label=_("Reason"), widget=forms.RadioSelect, choices=Appointment.CancelReason.choices)
    note = forms.CharField(label=_("Note"), max_length=500, required=False)

    def __init__(self, *args: Any, rest: list[tuple[str, Words]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if rest:
            self.fields["which"] = forms.ChoiceField(label=_("Which visits"), widget=forms.RadioSelect, choices=rest)
            self.order_fields(["key", "which"])


@staff_page("day.read")
def visit(request: HttpRequest, visit_id: UUID) -> HttpResponse:
    """All of it on one page; after booking, what to tell the caller."""
    context = _context(visit_id)
    context["booked"], context["moved"] = "booked" in request.GET, "moved" in request.GET
    context["whole"] = "all" in (request.GET.get("booked"), request.GET.get("moved"))
    return render(request, "scheduling/desk/visit.html", context)


@require_POST
@staff_page("appointment.arrive")
def step(request: HttpRequest, visit_id: UUID, step: str) -> HttpResponse:
    """Arrived (in person only), completed, missed: one button each; pressed twice it happens once."""
    if step not in STEPS:
        raise Http404
    act, said = STEPS[step]
    context = _context(visit_id)
    try:
        act(context["visit"])
    except Refused as refusal:
        return render(request, "scheduling/desk/visit.html", {**context, "refusal": refusal}, status=refusal.status)
    messages.success(request, said)
    return redirect("desk:visit", visit_id=visit_id)


@require_POST
@staff_page("appointment.confide")
def privacy(request: HttpRequest, visit_id: UUID) -> HttpResponse:
    """Keep it from the patient's proxies, or show it to them again."""
    context = _context(visit_id)
    closed = confide(context["visit"], request.POST.get("confidential") == "yes").confidential
    messages.success(request, _("No proxy sees this visit now.") if closed else _("Proxies see this visit again."))
    return redirect("desk:visit", visit_id=visit_id)


@staff_page("appointment.cancel")
def cancel(request: HttpRequest, visit_id: UUID) -> HttpResponse:
    context = _context(visit_id)
    if (
        request.method == "GET"
        and rules.after(context["visit"].status, rules.Step.CANCEL, context["visit"].mode) is None
    ):
        return redirect("desk:visit", visit_id=visit_id)
    form = CancelForm(request.POST or None, initial={"key": new_key()}, rest=cancelling.choices(context["family"]))
    if request.method == "POST" and form.is_valid():
        sent = form.cleaned_data
        try:
            cancelling.cancel(
                context["visit"], sent.get("which", ""), sent["reason"], note=sent["note"], key=sent["key"]
            )
        except Refused as refusal:
            return render(request, "scheduling/desk/visit.html", {**context, "refusal": refusal}, status=refusal.status)
        messages.success(request, _("The visit is cancelled and its time is free."))
        return redirect("desk:visit", visit_id=visit_id)
    return render(request, "scheduling/desk/cancel.html", {**context, "form": form}, status=422 if form.errors else 200)


@staff_page("appointment.book")
def move(request: HttpRequest, visit_id: UUID) -> HttpResponse:
    """The picker; the old time stays until the new one is confirmed."""
    context = _context(visit_id)
    moving: Appointment = context["visit"]
    if rules.after(moving.status, rules.Step.RESCHEDULE, moving.mode) is None or moving.group_session_id:
        return redirect("desk:visit", visit_id=visit_id)
    service, path = context["visit"].service, reverse("desk:move", args=[visit_id])
    chosen = Chosen.parse(request.GET)
    context |= picking(request, service, path, chosen, moving=moving, patient_id=context["patient"].pk) | {
        "service": service,
        "path": path,
        "chosen": chosen,
    }
    return render(request, "scheduling/desk/move.html", context)


@staff_page("appointment.book")
def move_confirm(request: HttpRequest, visit_id: UUID) -> HttpResponse:
    context = _context(visit_id)
    moving: Appointment = context["visit"]
    sent = request.POST if request.method == "POST" else request.GET
    chosen, choice = Chosen.parse(sent), Choice.parse(sent.get("time", ""))
    back = reverse("desk:move", args=[visit_id])
    if choice is None:
        return redirect(f"{back}?unchosen=1")
    context |= {"service": moving.service, "back_href": back}
    holder = new_holder(request)
    if request.method == "POST":
        return _move(request, context, chosen, choice, holder)
    offered = offer(moving.service, choice, holder=holder, moving=moving, online=False)
    if offered is None:
        return redirect(f"{back}?taken=1")
    modes = list(offered.free.mode_options)
    initial = {"time": str(choice), "key": key_for(moving), "mode": moving.mode if moving.mode in modes else modes[0]}
    context |= {"offer": offered, "form": ConfirmForm(initial=initial, modes=modes)}
    return render(request, "scheduling/desk/move_confirm.html", context)


def _move(request: HttpRequest, context: dict[str, Any], chosen: Chosen, choice: Choice, holder: str) -> HttpResponse:
    moving: Appointment = context["visit"]
    form = ConfirmForm(request.POST, modes=moving.service.modes)
    form.full_clean()
    key = form.cleaned_data.get("key", "")
    try:
        actions.reschedule(
            moving,
            choice.clinician_id,
            choice.starts_at,
            key=key,
            seen=seen_in(key),
            mode=form.cleaned_data.get("mode"),
            holder=holder,
            online=False,
        )
    except PlanBroken:
        return redirect(reverse("desk:together", args=[moving.pk]) + f"?time={choice}")
    except Refused as refusal:
        return refused(request, context, refusal, reverse("desk:move_confirm", args=[moving.pk]), chosen)
    return redirect(reverse("desk:visit", args=[moving.pk]) + "?moved=1")


def _context(visit_id: UUID) -> dict[str, Any]:
    """The visit with its patient, how to reach them, and what can be done. Two queries; noted in the audit log."""
    found = booking.visits().filter(pk=visit_id).first()
    if found is None:
        raise Http404
    audit.read(found.patient_id, "visit", confidential=found.confidential)
    can = {f"may_{step.value}": rules.after(found.status, step, found.mode) is not None for step in rules.Step}
    zone, now = found.site.time_zone, clock.now()
    return {
        "visit": found,
        "patient": found.patient,
        "contact": contact_of(found.patient),
        "family": family(found),
        # Nobody arrives days before: on a far visit these buttons would only be pressed by mistake.
        "its_day_has_come": dates.local(found.starts_at, zone).date() <= dates.local(now, zone).date(),
        "begun": found.starts_at <= now,
        **can,
    }
