"""Groups at the desk: the dates, opening more of them, who comes to one, a place for a caller, calling one off."""

from collections import Counter
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from heartline.kernel import audit, clock
from heartline.kernel.errors import Refused
from heartline.people.access import staff_page
from heartline.people.desk.noting import note_list
from heartline.people.forms.base import DayField
from heartline.people.models import Patient, Site
from heartline.scheduling.availability.week import today_here
from heartline.scheduling.booking.refusals import TimeTaken
from heartline.scheduling.groups import actions, queries
from heartline.scheduling.models import Resource, Service
from heartline.scheduling.plans.queries import mode_of
from heartline.scheduling.portal.common import new_key


class OpenForm(forms.Form):
    """The time is on the clock of the site; the same again each week, if wanted."""

    service = forms.ModelChoiceField(
        label=_("Group"), queryset=Service.objects.filter(active=True, group_size__isnull=False), empty_label=None
    )
    clinician = forms.ModelChoiceField(label=_("Led by"), queryset=Resource.objects.none(), empty_label=None)
    site = forms.ModelChoiceField(label=_("Where"), queryset=Site.objects.filter(active=True), empty_label=None)
    date = DayField(label=_("Date"))
    starts = forms.TimeField(label=_("Begins"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))
    weeks = forms.IntegerField(label=_("For how many weeks"), min_value=1, max_value=26, initial=1)
    places = forms.IntegerField(
        label=_("Places"),
        help_text=_("Empty: as many as the group usually has."),
        min_value=1,
        max_value=200,
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        leading = Resource.objects.filter(kind="clinician", active=True, offerings__service__group_size__isnull=False)
        self.fields["clinician"].queryset = leading.distinct().order_by("name")  # type: ignore[attr-defined]

    def moments(self) -> list[datetime]:
        """The same time on the wall clock each week."""
        sent = self.cleaned_data
        return [
            datetime.combine(sent["date"] + timedelta(weeks=n), sent["starts"], sent["site"].zone)
            for n in range(sent["weeks"])
        ]


@staff_page("day.read")
def groups(request: HttpRequest) -> HttpResponse:
    """Every group with its next dates. Two queries."""
    found = queries.sessions().filter(called_off_at=None, period__startswith__gt=clock.now())
    context = {"sessions": list(found.order_by("period")[:100])}
    return render(request, "scheduling/desk/groups.html", context)


@staff_page("group.open")
def open_group(request: HttpRequest) -> HttpResponse:
    """New dates: all of them or none."""
    today = today_here().isoformat()
    form = OpenForm(request.POST or None, initial={"date": today, "weeks": 1})
    context: dict[str, Any] = {"form": form}
    if request.method == "POST" and form.is_valid():
        sent = form.cleaned_data
        try:
            made = actions.open_sessions(
                sent["service"], sent["clinician"].pk, form.moments(), mode=mode_of(sent["service"]),
                capacity=sent["places"],
            )  # fmt: skip
        except Refused as refusal:
            near = refusal.alternatives if isinstance(refusal, TimeTaken) else []
            context |= {"refusal": refusal, "near": near}
            return render(request, "scheduling/desk/group_open.html", context, status=refusal.status)
        messages.success(request, _("The group is open. Patients can take places now."))
        return redirect("desk:group", group=made[0].pk)
    return render(request, "scheduling/desk/group_open.html", context, status=422 if form.errors else 200)


@staff_page("day.read")
def group(request: HttpRequest, group: UUID) -> HttpResponse:
    """One date with its roster. Everybody on it is noted in the audit log."""
    session = get_object_or_404(queries.sessions(), pk=group)
    roster = queries.roster(session)
    note_list([visit.patient_id for visit in roster.visits] + [w.patient_id for w in roster.waiting], "group roster")
    languages = Counter(visit.patient.language or "" for visit in roster.visits)
    context = {
        "session": session,
        "roster": roster,
        "languages": [(tag, count) for tag, count in languages.most_common() if tag],
        "to_come": session.period.lower > clock.now() and session.called_off_at is None,
    }
    return render(request, "scheduling/desk/group.html", context)


@staff_page("group.open")
def call_off(request: HttpRequest, group: UUID) -> HttpResponse:
    """Asks once more: everybody who has a place is told."""
    session = get_object_or_404(queries.sessions(), pk=group)
    if request.method == "POST":
        try:
            gone = actions.call_off(session)
        except Refused as refusal:
            messages.error(request, str(refusal.message))
        else:
            messages.success(request, _("Called off. %(count)d patients are told.") % {"count": len(gone)})
        return redirect("desk:group", group=session.pk)
    return render(request, "scheduling/desk/group_call_off.html", {"session": session})


@staff_page("appointment.book")
def group_place(request: HttpRequest, patient_id: UUID, group: UUID) -> HttpResponse:
    """A place for a caller, or on the list of those who wait."""
    patient = get_object_or_404(Patient, pk=patient_id)
    session = queries.sessions().filter(pk=group).first()
    if session is None:
        raise Http404
    audit.read(patient.pk, "booking")
    if request.method == "POST":
        try:
            if request.POST.get("do") == "wait":
                actions.wait(patient, session)
                messages.success(request, _("They are told when a place comes free."))
                return redirect("desk:group", group=session.pk)
            visit = actions.join(patient, session, key=request.POST.get("key", "")[:64], online=False)
        except Refused as refusal:
            context = {"patient": patient, "session": session, "refusal": refusal, "key": new_key()}
            return render(request, "scheduling/desk/group_place.html", context, status=refusal.status)
        return redirect(reverse("desk:visit", args=[visit.pk]) + "?booked=1")
    return render(
        request, "scheduling/desk/group_place.html", {"patient": patient, "session": session, "key": new_key()}
    )
