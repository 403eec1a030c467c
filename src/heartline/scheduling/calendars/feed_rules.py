"""A subscribed calendar (RFC 5545, RFC 7986): several visits in one file that a calendar reads again and again."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from icalendar import Timezone, TimezoneStandard
from icalendar.prop import vDuration, vText

from heartline.scheduling.calendars.models import Detail
from heartline.scheduling.calendars.rules import Visit, clean, container, entry

READ_AGAIN = timedelta(hours=1)  # how often a calendar should ask; the large ones ask when they like
# From least to most. What a reader asked for is cut to what the organisation allows.
ORDER = [Detail.BUSY, Detail.PLACE, Detail.SERVICE, Detail.INITIALS]
# Of a patient's own visits a calendar never says what they are for; of a clinician's, where is always with the service.
FOR_PATIENTS = (Detail.PLACE, Detail.BUSY)
FOR_STAFF = (Detail.BUSY, Detail.SERVICE, Detail.INITIALS)


@dataclass(frozen=True, slots=True)
class Entry:
    visit: Visit
    cancelled: bool = False


def at_most(asked: str, most: str) -> Detail:
    """What is asked for, or the most that is allowed if that is less."""
    return min(Detail(asked), Detail(most), key=ORDER.index)


def etag(name: str, entries: Sequence[Entry]) -> str:
    """A strong validator (RFC 9110): changes when anything in the file does, and with nothing else."""
    return f'"{hashlib.sha256(repr((name, entries)).encode("utf-8", "surrogatepass")).hexdigest()[:32]}"'


def compose_feed(name: str, entries: Sequence[Entry]) -> bytes:
    """The file. Without METHOD: it is what stands now, not an invitation to answer."""
    calendar = container()
    calendar.add("name", vText(clean(name)))
    calendar.add("x-wr-calname", vText(clean(name)))
    calendar.add("refresh-interval", READ_AGAIN, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", vDuration(READ_AGAIN))
    for each in entries:
        calendar.add_component(entry(each.visit, cancelled=each.cancelled))
    if not entries:
        calendar.add_component(_something())
    return bytes(calendar.to_ical())


def _something() -> Timezone:
    """A calendar holds at least one component (RFC 5545, 3.6); this one says of an empty calendar that there is UTC."""
    zone, standard = Timezone(), TimezoneStandard()
    zone.add("tzid", "UTC")
    standard.add("dtstart", datetime(1970, 1, 1))  # noqa: DTZ001 - on the wall, as RFC 5545 asks here
    standard.add("tzoffsetfrom", timedelta(0))
    standard.add("tzoffsetto", timedelta(0))
    zone.add_component(standard)
    return zone
