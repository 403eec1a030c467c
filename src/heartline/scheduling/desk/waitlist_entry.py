"""One who waits: what suits them, what they were offered and why; urgency, a time by hand, answers by phone."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from heartline.kernel import audit, clock
from heartline.kernel.errors import Refused
from heartline.people.access import staff_page
from heartline.people.models import Site
from heartline.people.places.queries import zones
from heartline.scheduling.availability import queries as availability
from heartline.scheduling.availability.rules import FreeTime
from heartline.scheduling.desk.book import contact_of
from heartline.scheduling.desk.waitlist import UrgencyForm
from heartline.scheduling.models import Resource, WaitlistEntry, WaitlistOffer
from heartline.scheduling.picking.rules import Choice, one_a_start, thin
from heartline.scheduling.waitlist import actions, answering, offering, queries
from heartline.scheduling.waitlist.rules import UNANSWERED, Urgency, misfit
from heartline.scheduling.waitlist.wishes import waiting_of, wishes_of
from heartline.scheduling.waitlist.words import because, passed_over, reason_rows, wishes_said

FREE, DAYS = 24, 60  # times to offer by hand, and how far ahead they are looked for


@staff_page("waitlist.read")
def entry(request: HttpRequest, entry_id: UUID) -> HttpResponse:
    """All of it on one page. About fifteen queries."""
    return _page(request, _entry(entry_id))


@require_POST
@staff_page("waitlist.urgency")
def urgency(request: HttpRequest, entry_id: UUID) -> HttpResponse:
    """How urgent, by those who may judge it."""
    form = UrgencyForm(request.POST)
    if not form.is_valid():
        raise Http404
    return _do(request, entry_id, lambda found: actions.set_urgency(found, Urgency(int(form.cleaned_data["urgency"]))))


@require_POST
@staff_page("waitlist.edit")
def offer(request: HttpRequest, entry_id: UUID) -> HttpResponse:
    """This very time, by hand."""
    choice = Choice.parse(request.POST.get("time", ""))
    if choice is None:
        messages.info(request, _("Choose a time first."))
        return redirect("desk:waitlist_entry", entry_id=entry_id)
    return _do(request, entry_id, lambda found: offering.offer_by_hand(found, choice.clinician_id, choice.starts_at))


@require_POST
@staff_page("waitlist.edit")
def remove(request: HttpRequest, entry_id: UUID) -> HttpResponse:
    """They do not want to wait any more."""
    return _do(request, entry_id, actions.leave)


@require_POST
@staff_page("waitlist.edit")
def still(request: HttpRequest, entry_id: UUID) -> HttpResponse:
    """They said that they still wait."""
    return _do(request, entry_id, actions.resume)


@require_POST
@staff_page("waitlist.edit")
def answer(request: HttpRequest, offer_id: UUID) -> HttpResponse:
    """What they said on the phone (`answer`: yes, no), or the offer taken back (withdraw)."""
    found = queries.offers().filter(pk=offer_id).first()
    if found is None:
        raise Http404
    act = {"yes": answering.accept, "no": answering.leave_it, "withdraw": answering.withdraw}.get(
        request.POST.get("answer", "")
    )
    if act is None:
        raise Http404
    return _do(request, found.entry_id, lambda _entry: act(found))


def _do(request: HttpRequest, entry_id: UUID, act: Any) -> HttpResponse:
    found = _entry(entry_id)
    try:
        act(found)
    except Refused as refusal:
        return _page(request, _entry(entry_id), refusal)
    messages.success(request, _("Done."))
    return redirect("desk:waitlist_entry", entry_id=entry_id)


def _entry(entry_id: UUID) -> WaitlistEntry:
    found = queries.entries().filter(pk=entry_id).first()
    if found is None:
        raise Http404
    return found


def _page(request: HttpRequest, found: WaitlistEntry, refusal: Refused | None = None) -> HttpResponse:
    audit.read(found.patient_id, "waitlist")
    waits = found.status == WaitlistEntry.Status.WAITING
    made = list(queries.offers().filter(entry=found).order_by("-sent_at")[:50])
    names = (
        dict(Resource.objects.filter(pk__in=found.clinicians).values_list("pk", "name")),
        dict(Site.objects.filter(pk__in=found.sites).values_list("pk", "name")),
    )
    open_ = next((each for each in made if each.state == WaitlistOffer.State.OPEN), None)
    context = {
        "entry": found,
        "zone": zones()[0],
        "patient": found.patient,
        "contact": contact_of(found.patient),
        "waits": waits,
        "waited": max((clock.now() - found.joined_at).days, 0),
        "place": queries.before_for_staff(found) + 1,
        "wishes": wishes_said(wishes_of(found), *names),
        "paused": waits and found.unanswered >= UNANSWERED,
        "open": open_,
        "offers": [_told(each) for each in made],
        "times": _times(found) if waits and open_ is None else [],
        "urgency": UrgencyForm(initial={"urgency": found.urgency}),
        "refusal": refusal,
    }
    return render(request, "scheduling/desk/waitlist_entry.html", context, status=refusal.status if refusal else 200)


def _told(offer_: WaitlistOffer) -> dict[str, Any]:
    why = offer_.why
    return {
        "offer": offer_,
        "because": because(why["reasons"]) if why.get("reasons") else "",
        "reasons": reason_rows(why.get("reasons", [])),
        "passed_over": passed_over(why.get("passed_over", {})),
    }


def _times(found: WaitlistEntry) -> list[tuple[Choice, FreeTime]]:
    """Free times that suit them and leave them time to answer, the next first, few enough to choose from. One query."""
    now = clock.now()
    free = availability.free_times(
        found.service,
        start=now + found.notice,
        end=now + timedelta(days=DAYS),
        clinicians=found.clinicians or None,
        online=False,
        patient_id=found.patient_id,
        limit=2000,
    )
    waiting = waiting_of(found)
    suited = [each for each in free if misfit(waiting, offering.slot_of(each), now) is None]
    askable = [each for each in suited[: FREE * 8] if offering.answer_until(found, each) is not None]
    return [(Choice(each.clinician_id, each.starts_at), each) for each in thin(one_a_start(askable), FREE)]
