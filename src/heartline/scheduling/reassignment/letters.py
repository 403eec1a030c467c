"""What a patient is told of a new time: the clinic's reason, old and new time, and where to say yes or no.

Nothing of what the visit is for. A text message has room for the new time and the way to answer.
"""

from dataclasses import dataclass

from django.utils.translation import get_supported_language_variant, gettext

from heartline.people.confidential.queries import reachable
from heartline.people.contacts.queries import usable
from heartline.people.contacts.rules import say_phone
from heartline.people.models import ContactPoint, Patient
from heartline.scheduling.booking.models import Appointment
from heartline.scheduling.calendars.rules import place
from heartline.scheduling.reassignment.models import ReassignedVisit
from heartline.scheduling.reassignment.wording import clinics_reason
from heartline.scheduling.zones import say_in


@dataclass(frozen=True, slots=True)
class Letter:
    subject: str
    body: str


def email(item: ReassignedVisit, visit: Appointment, link: str) -> Letter:
    """The letter, in the active language."""
    new = say_in(visit.starts_at, visit.site.time_zone)
    lines = [
        gettext("We had to move your visit of %(when)s.") % {"when": say_in(item.from_start, visit.site.time_zone)},
        clinics_reason(item.told_reason, item.from_clinician.name) + " " + gettext("We are sorry."),
        "",
        gettext("Your new time: %(when)s") % {"when": new},
        gettext("With: %(name)s") % {"name": visit.clinician.name if visit.clinician else ""},
        gettext("Where: %(place)s") % {"place": place(visit)},
        "",
        gettext("Does it suit you? Here you can keep it, choose another time, or ask us to call you: %(link)s")
        % {"link": link},
    ]
    phone = visit.site.phone or visit.site.organization.phone
    if phone:
        lines.append(gettext("Or call us: %(phone)s") % {"phone": say_phone(phone)})
    lines += [
        "",
        gettext("The file with this e-mail puts the visit in your calendar."),
        "",
        visit.site.organization.name,
    ]
    return Letter(gettext("New time for your visit: %(when)s") % {"when": new}, "\n".join(lines) + "\n")


def text(item: ReassignedVisit, visit: Appointment, link: str) -> str:
    """The text message, in the active language."""
    facts = {
        "clinic": visit.site.organization.name,
        "why": clinics_reason(item.told_reason, item.from_clinician.name),
        "when": say_in(visit.starts_at, visit.site.time_zone),
        "name": visit.clinician.name if visit.clinician else "",
        "link": link,
    }
    return (
        gettext(
            "%(clinic)s: we had to move your visit. %(why)s New time: %(when)s, with %(name)s. Keep or change: %(link)s"
        )
        % facts
    )


def language_of(patient: Patient) -> str:
    """The language to write in: theirs where Heartline speaks it."""
    try:
        return get_supported_language_variant((patient.language or "en").lower())
    except LookupError:
        return "en"


def way_to(visit: Appointment) -> ContactPoint | None:
    """Where to write: what they prefer if it can be written to, else an e-mail address, else a number for texts.

    None for those who can only be called. Of a confidential visit nothing goes where others read. Five queries at most.
    """
    order = {ContactPoint.System.EMAIL.value: 0, ContactPoint.System.SMS.value: 1}
    points = reachable(usable(visit.patient_id), confidential=visit.confidential)
    points = [point for point in points if point.system in order]
    points.sort(key=lambda p: (not p.preferred, order[p.system], p.verified_at is None, p.pk))
    return points[0] if points else None
