"""Who may need a hand to come in the coming days: whom to call, what for, and what was done so far."""

from datetime import datetime, timedelta
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from heartline.kernel import audit, clock, dates
from heartline.kernel.errors import Refused
from heartline.people.access import staff_page
from heartline.people.desk.noting import note_list
from heartline.people.models import Site
from heartline.scheduling.attendance import actions, queries
from heartline.scheduling.attendance.words import HELP, say
from heartline.scheduling.desk.board import flags
from heartline.scheduling.models import Appointment

DAYS = (1, 2, 3, 7)
SHOWN = 40  # calls that a desk may manage in a day


@staff_page("attendance.help")
def hand(request: HttpRequest) -> HttpResponse:
    """The likeliest to be missed from tomorrow on. About eight queries; a note in the audit log for each newly seen."""
    sites = list(Site.objects.filter(active=True))
    site = next((each for each in sites if each.slug == request.GET.get("site", "")), None)
    days = next((each for each in DAYS if request.GET.get("days") == str(each)), 3)
    zone = (site or sites[0]).zone if sites else None
    tomorrow = dates.local(clock.now(), zone).date() + timedelta(days=1)
    start = datetime(tomorrow.year, tomorrow.month, tomorrow.day, tzinfo=zone or clock.now().tzinfo)
    end = start + timedelta(days=days)
    rows = queries.needing_a_hand(site, start, end, SHOWN)
    note_list((row.visit.patient_id for row in rows), "hand list")
    booked, missed = queries.expected(site, start, end)
    model = queries.model()
    context = {
        "rows": [
            {
                "row": row,
                "one_in": max(2, round(1 / max(row.probability, 0.001))),
                "why": say(row.evidence),
                "flags": flags(row.visit.patient),
                "done": [(HELP[event.kind.removeprefix("attendance.")], event) for event in row.done[:3]],
            }
            for row in rows
        ],
        "help": [(what, label, icon) for what, (label, _said, icon) in HELP.items()],
        "sites": sites,
        "site": site,
        "days": days,
        "day_choices": DAYS,
        "booked": booked,
        "expected": missed,
        "model": model,
        "history": None if model else queries.history(),
        "here": request.get_full_path(),
    }
    return render(request, "scheduling/desk/hand.html", context)


@require_POST
@staff_page("attendance.help")
def note(request: HttpRequest, visit_id: UUID) -> HttpResponse:
    """One of the four things that can be done, noted; back to the list."""
    what = request.POST.get("what", "")
    if what not in HELP:
        raise Http404
    visit = get_object_or_404(Appointment, pk=visit_id)
    audit.read(visit.patient_id, "hand list")
    back = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(back, allowed_hosts=None):
        back = reverse("desk:hand")
    try:
        actions.help_with(visit, what)
    except Refused as refusal:
        messages.info(request, str(refusal))
    else:
        messages.success(request, _("Noted: %(what)s.") % {"what": HELP[what][0]})
    return redirect(back)
