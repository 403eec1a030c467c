"""The day-and-times picker's content (components/time_picker.html), from the same free times that booking accepts."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.utils.translation import gettext, gettext_lazy

from heartline.kernel import clock, dates
from heartline.people.models import Site
from heartline.scheduling.availability import queries as availability
from heartline.scheduling.availability.rules import FreeTime
from heartline.scheduling.models import Appointment, Service
from heartline.scheduling.picking import rules
from heartline.scheduling.picking.filters import Filters, Scope
from heartline.scheduling.picking.filters import scope as resolve

DAYS = 7
MOST = 24  # times of a day shown at once when anybody will do
PARTS = {"morning": gettext_lazy("Morning"), "afternoon": gettext_lazy("Afternoon"), "evening": gettext_lazy("Evening")}


def picker(
    service: Service,
    filters: Filters,
    *,
    path: str,
    sites: Sequence[Site],
    holder: str = "",
    online: bool = True,
    moving: Appointment | None = None,
    patient_id: UUID | None = None,
    chosen: str = "",
    carried: str = "",
    every: bool = False,
) -> dict[str, Any]:
    """Days and times for `filters`; `path` is the page's own address, to which the days link.

    Of a visit that is `moving`, the time it has is shown as that. `carried` is a query string that every link keeps; `every` shows all times of the day instead of the roundest.
    `soonest_href` leads to the first day with times when this one has none. Eight queries at most, whatever is free.
    """
    within = resolve(filters, service)
    asked: dict[str, Any] = {**within.arguments(), "holder": holder, "online": online}
    asked |= {"moving": moving.pk if moving else None, "patient_id": patient_id}
    soonest = next(iter(availability.next_free(service, n=1, **asked)), None)
    today = dates.local(clock.now(), _zone(sites, within)).date()
    day = filters.day or (_date_of(soonest) if soonest else today)
    first = _first(filters.first or today, today, day)
    counts = availability.days_with_times(service, first=first, days=DAYS, **asked)
    times = _times_of(service, day, sites, asked)
    shown = times if every else _few(times, alone=filters.clinician is not None, chosen=chosen)

    def href(**changes: object) -> str:
        address = filters.address(path, **changes)
        return f"{address}{'&' if '?' in address else '?'}{carried}" if carried else address

    several_zones = len({site.time_zone for site in sites}) > 1
    return {
        "days": [
            {
                "date": each,
                "label": dates.say_day(each),
                "count": counts.get(each, 0),
                "href": href(day=each, first=first),
                "current": each == day,
            }
            for each in (first + timedelta(days=n) for n in range(DAYS))
        ],
        "groups": groups(shown, chosen=chosen, several_zones=several_zones, moving=moving),
        "prev_href": href(day=None, first=first - timedelta(days=DAYS)) if first > today else "",
        "next_href": href(day=first + timedelta(days=DAYS), first=first + timedelta(days=DAYS)),
        "every_href": href(day=day, first=first) + "&every=1" if len(shown) < len(times) else "",
        "left_out": len(times) - len(shown),
        "soonest": soonest,
        "soonest_href": href(day=_date_of(soonest), first=None) if soonest and not times else "",
        "day": day,
        "any": soonest is not None,
    }


def groups(
    times: Sequence[FreeTime], *, chosen: str = "", several_zones: bool = False, moving: Appointment | None = None
) -> list[dict[str, Any]]:
    """Times of one date as the component takes them, by part of the day and in order on each site's own clock.

    The time that a visit has is no time to move it to, unless they can meet in another way then.
    """
    parts: dict[str, list[dict[str, Any]]] = {part: [] for part in PARTS}
    for each in sorted(times, key=lambda free: free.local_start.time()):
        value = str(rules.Choice(each.clinician_id, each.starts_at))
        is_now = moving is not None and (moving.clinician_id, moving.starts_at) == (each.clinician_id, each.starts_at)
        words = note(each, zone=several_zones)
        parts[rules.part_of_day(dates.local(each.starts_at, each.time_zone).time())].append(
            {
                "value": value,
                "label": dates.say_time(each.starts_at, each.time_zone),
                "note": f"{gettext('Now')} · {words}" if is_now else words,
                "checked": value == chosen,
                "now": is_now,
                "disabled": is_now and moving is not None and list(each.mode_options) == [moving.mode],
            }
        )
    return [{"label": PARTS[part], "times": members} for part, members in parts.items() if members]


def note(free: FreeTime, *, zone: bool = False) -> str:
    """With whom and where, and in which zone that clock runs if that could be mistaken."""
    parts = [free.clinician_name, free.site_name]
    if zone:
        parts.append(dates.say_zone(free.time_zone))
    return " · ".join(f"\u2068{part}\u2069" for part in parts)  # each in its own direction (UAX 9)


def day_bounds(day: date, zones: Sequence[str]) -> tuple[datetime, datetime]:
    """From the first midnight to the last one at which `day` begins and ends in any of `zones`."""
    midnights = [datetime.combine(day, time.min, ZoneInfo(zone)) for zone in zones or ["UTC"]]
    ends = [datetime.combine(day + timedelta(days=1), time.min, ZoneInfo(zone)) for zone in zones or ["UTC"]]
    return min(midnights), max(ends)


def _times_of(service: Service, day: date, sites: Sequence[Site], asked: dict[str, Any]) -> list[FreeTime]:
    start, end = day_bounds(day, [site.time_zone for site in sites])
    found = availability.free_times(service, start=max(start, clock.now()), end=end, **asked)
    return [each for each in found if _date_of(each) == day]


def _few(times: Sequence[FreeTime], *, alone: bool, chosen: str) -> list[FreeTime]:
    """The roundest, and the one that was chosen elsewhere, however odd."""
    if alone:
        return list(times)
    few = rules.thin(rules.one_a_start(times, within="site_id"), MOST)
    return few + [
        each for each in times if str(rules.Choice(each.clinician_id, each.starts_at)) == chosen and each not in few
    ]


def _first(wanted: date, today: date, day: date) -> date:
    """The strip's first day: never past, and such that `day` is on it."""
    first = max(wanted, today)
    if not first <= day < first + timedelta(days=DAYS) and day >= today:
        return today + timedelta(days=(day - today).days // DAYS * DAYS)
    return first


def _date_of(free: FreeTime) -> date:
    return dates.local(free.starts_at, free.time_zone).date()


def _zone(sites: Sequence[Site], within: Scope) -> str:
    return next((site.time_zone for site in sites if site.pk == within.site_id), sites[0].time_zone if sites else "UTC")
