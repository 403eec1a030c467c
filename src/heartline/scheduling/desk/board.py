"""A site's day as the day board draws it (kernel/components/board.py)."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from heartline.kernel import clock, dates
from heartline.kernel.templatetags.facts import language_name
from heartline.kernel.text import translated
from heartline.people.models import Patient, Site
from heartline.people.permissions import may
from heartline.scheduling.booking.queries import Column, local_day
from heartline.scheduling.catalogue.models import Mode
from heartline.scheduling.desk import hours
from heartline.scheduling.desk.hours import Span
from heartline.scheduling.models import Appointment, GroupSession, Reservation
from heartline.scheduling.picking.rules import Choice
from heartline.scheduling.templatetags.visits import lasts, mode_name

STATES = {"booked": "booked", "arrived": "arrived", "fulfilled": "done", "noshow": "missed", "cancelled": "cancelled"}
STATUS_ICONS = {"arrived": "map-pin-check", "fulfilled": "check", "noshow": "user-x"}
LEAST_GAP = timedelta(minutes=10)


def board(site: Site, on: date, columns: Sequence[Column], *, by: str, role: str) -> dict[str, Any]:
    """Columns with visits, blocked time and, for clinicians, gaps and hours not worked. Three queries."""
    worked = hours.working(site, on, [column.resource.pk for column in columns]) if by == "clinician" else {}
    columns = [column for column in columns if by == "room" or worked.get(column.resource.pk) or _busy(column)]
    first, last = _bounds(site, on, [span for spans in worked.values() for span in spans] + _spans(columns))
    now = clock.now()
    shown = [_column(site, on, each, worked.get(each.resource.pk, []), (first, last), by, role) for each in columns]
    return {
        "columns": shown,
        "from_hour": first.hour,
        "to_hour": last.hour if last.date() == on else 24,
        "now": now if dates.local(now, site.time_zone).date() == on else None,
        "tz": site.time_zone,
        "label": _("Visits at %(site)s on %(day)s") % {"site": site.name, "day": dates.say_day(on)},
    }


def flags(patient: Patient) -> str:
    """How to speak with them, in a word or two; nothing for English without an interpreter."""
    language = language_name(patient.language)
    if patient.interpreter_needed:
        return _("interpreter: %(language)s") % {"language": language or "?"}
    return language if patient.language and not patient.language.startswith("en") else ""


def _column(
    site: Site, on: date, column: Column, worked: list[Span], shown: Span, by: str, role: str
) -> dict[str, Any]:
    may_book, may_block = may(role, "appointment.book"), may(role, "time.block")
    items = [_visit(each, by) for each in column.appointments] + [_taken(each, may_block) for each in column.blocked]
    if by == "clinician":
        taken = [_with_buffers(each) for each in column.appointments] + [_of(each) for each in column.blocked]
        past = (worked[0][0], clock.now().replace(second=0, microsecond=0)) if worked else None
        gaps = hours.without(worked, [*taken, past] if past else taken)
        items += [_gap(column, gap) for gap in gaps if may_book and gap[1] - gap[0] >= LEAST_GAP]
    closed = hours.without([shown], worked + _spans([column])) if by == "clinician" else []
    return {
        "name": column.resource.name,
        "text": _specialty(column),
        "items": items,
        "closed": [{"start": start, "minutes": _minutes(start, end)} for start, end in closed],
    }


def _visit(visit: Appointment, by: str) -> dict[str, Any]:
    words = [] if visit.status == Appointment.Status.BOOKED else [str(visit.get_status_display())]
    words += [flag] if (flag := flags(visit.patient)) else []
    words += [mode_name(visit.mode)] if visit.mode != Mode.IN_PERSON else []
    where = visit.clinician.name if by == "room" and visit.clinician else ""
    return {
        "start": visit.starts_at,
        "minutes": _minutes(visit.starts_at, visit.ends_at),
        "title": visit.patient.name or _("No name given"),
        "text": " · ".join(part for part in (translated(visit.service.name), where) if part),
        "href": reverse("desk:visit", args=[visit.pk]),
        "state": STATES[visit.status],
        "icon": STATUS_ICONS.get(visit.status) or ("languages" if visit.patient.interpreter_needed else ""),
        "badge": " · ".join(words),
    }


def _taken(reservation: Reservation, may_block: bool) -> dict[str, Any]:
    start, end = _of(reservation)
    held = reservation.held_until is not None
    if reservation.group_session is not None:
        return _group(reservation.group_session, start, end)
    if reservation.appointment_id is not None:
        return _helping(reservation.appointment_id, start, end)
    return {
        "start": start,
        "minutes": _minutes(start, end),
        "title": _("Being booked now") if held else reservation.note or _("Blocked"),
        "text": "",
        "href": reverse("desk:blocked", args=[reservation.pk]) if may_block and not held else "",
        "state": "held",
        "icon": "timer" if held else "ban",
        "badge": "" if held or not reservation.note else _("Blocked"),
    }


def _group(session: GroupSession, start: datetime, end: datetime) -> dict[str, Any]:
    """One entry for all who come: the roster has the names."""
    taken = _("%(taken)d of %(places)d places taken") % {"taken": session.taken, "places": session.capacity}
    return {
        "start": start,
        "minutes": _minutes(start, end),
        "title": translated(session.service.name),
        "text": taken,
        "href": reverse("desk:group", args=[session.pk]),
        "state": "booked",
        "icon": "users",
        "badge": _("Group"),
    }


def _helping(visit_id: UUID, start: datetime, end: datetime) -> dict[str, Any]:
    return {
        "start": start,
        "minutes": _minutes(start, end),
        "title": _("Helps with a visit"),
        "text": "",
        "href": reverse("desk:visit", args=[visit_id]),
        "state": "held",
        "icon": "link",
        "badge": "",
    }


def _gap(column: Column, gap: Span) -> dict[str, Any]:
    query = urlencode({"at": Choice(column.resource.pk, gap[0])})
    return {
        "start": gap[0],
        "minutes": _minutes(*gap),
        "title": _("Free"),
        "text": lasts(gap[1] - gap[0]),
        "href": f"{reverse('desk:book')}?{query}",
        "state": "free",
    }


def _bounds(site: Site, on: date, spans: list[Span]) -> Span:
    """Whole hours around everything, on the site's clock; eight to five at least."""
    midnight, end = local_day(site, on).lower, local_day(site, on).upper
    begin = min([start for start, _end in spans] + [datetime(on.year, on.month, on.day, 8, tzinfo=site.zone)])
    finish = max([end_ for _start, end_ in spans] + [datetime(on.year, on.month, on.day, 17, tzinfo=site.zone)])
    first = dates.local(max(begin, midnight), site.time_zone).replace(minute=0)
    last = dates.local(min(finish, end), site.time_zone)
    whole = last if last.minute == 0 else last.replace(minute=0) + timedelta(hours=1)
    return first, whole


def _specialty(column: Column) -> str:
    if column.resource.lane_of_id:
        return _("Extra places")
    member = column.resource.staff_member
    return translated(member.specialty) if member else ""


def _spans(columns: Sequence[Column]) -> list[Span]:
    visits = [_of(visit) for column in columns for visit in column.appointments]
    return visits + [_of(taken) for column in columns for taken in column.blocked]


def _busy(column: Column) -> bool:
    return bool(column.appointments or column.blocked)


def _of(taken: Appointment | Reservation) -> Span:
    return taken.period.lower, taken.period.upper


def _with_buffers(visit: Appointment) -> Span:
    """What is reserved for a visit: nobody can be booked into the minutes around it."""
    return visit.period.lower - visit.service.buffer_before, visit.period.upper + visit.service.buffer_after


def _minutes(start: datetime, end: datetime) -> int:
    return int((end - start).total_seconds() // 60)
