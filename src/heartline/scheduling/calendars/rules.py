"""A visit as a calendar file (RFC 5545, RFC 5546).

The same UID always, so that a later file updates or removes what an earlier one put there. Calendars are shared with
families and employers and synchronised who knows where: the file says that there is a visit, when and where, and
nothing of what it is for.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal
from unicodedata import category
from uuid import UUID

from django.utils.translation import get_language, gettext, override
from icalendar import Alarm, Calendar, Event
from icalendar.prop import vText

from heartline.people.models import Site
from heartline.scheduling.booking.models import Appointment
from heartline.scheduling.catalogue.models import Mode

Method = Literal["PUBLISH", "CANCEL"]
REMINDER = timedelta(hours=-24)
BREAKS = re.compile(r"\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]")


@dataclass(frozen=True, slots=True)
class Visit:
    """What a calendar may know. Texts are in the reader's language."""

    id: UUID
    starts_at: datetime
    ends_at: datetime
    summary: str  # "Visit at Riverside"
    location: str
    sequence: int
    changed_at: datetime
    language: str
    url: str = ""


def calendar_file(
    appointment: Appointment, method: Method = "PUBLISH", *, language: str | None = None, url: str = ""
) -> bytes:
    """The visit as text/calendar in `language` (default: the active one). A cancelled visit is always a CANCEL.

    `appointment` comes with its site (booking.queries.visits).
    """
    if appointment.status == Appointment.Status.CANCELLED:
        method = "CANCEL"
    with override(language or get_language() or "en"):
        visit = Visit(
            id=appointment.pk,
            starts_at=appointment.period.lower,
            ends_at=appointment.period.upper,
            summary=gettext("Visit at %(site)s") % {"site": appointment.site.name},
            location=place(appointment),
            sequence=appointment.sequence,
            changed_at=appointment.changed_at,
            language=get_language() or "en",
            url=url,
        )
    return compose(visit, method)


def place(appointment: Appointment) -> str:
    """Where to be: the address, or how the two will talk. In the active language."""
    if appointment.mode == Mode.VIDEO:
        return gettext("Video visit")
    if appointment.mode == Mode.PHONE:
        return gettext("Phone visit")
    return address(appointment.site)


def address(site: Site) -> str:
    """One line: "Riverside, 12 River Road, Springfield, NY 12345"."""
    region = " ".join(part for part in (site.state, site.postal_code) if part)
    return ", ".join(part for part in (site.name, site.line, site.city, region) if part)


def uid(visit_id: UUID) -> str:
    """The same at whichever address Heartline is reached."""
    return f"{visit_id}@heartline"


def compose(visit: Visit, method: Method = "PUBLISH") -> bytes:
    """The file of one visit."""
    event = entry(visit, cancelled=method == "CANCEL")
    if method == "PUBLISH":
        event.add_component(_reminder(visit.summary))
    calendar = container()
    calendar.add("method", method)
    calendar.add_component(event)
    return bytes(calendar.to_ical())


def container() -> Calendar:
    """An empty calendar."""
    calendar = Calendar()
    calendar.add("prodid", "-//Heartline//Visits//EN")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    return calendar


def entry(visit: Visit, *, cancelled: bool) -> Event:
    """One visit. Times are in UTC: every calendar shows them right, whatever it knows of the site's zone."""
    event = Event()
    event.add("uid", uid(visit.id))
    event.add("dtstamp", visit.changed_at.astimezone(UTC))
    event.add("last-modified", visit.changed_at.astimezone(UTC))
    event.add("sequence", visit.sequence)
    event.add("dtstart", visit.starts_at.astimezone(UTC))
    event.add("dtend", visit.ends_at.astimezone(UTC))
    event.add("summary", vText(clean(visit.summary), params={"LANGUAGE": visit.language}))
    if visit.location:
        event.add("location", clean(visit.location))
    event.add("status", "CANCELLED" if cancelled else "CONFIRMED")
    event.add("transp", "TRANSPARENT" if cancelled else "OPAQUE")
    event.add("class", "PRIVATE")
    if visit.url:
        event.add("url", visit.url)
    return event


def clean(text: str) -> str:
    """`text` without what RFC 5545 does not allow in a value: control characters other than tab and line feed.

    Every way to break a line becomes a line feed, which is then written as two characters, "\\n".
    """
    return "".join(
        character for character in BREAKS.sub("\n", text) if character in "\t\n" or not _forbidden(character)
    )


def _forbidden(character: str) -> bool:
    return category(character) in ("Cc", "Cs")


def _reminder(text: str) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("trigger", REMINDER)
    alarm.add("description", clean(text))
    return alarm
