"""The desk calendar: a day or a week, by clinician or room, live; visits are moved and stretched in it."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any, Self
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from heartline.kernel import clock, dates
from heartline.kernel.ids import read_uuid
from heartline.kernel.text import translated
from heartline.people.access import staff_page
from heartline.people.desk.noting import note_list
from heartline.people.models import Site
from heartline.scheduling.desk.calendar_board import Rights, board
from heartline.scheduling.desk.calendar_data import Sheet, load
from heartline.scheduling.desk.day import site_of

DAYS = {"day": 1, "week": 7}


@dataclass(frozen=True, slots=True)
class View:
    """What is looked at; travels in the address."""

    on: date
    span: str = "day"
    by: str = "clinician"
    who: UUID | None = None

    @classmethod
    def parse(cls, query: QueryDict, today: date) -> Self:
        span, by = query.get("span", ""), query.get("by", "")
        return cls(
            dates.read_day(query.get("date", "")) or today,
            span if span in DAYS else "day",
            by if by in ("clinician", "room") else "clinician",
            read_uuid(query.get("who", "")),
        )

    @property
    def first(self) -> date:
        """The day itself, or the Monday of its week."""
        return self.on - timedelta(days=self.on.weekday()) if self.span == "week" else self.on

    @property
    def days(self) -> int:
        return DAYS[self.span]

    def href(self, site: Site, **changes: Any) -> str:
        view = replace(self, **changes)
        asked = {
            "site": site.slug,
            "date": view.on.isoformat(),
            "span": view.span,
            "by": view.by,
            "who": view.who or "",
        }
        return f"{reverse('desk:calendar')}?{urlencode({key: value for key, value in asked.items() if value})}"


@staff_page("day.read")
def calendar(request: HttpRequest) -> HttpResponse:
    """Whatever stands in it: about sixteen queries, and one note in the audit log for each patient newly seen."""
    sites = list(Site.objects.filter(active=True))
    site = site_of(request, sites)
    if site is None:
        return render(request, "scheduling/desk/no_site.html")
    today = dates.local(clock.now(), site.time_zone).date()
    view = View.parse(request.GET, today)
    sheet = load(site, view.first, view.days, by=view.by, resource_id=view.who)
    seen = {visit.patient_id: visit.confidential for column in sheet.columns for visit in column.visits}
    note_list(seen, "day list", {patient for patient, confidential in seen.items() if confidential})
    rights = Rights.of(request.staff.role)
    context = {
        "site": site,
        "sites": sites,
        "view": view,
        "title": _title(view),
        "may_move": rights.move,
        "who_there": sheet.resources,
        "here": view.href(site),
        "topics": [f"day:{site.pk}:{(view.first + timedelta(days=n)).isoformat()}" for n in range(view.days)],
        "board": board(site, sheet, rights, by=view.by, several_days=view.days > 1, one=view.who is not None),
        **_turning(site, view, today),
        **_notes(sheet),
    }
    return render(request, "scheduling/desk/calendar.html", context)


def _title(view: View) -> str:
    if view.span == "day":
        return dates.say_day(view.on)
    last = view.first + timedelta(days=view.days - 1)
    return _("%(first)s to %(last)s") % {"first": dates.say_short(view.first), "last": dates.say_short(last)}


def _turning(site: Site, view: View, today: date) -> dict[str, Any]:
    """Where the calendar can be turned to."""
    step = timedelta(days=view.days)
    spans = [("day", _("Day")), ("week", _("Week"))]
    ways = [("clinician", _("By clinician")), ("room", _("By room"))]
    return {
        "previous_href": view.href(site, on=view.on - step),
        "next_href": view.href(site, on=view.on + step),
        "today_href": view.href(site, on=today),
        "spans": [{"label": said, "href": view.href(site, span=it), "current": it == view.span} for it, said in spans],
        "ways": [
            {"label": said, "href": view.href(site, by=it, who=None), "current": it == view.by} for it, said in ways
        ],
    }


def _notes(sheet: Sheet) -> dict[str, Any]:
    count = sum(len(column.visits) for column in sheet.columns)
    return {"count": count, "closures": [translated(closure.reason) for closure in sheet.closures]}
