"""The letter after a booking, its calendar file, and the later files that update or remove it."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import icalendar
import pytest
from django.core import mail
from procrastinate.contrib.django.models import ProcrastinateJob

from heartline.kernel import clock, reactions
from heartline.kernel.models import Event
from heartline.people.models import ContactPoint, Patient
from heartline.scheduling.booking import actions
from heartline.scheduling.calendars.rules import calendar_file
from heartline.scheduling.models import Appointment
from tests import factories

pytestmark = pytest.mark.django_db

NOW = datetime(2027, 6, 1, 12, tzinfo=UTC)
NINE = datetime(2027, 6, 7, 13, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _now() -> Iterator[None]:
    with clock.set(NOW):
        yield


@pytest.fixture
def visit() -> Appointment:
    site, clinician = (
        factories.a_site(name="Riverside", line="1 River Road", city="Springfield"),
        factories.a_clinician(),
    )
    factories.a_pattern(clinician, site)
    service = factories.a_service(clinician, name={"en": "Colonoscopy", "es": "Colonoscopia"})
    return actions.book(
        factories.a_patient(language="es"), service, clinician.pk, NINE, mode="in_person", key="", reason="blood"
    )


def address(patient: Patient, value: str, **fields: object) -> ContactPoint:
    return ContactPoint.objects.create(patient=patient, system="email", value=value, **fields)


def react(kind: str) -> None:
    event = Event.objects.filter(kind=kind).latest("id")
    for name in list(reactions._reactions[kind]):
        reactions.run(name, event)


def event_of(file: bytes) -> tuple[icalendar.Calendar, icalendar.Event]:
    calendar = icalendar.Calendar.from_ical(file)
    [event] = calendar.walk("VEVENT")
    return calendar, event


def test_a_file_says_when_and_where_and_nothing_of_what_it_is_for(visit: Appointment) -> None:
    file = calendar_file(visit)
    calendar, event = event_of(file)
    assert (calendar["METHOD"], calendar["VERSION"]) == ("PUBLISH", "2.0")
    assert event["UID"] == f"{visit.pk}@heartline"
    assert (event.start, event.end) == (NINE, NINE + timedelta(minutes=20))
    assert event["SUMMARY"] == "Visit at Riverside"
    assert event["LOCATION"] == "Riverside, 1 River Road, Springfield"
    assert event["STATUS"] == "CONFIRMED"
    assert len(event.walk("VALARM")) == 1
    for secret in ("olonosc", "blood", visit.patient.name, visit.clinician.name if visit.clinician else "?"):
        assert secret.encode() not in file


def test_a_later_file_has_the_same_uid_and_a_higher_sequence(visit: Appointment) -> None:
    first = event_of(calendar_file(visit))[1]
    assert visit.clinician
    moved = actions.reschedule(visit, visit.clinician.pk, NINE + timedelta(hours=1), key="")
    second = event_of(calendar_file(moved))[1]
    calendar, third = event_of(calendar_file(actions.cancel(moved, "other")))
    assert first["UID"] == second["UID"] == third["UID"]
    assert [each["SEQUENCE"] for each in (first, second, third)] == [0, 1, 2]
    assert (calendar["METHOD"], third["STATUS"], third.walk("VALARM")) == ("CANCEL", "CANCELLED", [])


def test_lines_are_folded_at_75_octets_and_end_with_crlf(visit: Appointment) -> None:
    visit.site.name = "診所" * 60
    lines = calendar_file(visit).split(b"\r\n")
    assert lines[-1] == b""
    assert all(len(line) <= 75 for line in lines)
    assert event_of(calendar_file(visit))[1]["SUMMARY"] == "Visit at " + "診所" * 60


def test_a_letter_goes_to_the_preferred_address_once(visit: Appointment) -> None:
    address(visit.patient, "old@example.org")
    address(visit.patient, "mine@example.org", preferred=True)
    react("appointment.booked")
    react("appointment.booked")
    [letter] = mail.outbox
    assert letter.to == ["mine@example.org"]
    assert letter.extra_headers["Message-ID"].endswith("@heartline>")
    [(name, content, kind)] = letter.attachments
    assert (name, kind) == ("visit.ics", "text/calendar; method=PUBLISH")
    assert "Riverside" in str(letter.body)
    assert "7 de junio" in letter.subject  # in the patient's language
    assert "olonosc" not in str(letter.body) + letter.subject + str(content)


def test_a_letter_names_the_zone_where_sites_keep_several(visit: Appointment) -> None:
    factories.a_site(time_zone="America/Chicago", organization=visit.site.organization)
    address(visit.patient, "mine@example.org")
    react("appointment.booked")
    [letter] = mail.outbox
    assert letter.subject.endswith("9:00 · hora de Nueva York")
    assert "9:00 · hora de Nueva York" in str(letter.body)


def test_nobody_is_written_to_who_does_not_want_it(visit: Appointment) -> None:
    address(visit.patient, "no@example.org", do_not_use=True)
    react("appointment.booked")
    assert mail.outbox == []


def test_a_letter_that_has_been_overtaken_is_not_sent(visit: Appointment) -> None:
    address(visit.patient, "mine@example.org")
    actions.cancel(visit, "other")
    react("appointment.booked")
    assert mail.outbox == []
    react("appointment.cancelled")
    [letter] = mail.outbox
    assert "METHOD:CANCEL" in str(letter.attachments[0][1])


def test_each_happening_defers_its_letter_in_the_same_transaction(visit: Appointment) -> None:
    actions.cancel(visit, "other")
    jobs = list(ProcrastinateJob.objects.order_by("id").values_list("args", flat=True))
    events = list(Event.objects.order_by("id").values_list("id", flat=True))
    assert [job["event_id"] for job in jobs if job["name"].endswith(".confirm_by_email")] == events
