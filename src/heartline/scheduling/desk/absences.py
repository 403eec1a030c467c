"""A clinician cannot come: the form, the plan with its proposals, and every step of it. Thin: find, act, lead back."""

from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from heartline.kernel import clock, dates
from heartline.kernel.errors import Refused
from heartline.people.access import staff_page
from heartline.people.desk.noting import note_list
from heartline.people.forms.base import DayField
from heartline.people.models import Site
from heartline.scheduling.desk.absence_board import beside
from heartline.scheduling.desk.absence_rows import counts, rows
from heartline.scheduling.models import ReassignedVisit, Reassignment, Resource
from heartline.scheduling.picking.rules import Choice
from heartline.scheduling.portal.common import new_key
from heartline.scheduling.reassignment import actions, queries
from heartline.scheduling.reassignment.rules import WEIGHTS, State


class AbsenceForm(forms.Form):
    """`until` is a way to say the last day without a calendar."""

    key = forms.CharField(widget=forms.HiddenInput, max_length=64)
    clinician = forms.ModelChoiceField(label=_("Who cannot come?"), queryset=Resource.objects.none(), empty_label=None)
    first = DayField(label=_("From"))
    until = forms.ChoiceField(
        label=_("Until"),
        widget=forms.RadioSelect,
        choices=[("day", _("That day only")), ("friday", _("Friday of that week")), ("date", _("A date"))],
    )
    last = DayField(
        label=_("Last day away"),
        required=False,
        help_text=_("Only for “A date”."),
    )
    reason = forms.ChoiceField(
        label=_("What patients are told"),
        widget=forms.RadioSelect,
        choices=Reassignment.Reason.choices,
        help_text=_("Nothing about the clinician's health is ever told."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        found = Resource.objects.filter(kind=Resource.Kind.CLINICIAN, active=True).order_by("name")
        self.fields["clinician"].queryset = found  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        sent = super().clean() or {}
        first, until = sent.get("first"), sent.get("until")
        if first and until == "date" and not sent.get("last"):
            self.add_error("last", _("Say the last day."))
        elif first and until != "date":
            # On a weekend "Friday" would lie behind: then it is the coming one.
            ahead = (4 - first.weekday()) % 7
            sent["last"] = first if until == "day" else first + timedelta(days=ahead)
        return sent


@staff_page("visits.reassign")
def absences(request: HttpRequest) -> HttpResponse:
    """Plans of the last weeks. Two queries."""
    return render(request, "scheduling/desk/absences.html", {"plans": queries.recent()})


@staff_page("visits.reassign")
def absence_new(request: HttpRequest) -> HttpResponse:
    """One form; sent, the time is blocked at once and the proposal made."""
    initial = {"key": new_key(), "first": _today(), "until": "day", "reason": Reassignment.Reason.AWAY}
    form = AbsenceForm(request.POST or None, initial=initial | {"clinician": request.GET.get("clinician")})
    context: dict[str, Any] = {"form": form}
    if request.method == "POST" and form.is_valid():
        sent = form.cleaned_data
        try:
            plan = actions.begin(sent["clinician"], sent["first"], sent["last"], reason=sent["reason"], key=sent["key"])
            if plan.proposed_at is None:
                actions.propose(plan)
        except Refused as refusal:
            return render(request, "scheduling/desk/absence_new.html", context | {"refusal": refusal}, status=409)
        return redirect("desk:absence", plan_id=plan.pk)
    return render(request, "scheduling/desk/absence_new.html", context, status=422 if form.errors else 200)


@staff_page("visits.reassign")
def absence(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    """The plan, live: whom to call, a row for each visit, and a day beside them. Fifteen queries and the audit log's notes."""
    return _page(request, _plan(plan_id))


@require_POST
@staff_page("visits.reassign")
def absence_propose(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    """New proposals for all who wait."""
    actions.propose(_plan(plan_id))
    messages.success(request, _("There is a new proposal for everybody who waits."))
    return redirect("desk:absence", plan_id=plan_id)


@require_POST
@staff_page("visits.reassign")
def absence_move(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    """All in one step; what was taken meanwhile is shown with its new proposal, and nothing has moved."""
    plan = _plan(plan_id)
    try:
        moved = actions.move_all(plan, key=request.POST.get("key", "")[:64], address=request.build_absolute_uri("/"))
    except Refused as refusal:
        return _page(request, _plan(plan_id), refusal)
    said = ngettext("%(count)d visit has moved. The patient is being told.",
                    "%(count)d visits have moved. The patients are being told.", moved)  # fmt: skip
    messages.success(request, said % {"count": moved})
    return redirect("desk:absence", plan_id=plan_id)


@require_POST
@staff_page("visits.reassign")
def absence_back(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    """The clinician is back early."""
    plan = _plan(plan_id)
    on = dates.read_day(request.POST.get("on", ""))
    try:
        stay = actions.come_back(plan, on or plan.last)
    except Refused as refusal:
        return _page(request, plan, refusal)
    said = ngettext("Open again. %(count)d visit stays where it was.",
                    "Open again. %(count)d visits stay where they were.", stay)  # fmt: skip
    messages.success(request, said % {"count": stay})
    return redirect("desk:absence", plan_id=plan_id)


@require_POST
@staff_page("visits.reassign")
def absence_choose(request: HttpRequest, plan_id: UUID, visit_id: UUID) -> HttpResponse:
    """Another time for one patient, chosen by hand: `time` as the picker writes it, "call" for none."""
    item, wanted = _item(plan_id, visit_id), request.POST.get("time", "")
    choice = Choice.parse(wanted)
    try:
        if wanted == "call":
            actions.leave_to_call(item)
        elif choice is not None:
            actions.choose(item, choice.clinician_id, choice.starts_at)
    except Refused as refusal:
        return _page(request, item.reassignment, refusal, visit_id)
    return redirect(f"{_here(plan_id, request)}&at={visit_id}#v-{visit_id}")


@require_POST
@staff_page("visits.reassign")
def absence_called(request: HttpRequest, plan_id: UUID, visit_id: UUID) -> HttpResponse:
    """Somebody has spoken with them."""
    actions.called(_item(plan_id, visit_id))
    return redirect(f"{_here(plan_id, request)}#v-{visit_id}")


def _page(
    request: HttpRequest, plan: Reassignment, refusal: Refused | None = None, at: UUID | None = None
) -> HttpResponse:
    items = list(queries.whole_items(plan))
    note_list([item.patient_id for item in items], "absence list")
    lines = rows(items, str(at or request.GET.get("at", "")))
    proposed = [line for line in lines if line.state is State.PROPOSED]
    context = {
        "plan": plan,
        "rows": lines,
        "to_call": [line for line in lines if line.state.to_call],
        "counts": counts(lines),
        "settled": sum(line.state.settled for line in lines),
        "movable": len(proposed),
        "clashing": sum(line.clash for line in proposed),
        "weights": WEIGHTS.values(),
        "key": new_key(),
        "refusal": refusal,
        "over": plan.last < _today() or plan.back_on is not None,
        "return_days": [plan.first + timedelta(days=n) for n in range((plan.last - plan.first).days + 1)],
        "topic": f"plan:{plan.pk}",
        "day": beside(request.GET, plan, lines),
        "here": _here(plan.pk, request),
    }
    return render(request, "scheduling/desk/absence.html", context, status=refusal.status if refusal else 200)


def _here(plan_id: UUID, request: HttpRequest) -> str:
    """The plan's page, with the same day beside it."""
    kept = {name: request.GET[name] for name in ("site", "on") if name in request.GET}
    return f"{reverse('desk:absence', args=[plan_id])}?{urlencode(kept)}"


def _plan(plan_id: UUID) -> Reassignment:
    return get_object_or_404(Reassignment.objects.select_related("clinician"), pk=plan_id)


def _item(plan_id: UUID, visit_id: UUID) -> ReassignedVisit:
    item = queries.whole_items().filter(reassignment_id=plan_id, appointment_id=visit_id).first()
    if item is None:
        raise Http404
    return item


def _today() -> date:
    site = Site.objects.filter(active=True).first()
    now: datetime = clock.now()
    return dates.local(now, site.time_zone if site else None).date()
