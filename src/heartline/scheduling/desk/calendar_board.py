"""The desk calendar as the day board draws it: a column a clinician or room and date, visits that can be taken hold of."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Self
from uuid import UUID

from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from heartline.kernel import clock, dates
from heartline.kernel.text import translated
from heartline.people.models import Site
from heartline.people.permissions import may
from heartline.scheduling.booking.queries import local_day
from heartline.scheduling.booking.stretching import may_stretch
from heartline.scheduling.catalogue.models import Mode
from heartline.scheduling.desk.board import STATES, STATUS_ICONS
from heartline.scheduling.desk.calendar_data import Column, Sheet
from heartline.scheduling.desk.hours import Span, without
from heartline.scheduling.models import Appointment, Reservation
from heartline.scheduling.templatetags.visits import mode_name

MOST_LANES = 4  # that the board can draw side by side


@dataclass(frozen=True, slots=True)
class Rights:
    """What the reader may do with what the board shows."""

    move: bool
    block: bool

    @classmethod
    def of(cls, role: str) -> Self:
        return cls(may(role, "appointment.book"), may(role, "time.block"))


def board(
    site: Site,
    sheet: Sheet,
    rights: Rights,
    *,
    by: str = "clinician",
    several_days: bool = False,
    one: bool = False,
    more: Mapping[UUID, Sequence[dict[str, Any]]] | None = None,
) -> dict[str, Any]:
    """`more` are further items by clinician or room, as the day board takes them. No queries."""
    first, last = _hours(site, sheet)
    now = clock.now()
    shown = {column.on for column in sheet.columns}
    columns: list[dict[str, Any]] = []
    for column in sheet.columns:
        begins = not columns or columns[-1]["on"] != column.on
        items = _items(site, column, by, rights) + list((more or {}).get(column.resource.pk, ()))
        columns.append(_column(site, sheet, column, items, (first, last), by) | {"on": column.on, "begins": begins})
    today = dates.local(now, site.time_zone).date()
    for drawn in columns:
        day = dates.say_short(drawn["on"])
        drawn["another_day"] = drawn["on"] != today
        drawn["text"] = drawn["text"] if not several_days else "" if one else day
        drawn["name"] = day if several_days and one else drawn["name"]
    return {
        "columns": columns,
        "from_hour": first,
        "to_hour": last,
        "now": now if today in shown else None,
        "tz": site.time_zone,
        "label": _("Calendar of %(site)s") % {"site": site.name},
    }


def lanes(spans: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """For each span (in order of start) its lane and how many lanes there are where it stands, from 1. Pure.

    Spans that meet, directly or through others, share the width; more than four stand on top of each other in the last.
    """
    found: list[tuple[int, int]] = []
    cluster: list[int] = []
    ends: list[int] = []
    reach = -1

    def close() -> None:
        for n in cluster:
            found[n] = (found[n][0], min(len(ends), MOST_LANES))

    for n, (start, end) in enumerate(spans):
        if start >= reach:
            close()
            cluster, ends = [], []
        lane = next((i for i, until in enumerate(ends) if until <= start), len(ends))
        ends[lane : lane + 1] = [end]
        found.append((min(lane + 1, MOST_LANES), 1))
        cluster.append(n)
        reach = max(reach, end)
    close()
    return found


def _items(site: Site, column: Column, by: str, rights: Rights) -> list[dict[str, Any]]:
    items = [_visit(site, visit, by, rights.move) for visit in column.visits if visit.group_session_id is None]
    items += [_group(group) for group in _groups(column.visits).values()]
    return items + [_taken(each, rights.block) for each in column.blocked]


def _column(
    site: Site, sheet: Sheet, column: Column, items: list[dict[str, Any]], hours: tuple[int, int], by: str
) -> dict[str, Any]:
    items.sort(key=lambda item: (item["start"], -item["minutes"]))
    marks = [int(item["start"].timestamp()) // 60 for item in items]
    placed = lanes([(mark, mark + item["minutes"]) for mark, item in zip(marks, items, strict=True)])
    for item, (lane, count) in zip(items, placed, strict=True):
        if count > 1:
            item |= {"lane": lane, "lanes": count}
    member = column.resource.staff_member
    return {
        "name": column.resource.name,
        "text": translated(member.specialty) if member else "",
        "items": items,
        "closed": _closed(site, sheet, column, hours) if by == "clinician" else [],
        "attrs": format_html(
            ' data-resource="{}" data-date="{}" data-who="{}" data-said="{}"',
            column.resource.pk,
            column.on.isoformat(),
            column.resource.name,
            dates.say_day(column.on),
        ),
    }


def _visit(site: Site, visit: Appointment, by: str, may_move: bool) -> dict[str, Any]:
    start = dates.local(visit.period.lower, site.time_zone)
    length = _minutes(visit.period.lower, visit.period.upper)
    movable = may_move and may_stretch(visit)
    where = visit.clinician.name if by == "room" and visit.clinician else ""
    words = [] if visit.status == Appointment.Status.BOOKED else [str(visit.get_status_display())]
    words += [mode_name(visit.mode)] if visit.mode != Mode.IN_PERSON else []
    return {
        "start": visit.period.lower,
        "minutes": length,
        "title": visit.patient.name or _("No name given"),
        "text": " · ".join(part for part in (translated(visit.service.name), where) if part),
        "href": reverse("desk:visit", args=[visit.pk]),
        "state": STATES[visit.status],
        "icon": STATUS_ICONS.get(visit.status) or ("languages" if visit.patient.interpreter_needed else ""),
        "badge": " · ".join(words),
        "attrs": format_html(
            ' data-visit="{}" data-start="{}" data-length="{}"', visit.pk, start.hour * 60 + start.minute, length
        )
        if movable
        else "",
    }


def _groups(visits: Sequence[Appointment]) -> dict[UUID, list[Appointment]]:
    together: dict[UUID, list[Appointment]] = {}
    for visit in visits:
        if visit.group_session_id is not None:
            together.setdefault(visit.group_session_id, []).append(visit)
    return together


def _group(visits: Sequence[Appointment]) -> dict[str, Any]:
    """Those who come together are one thing in the calendar."""
    first, count = visits[0], len(visits)
    return {
        "start": first.period.lower,
        "minutes": _minutes(first.period.lower, first.period.upper),
        "title": translated(first.service.name),
        "text": ngettext("%(count)s person", "%(count)s people", count) % {"count": count},
        "href": reverse("desk:visit", args=[first.pk]),
        "state": "booked",
        "icon": "users",
    }


def _taken(reservation: Reservation, may_block: bool) -> dict[str, Any]:
    held = reservation.held_until is not None
    return {
        "start": reservation.period.lower,
        "minutes": _minutes(reservation.period.lower, reservation.period.upper),
        "title": _("Being booked now") if held else reservation.note or _("Blocked"),
        "href": reverse("desk:blocked", args=[reservation.pk]) if may_block and not held else "",
        "state": "held",
        "icon": "timer" if held else "ban",
    }


def _closed(site: Site, sheet: Sheet, column: Column, hours: tuple[int, int]) -> list[dict[str, Any]]:
    """What is not worked, with the reason where the site is closed."""
    day = local_day(site, column.on)
    begin = datetime(column.on.year, column.on.month, column.on.day, hours[0], tzinfo=site.zone)
    finish = min(day.upper, begin + timedelta(hours=hours[1] - hours[0]))
    left = without([(begin, finish)], column.worked)
    return [
        {"start": start, "minutes": _minutes(start, end), "label": _why(sheet, (start, end)), "of_day": True}
        for start, end in left
    ]


def _why(sheet: Sheet, span: Span) -> str:
    for closure in sheet.closures:
        if closure.period.lower < span[1] and span[0] < closure.period.upper:
            return translated(closure.reason) or _("Closed")
    return ""


def _hours(site: Site, sheet: Sheet) -> tuple[int, int]:
    """The whole hours around everything, on the site's clock; eight to five at least."""
    spans = [span for column in sheet.columns for span in column.worked]
    spans += [(v.period.lower, v.period.upper) for column in sheet.columns for v in column.visits]
    starts = [dates.local(start, site.time_zone) for start, _end in spans]
    ends = [dates.local(end, site.time_zone) for _start, end in spans]
    first = min([start.hour for start in starts] + [8])
    over = any(end.date() > start.date() for start, end in zip(starts, ends, strict=True))
    last = 24 if over else max([end.hour + (end.minute > 0) for end in ends] + [17])
    return first, last


def _minutes(start: datetime, end: datetime) -> int:
    return int((end - start).total_seconds() // 60)
