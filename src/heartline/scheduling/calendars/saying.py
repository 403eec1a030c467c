"""What a subscribed calendar says of a visit: to the patient's side, and to the clinic's. In the active language."""

from django.urls import reverse
from django.utils.translation import get_language, gettext

from heartline.kernel.templatetags.ui import initials
from heartline.kernel.text import translated
from heartline.people.sensitive.closed import is_closed
from heartline.scheduling.booking.models import Appointment
from heartline.scheduling.calendars.feed_rules import Entry
from heartline.scheduling.calendars.models import CalendarFeed, Detail
from heartline.scheduling.calendars.rules import Visit, place
from heartline.scheduling.catalogue.models import Mode
from heartline.scheduling.templatetags.visits import mode_name


def to_patient(visit: Appointment, detail: Detail, base: str) -> Entry:
    """As the file of the single visit says it, or only that the time is taken."""
    if detail == Detail.BUSY:
        return _entry(visit, gettext("Busy"))
    url = base + reverse("portal:visit", args=[visit.pk]) if base else ""
    return _entry(visit, gettext("Visit at %(site)s") % {"site": visit.site.name}, place(visit), url)


def to_staff(visit: Appointment, detail: Detail, *, of_room: bool) -> Entry:
    """The service and where, with initials if the organisation allows it and the record is open to the reader; of a
    confidential visit no more than its time.
    """
    if detail == Detail.BUSY or visit.confidential:
        return _entry(visit, gettext("Busy"))
    parts = [translated(visit.service.name)]
    if of_room and visit.clinician:
        parts.append(visit.clinician.name)
    if detail == Detail.INITIALS and not is_closed(visit.patient_id):
        parts.append(initials(visit.patient))
    where = visit.room.name if visit.room and visit.mode == Mode.IN_PERSON else mode_name(visit.mode)
    return _entry(visit, " · ".join(part for part in parts if part), f"{visit.site.name}, {where}")


def name_for_patient(feed: CalendarFeed, *, own: bool) -> str:
    """What the calendar is called in somebody's list of calendars: no more than a first name in it."""
    if feed.label:
        return feed.label
    if own or feed.detail == Detail.BUSY or feed.patient is None:
        return gettext("My visits")
    return gettext("Visits: %(name)s") % {"name": (feed.patient.name.split() or [""])[0]}


def name_for_staff(feed: CalendarFeed) -> str:
    if feed.label:
        return feed.label
    room = feed.resource.room if feed.resource else None
    return f"{room.site.name}, {room.name}" if room else gettext("My patients' visits")


def _entry(visit: Appointment, summary: str, location: str = "", url: str = "") -> Entry:
    return Entry(
        Visit(
            id=visit.pk,
            starts_at=visit.period.lower,
            ends_at=visit.period.upper,
            summary=summary,
            location=location,
            sequence=visit.sequence,
            changed_at=visit.changed_at,
            language=get_language() or "en",
            url=url,
        ),
        cancelled=visit.status == Appointment.Status.CANCELLED,
    )
