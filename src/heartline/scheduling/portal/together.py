"""Moving visits that belong together: a series by its rhythm, a plan by its rules. Nothing moves until it is confirmed."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from heartline.kernel.errors import Refused
from heartline.people.access import patient_page
from heartline.scheduling.booking.rules import Step, after
from heartline.scheduling.picking.rules import Choice
from heartline.scheduling.portal.common import arranging, clinic, holder_of, new_key, visit_or_404
from heartline.scheduling.siblings import moving


@patient_page
@arranging
def together(request: HttpRequest, visit_id: UUID) -> HttpResponse:
    """From the old times to the new ones, for all of them in one step."""
    visit = visit_or_404(request, visit_id)
    sent = request.POST if request.method == "POST" else request.GET
    choice = Choice.parse(sent.get("time", ""))
    alone = visit.series_id is None and visit.plan_booking_id is None
    if alone or choice is None or after(visit.status, Step.RESCHEDULE, visit.mode) is None:
        return redirect("portal:reschedule", visit_id=visit.pk)
    refusal: Refused | None = None
    if request.method == "POST":
        try:
            done = moving.perform(visit, sent, holder=holder_of(request))
        except Refused as refused:
            refusal = refused
        else:
            return redirect(
                reverse("portal:done", args=[visit.pk]) + ("?moved=all" if len(done.moved) > 1 else "?moved=1")
            )
    context = {
        "visit": visit,
        "proposal": moving.propose(visit, choice, sent, holder=holder_of(request)),
        "time": str(choice),
        "key": new_key(),
        "refusal": refusal,
        **clinic(),
    }
    return render(request, "scheduling/portal/together.html", context, status=refusal.status if refusal else 200)
