"""What the calendar asks while somebody takes hold of a visit, and what it sends when they let go. For its script: JSON.

Which times are free is what the one function of the database says, and what becomes of the visit is what the same actions
do that every other door calls. Without the script, a visit's own page leads to the pages for moving and for its length.
"""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from heartline.kernel import audit, dates
from heartline.kernel.errors import Refused
from heartline.people.access import staff_page
from heartline.scheduling.availability import queries as availability
from heartline.scheduling.availability.rules import Filters, FreeTime
from heartline.scheduling.booking import actions, stretching
from heartline.scheduling.booking.queries import local_day, visits
from heartline.scheduling.booking.refusals import ChangedMeanwhile
from heartline.scheduling.desk import free_places
from heartline.scheduling.desk.book import contact_of
from heartline.scheduling.desk.free_places import key_of, minute_of, refused
from heartline.scheduling.models import Appointment
from heartline.scheduling.picking.rules import Choice
from heartline.scheduling.portal.common import key_for, seen_in
from heartline.scheduling.templatetags.visits import lasts
from heartline.scheduling.waitlist import undoing

MOST_DAYS = 7
_STAMP = "%Y%m%dT%H%MZ"


@staff_page("appointment.book")
def targets(request: HttpRequest, visit_id: UUID) -> HttpResponse:
    """Where in the calendar this visit may be put down, and how long it may become. About six queries.

    `targets`: column → [minute of the day on the site's clock, value to send]; `ends`: [minute of the day, value].
    """
    visit = _read(visit_id)
    first = dates.read_day(request.GET.get("first", "")) or dates.local(visit.period.lower, visit.site.time_zone).date()
    days = int(text) if (text := request.GET.get("days", "")) in [str(n) for n in range(1, MOST_DAYS + 1)] else 1
    by_room = request.GET.get("by") == "room"
    free = _free(visit, first, days, by_room=by_room)
    found = free_places.places(free, lambda each: each.room_id if by_room else each.clinician_id)
    ends = [(_end_minute(visit, end), _stamp(end)) for end in stretching.ends(visit)]
    minutes = [minute for times in (*found.values(), ends) for minute, _value in times]
    return JsonResponse(
        {
            "targets": found,
            "ends": ends,
            "length": int(visit.service.duration.total_seconds() // 60),
            "now": str(Choice(visit.clinician_id, visit.period.lower)) if visit.clinician_id else "",
            "said": free_places.said(minutes),
            "before": _when(visit),
            "key": key_for(visit),
        }
    )


@require_POST
@staff_page("appointment.book")
def moved(request: HttpRequest, visit_id: UUID) -> HttpResponse:
    """The visit was let go at a free time. Says what it is now, and how to undo it."""
    visit = _read(visit_id)
    choice = Choice.parse(request.POST.get("time", ""))
    if choice is None:
        return JsonResponse({"message": _("Choose a time first.")}, status=422)
    before = Choice(visit.clinician_id, visit.period.lower) if visit.clinician_id else None
    try:
        with transaction.atomic():
            undoing.make_way(visit, choice.clinician_id, choice.starts_at)
            now = actions.reschedule(
                visit, choice.clinician_id, choice.starts_at, key=key_of(request), mode=visit.mode, online=False,
                site_id=visit.site_id, seen=seen_in(key_of(request)),
            )  # fmt: skip
    except Refused as refusal:
        return refused(refusal)
    return JsonResponse(
        {"said": _("Moved to %(when)s.") % {"when": _when(now)}, "undo": {"time": str(before)}, "key": key_for(now)}
    )


@require_POST
@staff_page("appointment.book")
def resized(request: HttpRequest, visit_id: UUID) -> HttpResponse:
    """The visit's lower edge was let go. Says what it is now, and how to undo it."""
    visit = _read(visit_id)
    ends_at = _moment(request.POST.get("end", ""))
    if ends_at is None:
        return JsonResponse({"message": _("Choose a time first.")}, status=422)
    before = _stamp(visit.period.upper)
    try:
        now = stretching.stretch(visit, ends_at, key=key_of(request), seen=seen_in(key_of(request)))
    except Refused as refusal:
        return refused(refusal)
    said = _("The visit now takes %(length)s.") % {"length": lasts(now.period.upper - now.period.lower)}
    return JsonResponse({"said": said, "undo": {"end": before}, "key": key_for(now)})


class LengthForm(forms.Form):
    end = forms.ChoiceField(label=gettext_lazy("How long"))
    key = forms.CharField(widget=forms.HiddenInput, max_length=64)


@staff_page("appointment.book")
def length(request: HttpRequest, visit_id: UUID) -> HttpResponse:
    """The same as a page with one form."""
    visit = _read(visit_id)
    ends = stretching.ends(visit)
    if request.method == "GET" and not ends:
        return redirect("desk:visit", visit_id=visit_id)
    form = LengthForm(request.POST or None, initial={"end": _stamp(visit.period.upper), "key": key_for(visit)})
    form.fields["end"].choices = [(_stamp(end), _length(visit, end)) for end in ends]  # type: ignore[attr-defined]
    context: dict[str, Any] = {
        "visit": visit,
        "patient": visit.patient,
        "contact": contact_of(visit.patient),
        "form": form,
    }
    if request.method == "POST" and form.is_valid():
        ends_at = next(end for end in ends if _stamp(end) == form.cleaned_data["end"])
        try:
            key = form.cleaned_data["key"]
            stretching.stretch(visit, ends_at, key=key, seen=seen_in(key))
        except ChangedMeanwhile as refusal:  # asked again, with what there is to choose from by now
            messages.warning(request, str(refusal))
            return redirect("desk:visit_length", visit_id=visit_id)
        except Refused as refusal:
            return render(request, "scheduling/desk/length.html", context | {"refusal": refusal}, status=refusal.status)
        messages.success(request, _("The visit has its new length."))
        return redirect("desk:visit", visit_id=visit_id)
    return render(request, "scheduling/desk/length.html", context, status=422 if form.errors else 200)


def _read(visit_id: UUID) -> Appointment:
    visit = visits().filter(pk=visit_id).first()
    if visit is None:
        raise Http404
    audit.read(visit.patient_id, "visit", confidential=visit.confidential)
    return visit


def _free(visit: Appointment, first: date, days: int, *, by_room: bool) -> list[FreeTime]:
    """In the columns of rooms, only with the same clinician: a column there says where, not with whom. One query."""
    if visit.group_session_id is not None:
        return []
    span = local_day(visit.site, first).lower, local_day(visit.site, first + timedelta(days=days - 1)).upper
    clinicians = [visit.clinician_id] if by_room and visit.clinician_id else None
    filters = Filters(clinicians, visit.site_id, visit.mode, "", False, visit.pk, visit.patient_id)
    return availability.find(visit.service, *span, filters)


def _moment(text: str) -> datetime | None:
    choice = Choice.parse(f"{UUID(int=0)}@{text}")
    return choice.starts_at if choice else None


def _stamp(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime(_STAMP)


def _end_minute(visit: Appointment, end: datetime) -> int:
    """Counted from the beginning, so that midnight is 1440 and a jump of the clock does not turn it round."""
    start = dates.local(visit.period.lower, visit.site.time_zone)
    return minute_of(start) + int((end - visit.period.lower).total_seconds() // 60)


def _when(visit: Appointment) -> str:
    who = f", {visit.clinician.name}" if visit.clinician else ""
    return dates.say(visit.period.lower, visit.site.time_zone) + who


def _length(visit: Appointment, end: datetime) -> str:
    return f"{lasts(end - visit.period.lower)} ({dates.say_time(end, visit.site.time_zone)})"
