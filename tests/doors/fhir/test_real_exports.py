"""Exports of other people's systems, whole."""

import tracemalloc
from datetime import timedelta
from pathlib import Path

import pytest

from heartline.doors.fhir import importing
from heartline.kernel import clock
from heartline.kernel.models import Event
from heartline.people.models import Coverage, Patient, Site, StaffMember
from heartline.people.search.queries import find
from heartline.scheduling.availability.queries import free_times
from heartline.scheduling.booking.actions import book
from heartline.scheduling.models import Appointment, PatternException, Service
from tests.doors.fhir.real import DATA, needs_real_data
from tests.factories import a_clinician, a_pattern, a_service, a_site

pytestmark = [pytest.mark.django_db, needs_real_data]


def test_all_patients_with_their_history_are_taken_and_taken_once() -> None:
    report = importing.run(DATA / "synthea")
    assert report.problems == []
    assert report.seconds < 60
    assert report.files_read == 20
    taken = {type_: count["taken"] for type_, count in report.counts.items()}
    assert taken == {"Patient": 20, "Practitioner": 23, "Organization": 23, "Encounter": 410, "Coverage": 25}
    assert report.not_read_yet["Observation"] == 2542
    events = Event.objects.count()

    again = importing.run(DATA / "synthea")
    assert all(set(count) <= {"unchanged", "skipped"} for count in again.counts.values())
    assert Event.objects.count() == events
    assert (Patient.objects.count(), Appointment.objects.count(), Coverage.objects.count()) == (20, 410, 25)
    assert (StaffMember.objects.count(), Site.objects.filter(active=False).count()) == (23, 23)


def test_an_imported_patient_is_found_and_books() -> None:
    clinician, site = a_clinician(), a_site()
    a_pattern(clinician, site)
    service = a_service(clinician)
    importing.run(next((DATA / "synthea").glob("Hern*n_Heredia_*.json")))
    (hit,) = find("heredia hernan 2014-11-23")
    patient = Patient.objects.get(id=hit.id)
    assert patient.language == "es"
    time = free_times(service, start=clock.now(), end=clock.now() + timedelta(days=3))[0]
    assert book(patient, service, clinician.id, time.starts_at, mode="in_person", key="k").patient == patient


def test_published_vaccination_times_are_taken() -> None:
    report = importing.run(DATA / "scheduling-links", time_zone="America/New_York")
    assert report.problems == []
    assert {type_: count["taken"] for type_, count in report.counts.items()} == {
        "Location": 10,
        "Schedule": 10,
        "Slot": 140,
    }
    assert PatternException.objects.count() == 140
    assert Service.objects.get().name["en"] == "COVID-19 Immunization Appointment"


def test_the_largest_bundle_needs_less_memory_than_its_size() -> None:
    largest = max((DATA / "synthea").iterdir(), key=lambda path: path.stat().st_size)
    importing.run(next((DATA / "scheduling-links").glob("loc*")))  # what is loaded once, is loaded
    tracemalloc.start()
    importing.run(Path(largest))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < max(largest.stat().st_size, 2_000_000)
