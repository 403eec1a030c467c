"""Keeping a clinician's or a room's time free of visits, and giving it back."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from heartline.kernel import clock, dates
from heartline.kernel.errors import Refused
from heartline.people.access import staff_page
from heartline.people.forms.base import DayField
from heartline.people.models import Site
from heartline.scheduling.booking import actions
from heartline.scheduling.models import Reservation, Resource


class BlockForm(forms.Form):
    """Times are on the clock of the site."""

    resource = forms.ModelChoiceField(label=_("Whose time"), queryset=Resource.objects.none(), empty_label=None)
    date = DayField(label=_("Date"))
    starts = forms.TimeField(label=_("From"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))
    ends = forms.TimeField(label=_("To"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))
    note = forms.CharField(
        label=_("What for"), help_text=_("Staff see this. For example: team meeting."), max_length=200
    )

    def __init__(self, *args: Any, site: Site, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        here = Resource.objects.filter(active=True)
        found = here.filter(patterns__site=site) | here.filter(room__site=site) | here.filter(site=site)
        self.fields["resource"].queryset = found.distinct().order_by("kind", "name")  # type: ignore[attr-defined]


@staff_page("time.block")
def block(request: HttpRequest) -> HttpResponse:
    """One form. Visits already in that time are shown, to be moved first."""
    asked = request.GET.get("site", "").replace("\0", "")  # PostgreSQL keeps no NUL
    site = get_object_or_404(Site, slug=asked) if asked else Site.objects.filter(active=True).first()
    if site is None:
        return redirect("desk:day")
    today = dates.local(clock.now(), site.time_zone).date()
    form = BlockForm(request.POST or None, site=site, initial={"date": request.GET.get("date") or today.isoformat()})
    context: dict[str, Any] = {"form": form, "site": site, "day_href": f"{reverse('desk:day')}?site={site.slug}"}
    if request.method == "POST" and form.is_valid():
        sent = form.cleaned_data
        start, end = (datetime.combine(sent["date"], sent[name], site.zone) for name in ("starts", "ends"))
        try:
            actions.block(sent["resource"], start, end, sent["note"])
        except Refused as refusal:
            context |= {"refusal": refusal, "in_the_way": refusal.alternatives}
            return render(request, "scheduling/desk/block.html", context, status=refusal.status)
        messages.success(request, _("The time is blocked."))
        return redirect(f"{reverse('desk:day')}?site={site.slug}&date={sent['date'].isoformat()}")
    return render(request, "scheduling/desk/block.html", context, status=422 if form.errors else 200)


@staff_page("time.block")
def blocked(request: HttpRequest, reservation_id: UUID) -> HttpResponse:
    """What is blocked, and the button that gives it back."""
    found = Reservation.objects.filter(pk=reservation_id, appointment_id=None, held_until=None, group_session=None)
    reservation = found.select_related("resource__room__site").first()
    if reservation is None:
        messages.info(request, _("That time is not blocked any more."))
        return redirect("desk:day")
    pattern = reservation.resource.patterns.select_related("site").first()
    room = reservation.resource.room
    site = room.site if room else pattern.site if pattern else None
    if request.method == "POST":
        actions.unblock(reservation)
        messages.success(request, _("The time is free again."))
        on = dates.local(reservation.period.lower, site.time_zone if site else None).date()
        return redirect(f"{reverse('desk:day')}?date={on.isoformat()}" + (f"&site={site.slug}" if site else ""))
    return render(request, "scheduling/desk/blocked.html", {"reservation": reservation, "site": site})
