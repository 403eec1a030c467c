"""How full a site will be next week, and calmer hours to adopt or discard."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from heartline.kernel import clock, dates
from heartline.kernel.errors import Refused
from heartline.people.access import staff_page
from heartline.people.models import Site
from heartline.scheduling.desk.flow_plots import changes, measures, plots_of_outcome, plots_of_week, services
from heartline.scheduling.flow import actions, queries
from heartline.scheduling.models import HoursProposal
from heartline.scheduling.portal.common import new_key


@staff_page("flow.read")
def flow(request: HttpRequest) -> HttpResponse:
    """A week of a site by hour. About ten queries, however many visits."""
    site = _site(request)
    if site is None:
        return render(request, "scheduling/desk/no_site.html")
    return _page(request, site)


@require_POST
@staff_page("flow.plan")
def flow_limit(request: HttpRequest) -> HttpResponse:
    """How many people fit with comfort."""
    site = _site(request, required=True)
    try:
        people = forms.IntegerField(min_value=0, max_value=1000).clean(request.POST.get("people", ""))
        actions.set_limit(site, people)
    except forms.ValidationError:
        messages.error(request, _("Type a number of people."))
    except Refused as refusal:
        return _page(request, site, refusal)
    return redirect(f"{reverse('desk:flow')}?site={site.slug}")


@require_POST
@staff_page("flow.plan")
def flow_propose(request: HttpRequest) -> HttpResponse:
    """Look for calmer hours; the proposal is kept until somebody decides."""
    return redirect("desk:flow_proposal", proposal_id=actions.propose(_site(request, required=True)).pk)


@staff_page("flow.plan")
def flow_proposal(request: HttpRequest, proposal_id: UUID) -> HttpResponse:
    """Before and after side by side. Three queries."""
    return _proposal_page(request, _proposal(proposal_id))


@require_POST
@staff_page("flow.plan")
def flow_decide(request: HttpRequest, proposal_id: UUID) -> HttpResponse:
    """Adopt from a day on, or discard."""
    proposal = _proposal(proposal_id)
    try:
        if request.POST.get("decision") == "adopt":
            valid_from = dates.read_day(request.POST.get("valid_from", "")) or date.min
            actions.adopt(proposal, valid_from, request.POST.get("key", "")[:64])
            messages.success(request, _("The new hours hold from that day on. Booked visits stay where they are."))
        else:
            actions.discard(proposal)
            messages.success(request, _("The hours stay as they are."))
    except Refused as refusal:
        return _proposal_page(request, _proposal(proposal_id), refusal)
    return redirect("desk:flow_proposal", proposal_id=proposal_id)


def _page(request: HttpRequest, site: Site, refusal: Refused | None = None) -> HttpResponse:
    today = dates.local(clock.now(), site.time_zone).date()
    asked = dates.read_day(request.GET.get("week", "")) or today + timedelta(days=7)
    monday = asked - timedelta(days=asked.weekday())
    days = queries.week(site, monday)
    limit, is_set = queries.limit_of(site)
    context: dict[str, Any] = {
        "site": site,
        "sites": Site.objects.filter(active=True),
        "monday": monday,
        "sunday": monday + timedelta(days=6),
        "days": plots_of_week(days, limit),
        "peaks": [(day.on, peak) for day in days for peak in day.peaks],
        "limit": limit,
        "limit_set": is_set,
        "previous_href": _href(site, monday - timedelta(days=7)),
        "next_href": _href(site, monday + timedelta(days=7)),
        "proposals": HoursProposal.objects.filter(site=site)[:5],
        "refusal": refusal,
    }
    return render(request, "scheduling/desk/flow.html", context, status=refusal.status if refusal else 200)


def _proposal_page(request: HttpRequest, proposal: HoursProposal, refusal: Refused | None = None) -> HttpResponse:
    today = dates.local(clock.now(), proposal.site.time_zone).date()
    # Most visits are booked within six weeks; from then on the new hours meet few that do not fit them.
    suggested = today + timedelta(days=42 + (7 - today.weekday()) % 7)
    context: dict[str, Any] = {
        "proposal": proposal,
        "changes": changes(proposal),
        "before": plots_of_outcome(proposal, "before"),
        "after": plots_of_outcome(proposal, "after"),
        "measures": measures(proposal),
        "services": services(proposal),
        "open": proposal.state == HoursProposal.State.PROPOSED,
        "suggested": suggested,
        "key": new_key(),
        "refusal": refusal,
        "flow_href": f"{reverse('desk:flow')}?site={proposal.site.slug}",
    }
    return render(request, "scheduling/desk/flow_proposal.html", context, status=refusal.status if refusal else 200)


def _proposal(proposal_id: UUID) -> HoursProposal:
    found = queries.proposal(proposal_id)
    if found is None:
        raise Http404
    return found


def _href(site: Site, monday: date) -> str:
    return f"{reverse('desk:flow')}?site={site.slug}&week={monday.isoformat()}"


def _site(request: HttpRequest, required: bool = False) -> Any:
    """The site asked for, else the one last looked at on the day, else the first."""
    sent = request.POST if request.method == "POST" else request.GET
    asked = (sent.get("site") or request.session.get("desk_site") or "").replace("\0", "")
    found = Site.objects.filter(active=True)
    site = found.filter(slug=asked).first() or (None if sent.get("site") else found.first())
    if site is None and (required or sent.get("site")):
        return get_object_or_404(found, slug=asked)
    return site
