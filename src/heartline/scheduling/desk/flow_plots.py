"""Weeks as plots with tables, and a proposal's figures side by side."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from heartline.kernel import dates
from heartline.kernel.text import translated
from heartline.scheduling.flow.queries import Outlook
from heartline.scheduling.models import HoursProposal, Service

FIRST, LAST = 7, 21  # hours shown
A_MONDAY = date(2024, 1, 1)


def plots_of_week(days: Sequence[Outlook], limit: int) -> list[dict[str, Any]]:
    """A plot and a table for each day on which somebody is expected."""
    top = max((day.most for day in days), default=0)
    return [
        {
            "on": day.on,
            "visits": day.visits,
            "further": round(day.further),
            "most": round(day.most, 1),
            "peaks": day.peaks,
            "plot": {
                "title": _("%(day)s: expected people by hour, %(most).0f at the most")
                % {"day": dates.say_day(day.on), "most": day.most},
                "bars": [_bar(hour, day.hours[hour], day.booked[hour]) for hour in range(FIRST, LAST)],
                "limit": limit,
                "top": top,
            },
            "table": [
                (hour_said(hour), round(day.hours[hour], 1), round(day.booked[hour], 1), day.hours[hour] > limit)
                for hour in range(FIRST, LAST)
                if day.hours[hour] >= 0.05
            ],
        }
        for day in days
        if day.most >= 0.05
    ]


def plots_of_outcome(proposal: HoursProposal, which: str) -> list[dict[str, Any]]:
    """A plot for each weekday; those of the after have the before as an outline."""
    before, after = proposal.before.get("days", {}), proposal.after.get("days", {})
    mine, other = (before if which == "before" else after), before
    weekdays = sorted(set(before) | set(after), key=int)
    everything = [people for days in (before, after) for day in days.values() for people in day]
    nobody = [0.0] * 24
    return [
        {
            "weekday": weekday_said(int(weekday)),
            "most": max(mine.get(weekday, nobody)),
            "plot": {
                "title": _("%(day)s: people by hour, %(most).1f at the most")
                % {"day": weekday_said(int(weekday)), "most": max(mine.get(weekday, nobody))},
                "bars": [_bar(hour, mine.get(weekday, nobody)[hour]) for hour in range(FIRST, LAST)],
                "limit": proposal.limit,
                "outline": other.get(weekday, nobody)[FIRST:LAST] if which == "after" else None,
                "top": max(everything, default=0),
            },
        }
        for weekday in weekdays
    ]


def measures(proposal: HoursProposal) -> list[tuple[str, str, str]]:
    """What the simulation says of both, a line each."""
    words = {
        "peak": _("People in house at the fullest moment of the fullest day"),
        "peak_bad": _("The same, on one day of ten"),
        "wait": _("Wait past the time of the visit, minutes, on average"),
        "wait_bad": _("The wait of one patient of ten, minutes or more"),
        "idle": _("Hours a week in which clinicians have nobody"),
        "overtime": _("Hours a week past the end of work"),
        "visits": _("Visits in person a week"),
    }
    return [
        (said, _number(proposal.before.get(name, 0)), _number(proposal.after.get(name, 0)))
        for name, said in words.items()
    ]


def services(proposal: HoursProposal) -> list[tuple[str, int]]:
    """Visits of each service in the weeks that were simulated: the same before and after. One query."""
    names = {str(service.pk): translated(service.name) for service in Service.objects.filter(pk__in=proposal.services)}
    return sorted((names.get(key, "?"), count) for key, count in proposal.services.items())


def changes(proposal: HoursProposal) -> list[tuple[str, str, str]]:
    return [(change["clinician"], _hours(change["from"]), _hours(change["to"])) for change in proposal.changes]


def weekday_said(weekday: int) -> str:
    """ "Monday" for 1, in the reader's language."""
    return str(dates.locale().days["stand-alone"]["wide"][(A_MONDAY + timedelta(days=weekday - 1)).weekday()])


def hour_said(hour: int) -> str:
    return dates.say_time(datetime(2000, 1, 1, hour, tzinfo=UTC), UTC)


def _hours(said: Sequence[Any]) -> str:
    weekday, *ends = said
    times = [dates.say_time(datetime.fromisoformat(f"2000-01-01T{each}").replace(tzinfo=UTC), UTC) for each in ends]
    return f"{weekday_said(int(weekday))}, {' – '.join(times)}"


def _bar(hour: int, value: float, part: float | None = None) -> dict[str, Any]:
    return {
        "label": hour_said(hour),
        "value": value,
        "part": value if part is None else part,
        "short": dates.say_hour(hour) if hour % 3 == 0 else "",
    }


def _number(value: float) -> str:
    return str(value) if isinstance(value, int) else f"{value:.1f}"
