"""Telling the patient by e-mail what became of a visit, with a file for their calendar."""

from functools import partial
from uuid import NAMESPACE_URL, UUID, uuid5

from django.core.mail import EmailMessage
from django.utils.translation import get_supported_language_variant, override

from heartline.kernel import idempotency
from heartline.kernel.models import Event
from heartline.kernel.reactions import on
from heartline.people.confidential.queries import reachable
from heartline.people.contacts.queries import usable
from heartline.people.models import ContactPoint, Patient
from heartline.scheduling.booking.models import Appointment
from heartline.scheduling.booking.queries import visits
from heartline.scheduling.calendars import letters
from heartline.scheduling.calendars.rules import Method, calendar_file
from heartline.scheduling.reassignment.queries import told_by_plan


@on("appointment.booked")
@on("appointment.rescheduled")
@on("appointment.resized")
@on("appointment.cancelled")
def confirm_by_email(event: Event) -> None:
    """Send one letter about this event to each e-mail address that the patient wants used; a repeat sends none."""
    visit = visits().filter(pk=event.subject_id).first() if event.subject_id else None
    if visit is None or visit.sequence != event.data.get("sequence"):
        return  # something has happened since, and that event has its own letter
    if told_by_plan(visit, (event.data.get("before") or {}).get("starts_at", "")):
        return  # the clinic moved it, and says so with its reason (reassignment)
    for address in _addresses(visit):
        idempotency.once("letter.appointment", f"{event.pk}:{address}"[:200], partial(_send, event, visit, address))


def _send(event: Event, visit: Appointment, address: str) -> UUID:
    with override(language_of(visit.patient)):
        letter = letters.about(event.kind, visit)
        method: Method = "CANCEL" if event.kind == "appointment.cancelled" else "PUBLISH"
        calendar = calendar_file(visit, method)
    message_id = uuid5(NAMESPACE_URL, f"heartline:letter:{event.pk}:{address}")
    message = EmailMessage(
        letter.subject, letter.body, to=[address], headers={"Message-ID": f"<{message_id}@heartline>"}
    )
    message.attach("visit.ics", calendar.decode(), f"text/calendar; method={method}")
    message.send()
    return message_id


def language_of(patient: Patient) -> str:
    """The language to write in: theirs where Heartline speaks it."""
    try:
        return get_supported_language_variant((patient.language or "en").lower())
    except LookupError:
        return "en"


def _addresses(visit: Appointment) -> list[str]:
    """The preferred e-mail address if there is one, else the verified ones, else all that may be used.

    Of a confidential visit nothing goes to an address that a proxy or a relative reads.
    """
    points = reachable(usable(visit.patient_id, ContactPoint.System.EMAIL), confidential=visit.confidential)
    for chosen in ([p for p in points if p.preferred], [p for p in points if p.verified_at], points):
        if chosen:
            return [point.value for point in chosen]
    return []
