"""Days on which a site, or all of them, is closed."""

from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django import forms
from django.contrib import messages
from django.db.models import Case, Count, OuterRef, QuerySet, Subquery, When
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from heartline.kernel import clock, dates
from heartline.kernel.errors import Refused
from heartline.people.access import staff_page
from heartline.people.desk.setup.page import set_up
from heartline.people.forms.base import DayField
from heartline.people.forms.places import clock_field
from heartline.people.forms.setting import SettingForm, Text
from heartline.people.models import Site
from heartline.people.places.queries import zones
from heartline.scheduling.availability import actions
from heartline.scheduling.availability.week import today_here
from heartline.scheduling.models import Appointment, Closure

DAY = timedelta(days=1)
MOST_PAST = 50


class ClosureForm(SettingForm):
    """Without times it is whole days, on the clock of the site."""

    texts = {"reason": Text(gettext_lazy("Why"), gettext_lazy("Patients read it. For example: public holiday."))}
    site = forms.ModelChoiceField(
        label=gettext_lazy("Site"), queryset=Site.objects.none(), required=False, empty_label=gettext_lazy("All sites")
    )
    first = DayField(label=gettext_lazy("First day"))
    last = DayField(label=gettext_lazy("Last day"), required=False, help_text=gettext_lazy("Empty: that day only."))
    starts = clock_field(gettext_lazy("From"))
    ends = clock_field(gettext_lazy("To"))
    parts = (
        (gettext_lazy("When"), ("site", "first", "last", "starts", "ends")),
        (gettext_lazy("What patients read"), ("reason",)),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["site"].queryset = Site.objects.filter(active=True)  # type: ignore[attr-defined]
        self.fields["starts"].help_text = _("Empty: whole days.")

    def period(self, zone: Any) -> tuple[datetime, datetime]:
        """From the first day (or its time) to the last (or its time), on the clock of `zone`."""
        sent = self.cleaned_data
        last = sent["last"] or sent["first"]
        start = datetime.combine(sent["first"], sent["starts"] or time.min, zone)
        end = (
            datetime.combine(last, sent["ends"], zone) if sent["ends"] else datetime.combine(last + DAY, time.min, zone)
        )
        return start, end


@staff_page("settings.edit")
def closures(request: HttpRequest) -> HttpResponse:
    """Those that are not over, with how many booked visits lie in each, and the latest that are. Four queries."""
    inside = Appointment.objects.filter(status=Appointment.Status.BOOKED, period__overlap=OuterRef("period"))
    here, anywhere = _count(inside.filter(site=OuterRef("site"))), _count(inside)
    found = Closure.objects.filter(period__endswith__gt=clock.now()).select_related("site").order_by("period")
    usual = zones()[0]
    rows = [
        (each, *_days(each, each.site.time_zone if each.site else usual))
        for each in found.annotate(booked=Case(When(site=None, then=anywhere), default=here))
    ]
    over = Closure.objects.filter(period__endswith__lte=clock.now()).select_related("site").order_by("-period")
    past = [(each, *_days(each, each.site.time_zone if each.site else usual)) for each in over[:MOST_PAST]]
    context = {"title": _("Closed days"), "closures": rows, "past": past}
    return render(request, "scheduling/desk/setup/closures.html", context)


@staff_page("settings.edit")
def closure_new(request: HttpRequest) -> HttpResponse:
    """Close; what is booked then is counted, kept, and said."""
    form = ClosureForm(request.POST or None, initial={"first": today_here()})
    return set_up(
        request, form, lambda sent: _closed(request, sent), title=_("Close for some days"), back=reverse("desk:setup_closures"),
        lead=_("No new visit is booked then. Visits that are booked stay until staff move them."),
    )  # fmt: skip


@require_POST
@staff_page("settings.edit")
def closure_end(request: HttpRequest, closure_id: UUID) -> HttpResponse:
    """Open after all."""
    try:
        actions.reopen(get_object_or_404(Closure, pk=closure_id))
    except Refused as refusal:
        messages.error(request, str(refusal.message))
    else:
        messages.success(request, _("Open again."))
    return redirect("desk:setup_closures")


def _closed(request: HttpRequest, sent: Any) -> str:
    site, words = sent.cleaned_data["site"], sent.values()["reason"]
    start, end = sent.period(site.zone if site else ZoneInfo(zones()[0]))
    actions.close(site, start, end, words, key=sent.once_key)
    if end <= clock.now():
        messages.warning(request, _("These days are over already: nobody is kept from booking. Are the dates right?"))
        return _("Saved.")
    inside = Appointment.objects.filter(status=Appointment.Status.BOOKED, period__overlap=(start, end))
    booked = (inside.filter(site=site) if site else inside).count()
    if not booked:
        return _("Closed. No visit is booked then.")
    said = ngettext(
        "Closed. %(count)d visit is booked then. It stays booked, and nobody is told: have the front desk move it.",
        "Closed. %(count)d visits are booked then. They stay booked, and nobody is told: have the front desk move them.",
        booked,
    )
    return said % {"count": booked}


def _days(closure: Closure, zone: str) -> tuple[str, date | None, date | None]:
    """Its zone; of whole days there the first and the last."""
    starts, ends = (dates.local(moment, zone) for moment in (closure.period.lower, closure.period.upper))
    if starts.time() == ends.time() == time.min:
        return zone, starts.date(), ends.date() - DAY
    return zone, None, None


def _count(visits: "QuerySet[Appointment]") -> Coalesce:
    return Coalesce(Subquery(visits.order_by().values("status").annotate(count=Count("pk")).values("count")), 0)
