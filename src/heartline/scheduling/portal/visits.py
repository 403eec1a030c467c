"""My visits: coming and past, each with all that is needed to get there."""

from datetime import datetime
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from heartline.people.access import patient_page
from heartline.scheduling.booking import queries as booking
from heartline.scheduling.calendars import rules as calendars
from heartline.scheduling.models import Appointment
from heartline.scheduling.portal.common import clinic, visit_or_404
from heartline.scheduling.siblings.queries import families, family

PAGE = 20


@patient_page
def visits(request: HttpRequest) -> HttpResponse:
    """Coming visits, then past ones, newest first, a page at a time. Three queries besides the shell's."""
    before = _moment(request.GET.get("before", ""))
    past = booking.past(request.acting_for, before=before, limit=PAGE + 1)
    coming = [] if before else booking.upcoming(request.acting_for)
    older = {"before": past[PAGE - 1].starts_at.isoformat()} if len(past) > PAGE else None
    context = {
        "coming": coming,
        "families": families(coming),
        "past": past[:PAGE],
        "past_href": f"{reverse('portal:visits')}?{urlencode(older)}" if older else "",
        "before": before,
    }
    return render(request, "scheduling/portal/visits.html", context)


@patient_page
def visit(request: HttpRequest, visit_id: UUID) -> HttpResponse:
    """One visit: when, with whom, how to get ready and how to get there."""
    found = visit_or_404(request, visit_id)
    return render(request, "scheduling/portal/visit.html", {"visit": found, "family": family(found), **clinic()})


@patient_page
def calendar(request: HttpRequest, visit_id: UUID) -> HttpResponse:
    """The visit as a calendar file: the same event, changed or cancelled, when it is fetched again."""
    wanted = visit_or_404(request, visit_id)
    method: calendars.Method = "CANCEL" if wanted.status == Appointment.Status.CANCELLED else "PUBLISH"
    response = HttpResponse(
        calendars.calendar_file(
            wanted, method, url=request.build_absolute_uri(reverse("portal:visit", args=[wanted.pk]))
        ),
        content_type=f"text/calendar; charset=utf-8; method={method}",
    )
    response["Content-Disposition"] = 'attachment; filename="visit.ics"'
    return response


def _moment(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text) if text else None
    except ValueError:
        return None
    return moment if moment and moment.tzinfo else None
