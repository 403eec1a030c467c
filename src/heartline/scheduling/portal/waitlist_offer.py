"""A time that is kept for me: until when, why it is my turn, and two buttons."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from heartline.kernel import clock
from heartline.kernel.errors import Refused
from heartline.people.access import patient_page
from heartline.people.linking.queries import records_of
from heartline.scheduling.models import WaitlistEntry, WaitlistOffer
from heartline.scheduling.portal.common import arranging, clinic
from heartline.scheduling.waitlist import answering, queries
from heartline.scheduling.waitlist.deadlines import last_answer
from heartline.scheduling.waitlist.words import because


@patient_page
def offer(request: HttpRequest, offer_id: UUID) -> HttpResponse:
    """The offer as it stands now. Three queries besides the shell's."""
    return _page(request, _offer_or_404(request, offer_id))


@patient_page
@arranging
@require_POST
def take(request: HttpRequest, offer_id: UUID) -> HttpResponse:
    """Take it; taken twice it is one visit."""
    found = _offer_or_404(request, offer_id)
    try:
        visit = answering.accept(found)
    except Refused as refusal:
        return _page(request, found, refusal)
    moved = "?moved=1" if found.entry.appointment_id else ""
    return redirect(reverse("portal:done", args=[visit.pk]) + moved)


@patient_page
@arranging
@require_POST
def leave(request: HttpRequest, offer_id: UUID) -> HttpResponse:
    """Leave it to the next, and wait on."""
    answering.leave_it(_offer_or_404(request, offer_id))
    messages.success(request, _("Left to somebody else. You keep your place on the list."))
    return redirect("portal:waitlist")


def _offer_or_404(request: HttpRequest, offer_id: UUID) -> WaitlistOffer:
    found = queries.offers().filter(pk=offer_id, patient_id__in=records_of(request.acting_for.pk)).first()
    if found is None:
        raise Http404
    return found


def _page(request: HttpRequest, found: WaitlistOffer, refusal: Refused | None = None) -> HttpResponse:
    now = clock.now()
    answerable = now <= last_answer(found.period.lower, found.service.lead_time, found.entry.notice)
    waits = found.entry.status == WaitlistEntry.Status.WAITING
    open_ = found.state == WaitlistOffer.State.OPEN and found.deadline > now
    unanswered = found.state in (WaitlistOffer.State.OPEN, WaitlistOffer.State.EXPIRED) and not open_
    context = {
        "offer": found,
        "open": open_ and not refusal,
        "late": unanswered and answerable and waits and not refusal,
        "seconds": max(int((found.deadline - now).total_seconds()), 0),
        "why": because(found.why.get("reasons", []), own=True) if found.why.get("reasons") else "",
        "refusal": refusal,
        **clinic(),
    }
    return render(request, "scheduling/portal/waitlist_offer.html", context, status=refusal.status if refusal else 200)
