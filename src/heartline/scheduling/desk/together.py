"""Moving a caller's visits that belong together, in one step."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from heartline.kernel import audit
from heartline.kernel.errors import Refused
from heartline.people.access import staff_page
from heartline.scheduling.booking.queries import visits
from heartline.scheduling.booking.rules import Step, after
from heartline.scheduling.desk.book import contact_of
from heartline.scheduling.picking.rules import Choice
from heartline.scheduling.portal.common import holder_of, new_key
from heartline.scheduling.siblings import moving


@staff_page("appointment.book")
def together(request: HttpRequest, visit_id: UUID) -> HttpResponse:
    """`?time=` is where this one goes; the others follow, by the series' rhythm or the plan's rules."""
    visit = visits().filter(pk=visit_id).first()
    if visit is None:
        raise Http404
    audit.read(visit.patient_id, "visit", confidential=visit.confidential)
    sent = request.POST if request.method == "POST" else request.GET
    choice = Choice.parse(sent.get("time", ""))
    alone = visit.series_id is None and visit.plan_booking_id is None
    if alone or choice is None or after(visit.status, Step.RESCHEDULE, visit.mode) is None:
        return redirect("desk:move", visit_id=visit.pk)
    refusal: Refused | None = None
    if request.method == "POST":
        try:
            done = moving.perform(visit, sent, holder=holder_of(request), online=False)
        except Refused as refused:
            refusal = refused
        else:
            return redirect(
                reverse("desk:visit", args=[visit.pk]) + ("?moved=all" if len(done.moved) > 1 else "?moved=1")
            )
    context = {
        "visit": visit,
        "patient": visit.patient,
        "contact": contact_of(visit.patient),
        "proposal": moving.propose(visit, choice, sent, holder=holder_of(request), online=False),
        "time": str(choice),
        "key": new_key(),
        "refusal": refusal,
    }
    return render(request, "scheduling/desk/together.html", context, status=refusal.status if refusal else 200)
