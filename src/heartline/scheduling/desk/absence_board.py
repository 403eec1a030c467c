"""The day beside an absence's list: who could take over, what they have then, and where a patient's row may be put down.

Its script drags; the list of times in each row does the same without it, and for the keyboard.
"""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Self
from urllib.parse import urlencode
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from heartline.kernel import audit, dates
from heartline.kernel.errors import Refused
from heartline.kernel.text import translated
from heartline.people.access import staff_page
from heartline.people.desk.noting import note_list
from heartline.people.models import Site
from heartline.scheduling.availability import queries as availability
from heartline.scheduling.availability.rules import Filters, FreeTime
from heartline.scheduling.booking.queries import local_day
from heartline.scheduling.desk import calendar_data, free_places
from heartline.scheduling.desk.absence_rows import Row
from heartline.scheduling.desk.calendar_board import Rights, board
from heartline.scheduling.models import Offering, ReassignedVisit, Reassignment
from heartline.scheduling.picking.rules import Choice
from heartline.scheduling.reassignment import actions, queries, rules
from heartline.scheduling.reassignment.rules import State

LOOKS_ONLY = Rights(move=False, block=False)


@dataclass(frozen=True, slots=True)
class Day:
    """What is looked at beside the list; travels in the address."""

    site: Site
    on: date

    @classmethod
    def parse(cls, query: QueryDict, plan: Reassignment, items: Sequence[ReassignedVisit]) -> Self:
        """What was asked for, else the day and site at which most are proposed. `items` are not empty."""
        found = Counter(_where(item) for item in items if item.starts_at)
        sites = {each.slug: each for each in sites_of(items)}
        usual_site, usual_day = found.most_common(1)[0][0] if found else (items[0].appointment.site, plan.first)
        site = sites.get(query.get("site", ""), usual_site)
        there = Counter(day for (where, day), count in found.items() if where == site for _each in range(count))
        usual = there.most_common(1)[0][0] if there else usual_day
        return cls(site, dates.read_day(query.get("on", "")) or usual)

    def query(self, days: int = 0, site: Site | None = None) -> str:
        """As it stands in an address; so many days on, or at another site."""
        on = self.on + timedelta(days=days)
        return urlencode({"site": (site or self.site).slug, "on": on.isoformat()})


def sites_of(items: Sequence[ReassignedVisit]) -> list[Site]:
    """Where their visits are, or are proposed to be. No query."""
    found = {site.pk: site for item in items for site in (item.appointment.site, item.site) if site is not None}
    return sorted(found.values(), key=lambda site: site.name)


def beside(query: QueryDict, plan: Reassignment, lines: Sequence[Row]) -> dict[str, Any] | None:
    """The day for the page, with the proposals for it among what is booked; None when nobody is left to be placed.

    Nine queries, and the notes for the audit log.
    """
    lines = [line for line in lines if line.open]
    if not lines:
        return None
    items = [line.item for line in lines]
    day = Day.parse(query, plan, items)
    sheet = calendar_data.load(day.site, day.on, 1, by="clinician")
    offering = Offering.objects.filter(service__in={item.appointment.service_id for item in items})
    givers = set(offering.values_list("resource_id", flat=True)) - {plan.clinician_id}
    sheet.columns = [column for column in sheet.columns if column.resource.pk in givers]
    seen = {visit.patient_id: visit.confidential for column in sheet.columns for visit in column.visits}
    note_list(seen, "day list", {patient for patient, confidential in seen.items() if confidential})
    proposed: dict[UUID, list[dict[str, Any]]] = defaultdict(list)
    for line in lines:
        if line.item.starts_at and line.item.clinician and _where(line.item) == (day.site, day.on):
            proposed[line.item.clinician.lane_of_id or line.item.clinician.pk].append(_proposed(line, day.site))
    return {
        "site": day.site,
        "title": dates.say_day(day.on),
        "query": day.query(),
        "previous": day.query(-1),
        "next": day.query(1),
        "sites": [(site, day.query(site=site)) for site in sites_of(items)],
        "board": board(day.site, sheet, LOOKS_ONLY, more=proposed),
    }


@staff_page("visits.reassign")
def targets(request: HttpRequest, plan_id: UUID, visit_id: UUID) -> HttpResponse:
    """Where on the day this row may be put down: free, and not proposed to another patient. Four queries."""
    item, items = _one(plan_id, visit_id)
    audit.read(item.patient_id, "visit", confidential=item.confidential)
    day = Day.parse(request.GET, item.reassignment, items)
    others = [actions.place(each) for each in items if each.pk != item.pk and queries.state_of(each) is State.PROPOSED]
    free = [each for each in _free(item, items, day) if not rules.clashes(_place(item, each), others)]
    found = free_places.places(free, lambda each: each.giver_id)
    return JsonResponse(
        {
            "targets": found,
            "ends": [],
            "length": int(item.appointment.service.duration.total_seconds() // 60),
            "said": free_places.said(minute for times in found.values() for minute, _value in times),
        }
    )


@require_POST
@staff_page("visits.reassign")
def put(request: HttpRequest, plan_id: UUID, visit_id: UUID) -> HttpResponse:
    """A row was let go at a free time: that is its proposal now. Says so."""
    item, _items = _one(plan_id, visit_id)
    choice = Choice.parse(request.POST.get("time", ""))
    if choice is None:
        return JsonResponse({"message": _("Choose a time first.")}, status=422)
    try:
        now = actions.choose(item, choice.clinician_id, choice.starts_at)
    except Refused as refusal:
        return free_places.refused(refusal)
    said = {"name": item.patient.name, "when": dates.say(choice.starts_at, now.site.time_zone if now.site else None)}
    return JsonResponse({"said": _("%(name)s: proposed for %(when)s.") % said})


def _one(plan_id: UUID, visit_id: UUID) -> tuple[ReassignedVisit, list[ReassignedVisit]]:
    """The row, and all rows of its plan. Two queries."""
    items = list(queries.whole_items().filter(reassignment_id=plan_id))
    item = next((each for each in items if each.appointment_id == visit_id), None)
    if item is None:
        raise Http404
    return item, items


def _free(item: ReassignedVisit, items: Sequence[ReassignedVisit], day: Day) -> list[FreeTime]:
    """As `actions.choose` will see it: time that the plan's own visits leave counts as free."""
    visit, span = item.appointment, local_day(day.site, day.on)
    leaving = [each.appointment_id for each in items if each.moved_at is None]
    filters = Filters(None, day.site.pk, visit.mode, "", False, leaving, item.patient_id)
    return availability.find(visit.service, span.lower, span.upper, filters)


def _place(item: ReassignedVisit, free: FreeTime) -> rules.Place:
    return actions.place_at(item, free.clinician_id, free.starts_at)


def _where(item: ReassignedVisit) -> tuple[Site, date]:
    site = item.site or item.appointment.site
    return site, dates.local(item.starts_at or item.from_start, site.time_zone).date()


def _proposed(line: Row, site: Site) -> dict[str, Any]:
    item = line.item
    start = dates.local(item.starts_at or item.from_start, site.time_zone)
    return {
        "start": start,
        "minutes": line.minutes,
        "title": item.patient.name or _("No name given"),
        "text": translated(item.appointment.service.name),
        "href": f"#v-{item.appointment_id}",
        "state": "proposed",
        "icon": "triangle-alert" if line.clash else "calendar-clock",
        "badge": _("Clash") if line.clash else str(line.badge[0]),
        "attrs": format_html(
            ' data-visit="{}" data-start="{}" data-length="{}" data-title="{}"',
            item.appointment_id, free_places.minute_of(start), line.minutes, item.patient.name or _("No name given"),
        ),
    }  # fmt: skip
