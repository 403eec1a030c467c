"""The clinic had to move a visit: keep the new time, choose another one, or ask for a call."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from heartline.people.access import patient_page
from heartline.scheduling.portal.common import arranging, clinic
from heartline.scheduling.reassignment import actions, queries
from heartline.scheduling.reassignment.models import ReassignedVisit
from heartline.scheduling.reassignment.rules import State
from heartline.scheduling.reassignment.wording import clinics_reason


@patient_page
@arranging
def moved(request: HttpRequest, visit_id: UUID) -> HttpResponse:
    """Old and new time, why, and what they can do. Whoever says something is shown that it was heard."""
    item = queries.for_patient(request.acting_for, visit_id)
    if item is None:
        raise Http404
    if request.method == "POST" and request.POST.get("answer") in ReassignedVisit.Answer.values:
        actions.answer(item, request.POST["answer"])
        return redirect("portal:moved", visit_id=visit_id)
    state = queries.state_of(item)
    context = {
        "item": item,
        "visit": item.appointment,
        "why": clinics_reason(item.told_reason, item.from_clinician.name),
        "keeps": state is State.KEEPS,
        "wants_call": state is State.WANTS_CALL,
        "open": state in (State.MOVED, State.TOLD, State.UNREACHED, State.CALLED),
        "changed": state is State.OTHER,
        **clinic(),
    }
    return render(request, "scheduling/portal/moved.html", context)
