"""Confirming a booking: what it is, held while they read, booked once however often the form is sent."""

from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from heartline.kernel import dates
from heartline.kernel.errors import Refused
from heartline.people.access import patient_page, public_page, refuse
from heartline.people.proxies.queries import acting_for
from heartline.scheduling.booking import actions
from heartline.scheduling.booking.confiding import may_wish
from heartline.scheduling.booking.queries import booked_already, same_day
from heartline.scheduling.catalogue.models import Mode
from heartline.scheduling.models import Service
from heartline.scheduling.picking.rules import Choice
from heartline.scheduling.portal.common import (
    arranging,
    clinic,
    new_holder,
    new_key,
    service_or_404,
    trail,
    visit_or_404,
)
from heartline.scheduling.portal.offer import Offer, offer
from heartline.scheduling.portal.taken import taken
from heartline.scheduling.siblings.queries import family


class ConfirmForm(forms.Form):
    """`time` and `key` travel hidden; a way to meet is asked only where there is a choice."""

    time = forms.CharField(widget=forms.HiddenInput)
    key = forms.CharField(widget=forms.HiddenInput, max_length=64)
    mode = forms.ChoiceField(label=_("How do you want to meet?"), widget=forms.RadioSelect)
    reason = forms.CharField(
        label=_("What is this visit about?"),
        help_text=_("In your own words. It helps us get ready for you."),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=500,
        required=False,
    )
    confidential = forms.BooleanField(
        label=_("Keep this visit between me and the clinic"),
        help_text=_("Nobody who can act for you will see it here, or hear of it from us."),
        required=False,
    )

    def __init__(self, *args: Any, modes: list[str], may_wish: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not may_wish:
            del self.fields["confidential"]
        names = dict(Mode.choices)
        mode = self.fields["mode"]
        mode.choices = [(each, names[each]) for each in modes]  # type: ignore[attr-defined]
        mode.initial = modes[0]
        if len(modes) == 1:
            mode.widget = forms.HiddenInput()


@public_page
@arranging
def confirm(request: HttpRequest, slug: str) -> HttpResponse:
    """Open to visitors, who see what they would book and sign in here; their time stays held meanwhile."""
    service = service_or_404(slug)
    if service.group_size:
        return redirect("portal:group", slug=slug)
    sent = request.POST if request.method == "POST" else request.GET
    choice = Choice.parse(sent.get("time", ""))
    if choice is None:
        return redirect(reverse("portal:times", args=[slug]) + "?unchosen=1")
    if request.method == "POST":
        return _book(request, service, choice)
    if request.user.is_authenticated and (no := _not_allowed(request)):
        return no
    offered = offer(service, choice, holder=new_holder(request))
    if offered is None:
        mine = request.acting_for and booked_already(
            request.acting_for.pk, service, choice.clinician_id, choice.starts_at
        )
        return redirect("portal:done", visit_id=mine.pk) if mine else taken(request, service, choice)
    asked = request.GET.get("mode", "")
    modes = [asked] if asked in offered.free.mode_options else list(offered.free.mode_options)
    form = ConfirmForm(
        initial={"time": str(choice), "key": new_key()}, modes=modes, may_wish=_may_wish(request, service, choice)
    )
    return _page(request, service, offered, form)


@patient_page
def done(request: HttpRequest, visit_id: Any) -> HttpResponse:
    """What was booked (or moved), and what happens next; `all`: with the visits that belong to it."""
    visit = visit_or_404(request, visit_id)
    context = {
        "visit": visit,
        "family": family(visit),
        "moved": "moved" in request.GET,
        "whole": "all" in request.GET or request.GET.get("moved") == "all",
        **clinic(),
    }
    return render(request, "scheduling/portal/done.html", context)


def _book(request: HttpRequest, service: Service, choice: Choice) -> HttpResponse:
    if not request.user.is_authenticated:
        return redirect_to_login(f"{request.path}?time={choice}")
    if no := _not_allowed(request):
        return no
    form = ConfirmForm(request.POST, modes=service.modes, may_wish=_may_wish(request, service, choice))
    holder = new_holder(request)
    if not form.is_valid():
        offered = offer(service, choice, holder=holder)
        return _page(request, service, offered, form, status=422) if offered else taken(request, service, choice)
    try:
        visit = actions.book(
            request.acting_for,
            service,
            choice.clinician_id,
            choice.starts_at,
            mode=form.cleaned_data["mode"],
            key=form.cleaned_data["key"],
            reason=form.cleaned_data["reason"],
            holder=holder,
            confidential=form.cleaned_data.get("confidential", False),
        )
    except Refused as refusal:
        return taken(request, service, choice, refusal)
    return redirect("portal:done", visit_id=visit.pk)


def _may_wish(request: HttpRequest, service: Service, choice: Choice) -> bool:
    """Whether to ask if it stays between us: the one who comes books it, is old enough, and somebody could see it."""
    if request.patient is None or request.acting_for != request.patient:
        return False
    return bool(acting_for(request.patient.pk)) and may_wish(request.patient, service, choice.starts_at.date())


def _not_allowed(request: HttpRequest) -> HttpResponse | None:
    """Kind words for an account that is nobody's here."""
    if request.acting_for is None:
        return refuse(request, _("Booking is for patients and those who act for them."), for_patients=True)
    return None


def _page(request: HttpRequest, service: Service, offered: Offer, form: ConfirmForm, status: int = 200) -> HttpResponse:
    here = f"{reverse('portal:confirm', args=[service.slug])}?{urlencode({'time': offered.choice})}"
    day = dates.local(offered.free.starts_at, offered.free.time_zone).date()
    times = reverse("portal:times", args=[service.slug])
    who, free = request.acting_for, offered.free
    context = {
        "service": service,
        "offer": offered,
        "form": form,
        "there": same_day(who.pk, service, free.starts_at, free.time_zone) if who else None,
        "sign_in_href": f"{reverse('account_login')}?{urlencode({'next': here})}",
        "times_href": f"{times}?{urlencode({'day': day, 'time': offered.choice})}",
        "trail": trail("check", times),
        **clinic(),
    }
    return render(request, "scheduling/portal/confirm.html", context, status=status)
