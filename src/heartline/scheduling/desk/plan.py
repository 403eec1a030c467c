"""A plan for a caller: ways to have all its visits, one read back and booked in one step."""

from datetime import datetime
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from heartline.kernel import audit
from heartline.kernel.dates import read_day
from heartline.kernel.errors import Refused
from heartline.people.access import staff_page
from heartline.people.models import Patient, Site
from heartline.scheduling.desk.book import contact_of, trail
from heartline.scheduling.desk.picking import Chosen
from heartline.scheduling.plans import actions, queries
from heartline.scheduling.portal.common import holder_of, new_key


@staff_page("appointment.book")
def plan(request: HttpRequest, patient_id: UUID, plan: str) -> HttpResponse:
    """One page: narrow, choose, book. A handful of queries for each step of the plan."""
    patient = get_object_or_404(Patient, pk=patient_id)
    asked = queries.with_steps(plan)
    if asked is None:
        raise Http404
    audit.read(patient.pk, "booking")
    refusal: Refused | None = None
    if request.method == "POST" and (choices := queries.choices_of(request.POST.get("way", ""))):
        try:
            booking = actions.book_plan(
                patient, asked, choices, key=request.POST.get("key", "")[:64],
                reason=request.POST.get("reason", "")[:500], holder=holder_of(request), online=False,
            )  # fmt: skip
        except Refused as refused:
            refusal = refused
        else:
            first = booking.visits.earliest("plan_place")
            return redirect(reverse("desk:visit", args=[first.pk]) + "?booked=all")
    sites = list(Site.objects.filter(active=True))
    site = next((each for each in sites if each.slug == request.GET.get("site", "")), None)
    day = read_day(request.GET.get("from", ""))
    start = datetime(day.year, day.month, day.day, tzinfo=(site or sites[0]).zone) if day and sites else None
    context = {
        "patient": patient,
        "contact": contact_of(patient),
        "plan": asked,
        "ways": queries.find(
            asked,
            patient=patient,
            site_id=site.pk if site else None,
            start=start,
            holder=holder_of(request),
            online=False,
        ),
        "sites": sites,
        "site": site,
        "day": day,
        "key": new_key(),
        "refusal": refusal,
        "trail": trail("when", patient.pk, Chosen()),
    }
    return render(request, "scheduling/desk/plan.html", context, status=refusal.status if refusal else 200)
