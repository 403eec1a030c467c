"""Until when something may be laid aside: a few sensible times, on the clock of the place."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.utils.translation import gettext_lazy as _

from heartline.kernel.errors import Words

MORNING, MONDAY = time(8), 1


@dataclass(frozen=True, slots=True)
class Until:
    name: str
    words: Words
    at: datetime


def choices(now: datetime) -> list[Until]:
    """From `now`, which is local: later today, tomorrow morning, Monday morning, in a week."""
    tomorrow = now + timedelta(days=1)
    to_monday = (MONDAY - now.isoweekday()) % 7 or 7
    monday = now + timedelta(days=to_monday)
    found = [
        Until("hour", _("For an hour"), now + timedelta(hours=1)),
        Until("later", _("For three hours"), now + timedelta(hours=3)),
        Until("tomorrow", _("Until tomorrow morning"), _morning(tomorrow)),
    ]
    if monday.date() != tomorrow.date():
        found.append(Until("monday", _("Until Monday morning"), _morning(monday)))
    return [*found, Until("week", _("For a week"), _morning(now + timedelta(days=7)))]


def _morning(day: datetime) -> datetime:
    return datetime.combine(day.date(), MORNING, day.tzinfo)
