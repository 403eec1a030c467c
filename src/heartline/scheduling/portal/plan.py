"""Plans in the portal: several visits that belong together, found, chosen and booked in one go."""

from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from heartline.kernel.dates import read_day
from heartline.kernel.errors import Refused
from heartline.people.access import patient_page, public_page
from heartline.people.models import Site
from heartline.scheduling.models import Plan, Service
from heartline.scheduling.plans import actions, queries
from heartline.scheduling.portal.common import arranging, clinic, holder_of, new_key


@public_page
def plans(request: HttpRequest) -> HttpResponse:
    """All plans that may be booked here. Three queries."""
    return render(request, "scheduling/portal/plans.html", {"plans": queries.open_plans(online=True), **clinic()})


@public_page
def plan(request: HttpRequest, plan: str) -> HttpResponse:
    """Ways to have all the visits, the earliest to finish first; a site and a first day narrow them."""
    return render(request, "scheduling/portal/plan.html", _choosing(request, _plan_or_404(plan)))


@patient_page
@arranging
def plan_confirm(request: HttpRequest, plan: str) -> HttpResponse:
    """Check all visits, then book them in one step."""
    asked = _plan_or_404(plan)
    sent = request.POST if request.method == "POST" else request.GET
    choices = queries.choices_of(sent.get("way", ""))
    if choices is None or len(choices) != asked.steps.count():
        return redirect(reverse("portal:plan", args=[plan]) + "?unchosen=1")
    if request.method == "POST":
        try:
            booking = actions.book_plan(
                request.acting_for, asked, choices, key=sent.get("key", "")[:64], reason=sent.get("reason", "")[:500],
                holder=holder_of(request),
            )  # fmt: skip
        except Refused as refusal:
            context = _choosing(request, asked) | {"refusal": refusal}
            return render(request, "scheduling/portal/plan.html", context, status=refusal.status)
        first = booking.visits.earliest("plan_place")
        return redirect(reverse("portal:done", args=[first.pk]) + "?all=1")
    way = queries.read(asked, choices, patient=request.acting_for, holder=holder_of(request))
    if way is None:
        return redirect(reverse("portal:plan", args=[plan]) + "?taken=1")
    context = {"plan": asked, "way": way, "key": new_key(), **clinic()}
    return render(request, "scheduling/portal/plan_confirm.html", context)


def _plan_or_404(plan: str) -> Plan:
    found = queries.with_steps(plan)
    if found is None or found.online == Service.Online.NOBODY:
        raise Http404
    return found


def _choosing(request: HttpRequest, asked: Plan) -> dict[str, Any]:
    sites = list(Site.objects.filter(active=True))
    site = next((each for each in sites if each.slug == request.GET.get("site", "")), None)
    day = read_day(request.GET.get("from", ""))
    start = datetime(day.year, day.month, day.day, tzinfo=(site or sites[0]).zone) if day and sites else None
    return {
        "plan": asked,
        "ways": queries.find(
            asked, patient=request.acting_for, site_id=site.pk if site else None, start=start, holder=holder_of(request)
        ),
        "sites": sites,
        "site": site,
        "day": day,
        "unchosen": "unchosen" in request.GET,
        "taken": "taken" in request.GET,
        **clinic(),
    }
