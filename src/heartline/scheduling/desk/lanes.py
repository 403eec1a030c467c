"""Overbooking lanes at the desk: what is open, opening one with the reckoning in view, closing one."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from heartline.kernel import dates
from heartline.kernel.errors import Refused
from heartline.kernel.text import translated
from heartline.people.access import staff_page
from heartline.people.forms.base import DayField
from heartline.people.models import Site
from heartline.scheduling.availability.week import today_here
from heartline.scheduling.lanes import actions, queries
from heartline.scheduling.lanes.rules import LIMITS
from heartline.scheduling.models import Lane, Resource, Service
from heartline.scheduling.picking.rules import Choice


class LaneForm(forms.Form):
    """Times are on the clock of the site."""

    clinician = forms.ModelChoiceField(
        label=gettext_lazy("Clinician"), queryset=Resource.objects.none(), empty_label=None
    )
    service = forms.ModelChoiceField(
        label=gettext_lazy("Kind of visit"), queryset=Service.objects.none(), empty_label=None
    )
    site = forms.ModelChoiceField(label=gettext_lazy("Site"), queryset=Site.objects.none(), empty_label=None)
    date = DayField(label=gettext_lazy("Date"))
    starts = forms.TimeField(label=gettext_lazy("From"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))
    ends = forms.TimeField(label=gettext_lazy("To"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))
    limit = forms.TypedChoiceField(
        label=gettext_lazy("Risk you accept"),
        help_text=gettext_lazy("How often, at most, more people may come than there are places."),
        choices=[(str(each), f"{each} %") for each in LIMITS], coerce=int, initial="10",
    )  # fmt: skip
    online = forms.BooleanField(
        label=gettext_lazy("Patients may book these places online, too"), required=False,
        help_text=gettext_lazy("Otherwise only staff book into the lane."),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        clinicians = Resource.objects.filter(kind=Resource.Kind.CLINICIAN, active=True, lane_of=None)
        self.fields["clinician"].queryset = clinicians.order_by("name")  # type: ignore[attr-defined]
        self.fields["service"].queryset = Service.objects.filter(active=True)  # type: ignore[attr-defined]
        self.fields["service"].label_from_instance = lambda each: translated(each.name)  # type: ignore[attr-defined]
        self.fields["site"].queryset = Site.objects.filter(active=True).order_by("name")  # type: ignore[attr-defined]


@staff_page("lane.read")
def lanes(request: HttpRequest) -> HttpResponse:
    """The open lanes and those closed lately. Four queries besides the shell's."""
    context = {"open": [_row(each) for each in queries.lanes(closed=False)],
               "closed": [_row(each) for each in queries.lanes(closed=True, limit=20)]}  # fmt: skip
    return render(request, "scheduling/desk/lanes.html", context)


@staff_page("lane.open")
def new(request: HttpRequest) -> HttpResponse:
    """Choose (GET), see the reckoning, open (POST). The reckoning is made anew when it is opened."""
    sent = request.POST if request.method == "POST" else request.GET if "clinician" in request.GET else None
    form = LaneForm(sent, initial={"date": today_here(), "starts": "08:00", "ends": "12:00", "limit": "10"})
    context: dict[str, Any] = {"form": form}
    status = 200
    if form.is_bound and form.is_valid():
        chosen = form.cleaned_data
        start, end = (
            datetime.combine(chosen["date"], chosen[name], chosen["site"].zone) for name in ("starts", "ends")
        )
        try:
            if request.method == "POST":
                lane = actions.open_lane(
                    chosen["clinician"], chosen["service"], chosen["site"], start, end,
                    limit=chosen["limit"] / 100, online=chosen["online"],
                )  # fmt: skip
                messages.success(request, _("The lane is open."))
                return redirect(f"{reverse('desk:lanes')}#lane-{lane.pk}")
            if end > start:
                basis = queries.basis(chosen["clinician"], chosen["site"], start, end, chosen["limit"] / 100)
                context |= {"basis": basis, "reckoning": basis.reckoning, "limit": chosen["limit"],
                            "risks": [(place, 100 * risk) for place, risk in enumerate(basis.reckoning.overflow, 1)]}  # fmt: skip
        except Refused as refusal:
            context["refusal"], status = refusal, refusal.status
    elif form.is_bound:
        status = 422
    return render(request, "scheduling/desk/lane_new.html", context, status=status)


@require_POST
@staff_page("lane.open")
def close(request: HttpRequest, lane_id: UUID) -> HttpResponse:
    """Nothing more is booked into it."""
    actions.close(get_object_or_404(Lane, pk=lane_id))
    messages.success(request, _("The lane is closed. Visits in it stay."))
    return redirect("desk:lanes")


def _row(row: queries.Row) -> dict[str, Any]:
    lane = row.lane
    start: datetime = lane.period.lower  # type: ignore[union-attr,assignment]
    on = dates.local(start, lane.site.time_zone).date()
    at = Choice(lane.resource_id, start)
    return {
        "lane": lane,
        "booked": row.booked,
        "starts": start,
        "ends": lane.period.upper,  # type: ignore[union-attr]
        "expected": lane.reckoning.get("expected_missed", 0),
        "risk": 100
        * (lane.reckoning.get("overflow") or [0])[min(lane.places, len(lane.reckoning.get("overflow") or [0])) - 1],
        "day_href": f"{reverse('desk:day')}?site={lane.site.slug}&date={on.isoformat()}",
        "book_href": f"{reverse('desk:book')}?at={at}&service={lane.service.slug}",
    }
