"""Published times can be booked, taken ones are taken, and history is history."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from heartline.doors.fhir import importing
from heartline.doors.fhir.report import Report
from heartline.kernel import clock
from heartline.kernel.models import Event
from heartline.people.models import Patient, Site, StaffMember
from heartline.people.timeline.queries import timeline
from heartline.people.timeline.rules import describe
from heartline.scheduling.availability.queries import free_times
from heartline.scheduling.booking.actions import book
from heartline.scheduling.models import Appointment, Offering, PatternException, Reservation, Service
from tests.doors.fhir.resources import (
    NPI,
    a_bundle,
    a_location,
    a_patient,
    a_practitioner,
    a_schedule,
    a_slot,
    an_appointment,
    an_encounter,
)
from tests.factories import a_clinician, a_pattern, a_service, a_site

pytestmark = pytest.mark.django_db

NOW = datetime(2027, 2, 20, 12, tzinfo=UTC)
CLINIC = [a_patient(), a_practitioner(), a_location()]
MORNING = [a_schedule(), a_slot("t1", "2027-03-01T14:00:00Z", "2027-03-01T14:20:00Z"),
           a_slot("t2", "2027-03-01T14:20:00Z", "2027-03-01T14:40:00Z"),
           a_slot("t3", "2027-03-01T14:40:00Z", "2027-03-01T15:00:00Z", "busy")]  # fmt: skip
DAY = {"start": datetime(2027, 3, 1, tzinfo=UTC), "end": datetime(2027, 3, 3, tzinfo=UTC)}


@pytest.fixture(autouse=True)
def _now() -> Any:
    with clock.set(NOW):
        yield


def take(tmp_path: Path, *resources: dict[str, Any]) -> Report:
    return importing.run(a_bundle(tmp_path, *resources), source="ehr", time_zone="America/New_York")


def test_free_slots_are_offered_and_booked_by_an_imported_patient(tmp_path: Path) -> None:
    take(tmp_path, *CLINIC, *MORNING)
    service = Service.objects.get()
    assert (service.name["en"], service.online, service.active) == ("Flu shot", "anyone", True)
    times = free_times(service, **DAY)
    assert [(t.starts_at.hour, t.starts_at.minute) for t in times] == [(14, 0), (14, 20)]
    visit = book(Patient.objects.get(), service, times[0].clinician_id, times[0].starts_at, mode="in_person", key="k")
    assert visit.site.name == "North Clinic"
    assert [t.starts_at.minute for t in free_times(service, **DAY)] == [20]


def test_an_imported_patient_books_what_the_clinic_already_offers(tmp_path: Path) -> None:
    clinician, site = a_clinician(), a_site()
    a_pattern(clinician, site)
    service = a_service(clinician)
    take(tmp_path, a_patient())
    time = free_times(service, **DAY)[0]
    visit = book(Patient.objects.get(), service, clinician.id, time.starts_at, mode="video", key="k")
    assert visit.patient.name == "Ada Okafor"


def test_a_slot_that_was_taken_meanwhile_is_no_longer_offered(tmp_path: Path) -> None:
    take(tmp_path, *CLINIC, *MORNING)
    take(tmp_path, MORNING[1] | {"status": "busy"}, MORNING[2] | {"status": "entered-in-error"})
    assert free_times(Service.objects.get(), **DAY) == []
    assert PatternException.objects.count() == 0
    take(tmp_path, MORNING[1])
    assert len(free_times(Service.objects.get(), **DAY)) == 1


def test_a_slot_past_midnight_is_one_of_both_days(tmp_path: Path) -> None:
    take(tmp_path, *CLINIC, a_schedule(), a_slot("n", "2027-03-02T03:00:00Z", "2027-03-02T07:00:00Z"))
    assert [(str(e.date), str(e.starts), str(e.ends)) for e in PatternException.objects.order_by("date")] == [
        ("2027-03-01", "22:00:00", "None"), ("2027-03-02", "00:00:00", "02:00:00"),
    ]  # fmt: skip


def test_times_of_a_place_belong_to_its_team_and_capacity_becomes_a_row_of_visits(tmp_path: Path) -> None:
    capacity = {"url": "http://fhir-registry.smarthealthit.org/StructureDefinition/slot-capacity", "valueInteger": 6}
    slot = a_slot("t1", "2027-03-01T14:00:00Z", "2027-03-01T15:00:00Z", extension=[capacity])
    report = take(tmp_path, a_location(), a_schedule(actors=("Location/l1",)), slot)
    assert not report.problems
    assert len(free_times(Service.objects.get(), **DAY)) == 6
    assert StaffMember.objects.get().name == "North Clinic"


def test_an_appointment_takes_its_busy_slot(tmp_path: Path) -> None:
    same = an_appointment("a1", "2027-03-01T14:40:00Z", "2027-03-01T15:00:00Z")
    report = take(tmp_path, same, *CLINIC, *MORNING)
    assert not report.problems
    assert Reservation.objects.get().appointment_id == Appointment.objects.get().id
    take(tmp_path, same | {"status": "cancelled", "cancelationReason": {"coding": [{"code": "prov-pers"}]}})
    assert Appointment.objects.get().cancel_reason == "by_clinic"
    assert not Reservation.objects.exists()


def test_a_visit_entered_in_error_is_taken_back(tmp_path: Path) -> None:
    visit = an_appointment("a1", "2027-03-01T14:40:00Z", "2027-03-01T15:00:00Z")
    take(tmp_path, *CLINIC, visit)
    take(tmp_path, visit | {"status": "entered-in-error"})
    assert Appointment.objects.get().status == "cancelled"
    assert not Reservation.objects.exists()


def test_what_overlaps_is_reported_and_the_rest_goes_on(tmp_path: Path) -> None:
    other = a_patient("p2", identifier=[], telecom=[], address=[], name=[{"text": "Bo Li"}])
    theirs = an_appointment("a2", "2027-03-01T14:10:00Z", "2027-03-01T14:30:00Z")
    theirs["participant"][0]["actor"]["reference"] = "Patient/p2"
    mine_twice = an_appointment("a3", "2027-03-01T14:10:00Z", "2027-03-01T14:30:00Z")
    mine_twice["participant"] = [mine_twice["participant"][0], mine_twice["participant"][2]]
    fine = an_appointment("a4", "2027-03-01T16:00:00Z", "2027-03-01T16:30:00Z")
    first = an_appointment("a1", "2027-03-01T14:00:00Z", "2027-03-01T14:20:00Z")
    report = take(tmp_path, *CLINIC, other, first, theirs, mine_twice, fine)
    assert [p.what for p in report.problems] == [
        "is at a time of this clinician that is already taken here",
        "is at the same time as another visit of this patient",
    ]
    assert Appointment.objects.count() == 2


def test_overlapping_past_encounters_are_all_kept_and_take_no_time(tmp_path: Path) -> None:
    stay = an_encounter("e1", "2019-01-04T14:00:00Z", "2019-01-06T14:00:00Z")
    within = an_encounter("e2", "2019-01-05T14:00:00Z", "2019-01-05T14:20:00Z")
    report = take(tmp_path, *CLINIC, stay, within)
    assert not report.problems
    assert set(Appointment.objects.values_list("status", flat=True)) == {"fulfilled"}
    assert not Reservation.objects.exists()
    service = Service.objects.get()
    assert (service.online, service.active, Offering.objects.count()) == ("nobody", False, 0)


def test_past_visits_stand_on_the_timeline_at_their_time(tmp_path: Path) -> None:
    take(tmp_path, *CLINIC, an_encounter("e1", "2019-01-04T14:00:00Z", "2019-01-04T14:20:00Z"))
    assert timeline(Patient.objects.get().id)
    event = Event.objects.get(kind="appointment.imported")
    assert event.at.year == 2019
    entry = describe(event)
    assert (entry.title, str(entry.badge)) == ("Check up", "Completed")
    assert entry.text == "Dr. Ana Ruiz, North Clinic"


def test_an_encounter_tells_how_its_appointment_went(tmp_path: Path) -> None:
    take(tmp_path, *CLINIC, an_appointment("a1", "2027-02-20T11:00:00Z", "2027-02-20T11:30:00Z"))
    went = an_encounter(
        "e1", "2027-02-20T11:02:00Z", "2027-02-20T11:25:00Z", appointment=[{"reference": "Appointment/a1"}]
    )
    take(tmp_path, went)
    assert Appointment.objects.get().status == "fulfilled"


def test_of_several_wordings_of_a_code_the_shortest_stays(tmp_path: Path) -> None:
    def visit(id_: str, text: str) -> dict[str, Any]:
        coding = [{"system": "http://snomed.info/sct", "code": "185349003"}]
        return an_encounter(id_, f"2019-01-0{id_}T14:00:00Z", None, type=[{"coding": coding, "text": text}])

    take(
        tmp_path,
        *CLINIC,
        visit("1", "Encounter for check up (procedure)"),
        visit("2", "Check up"),
        visit("3", "Check up!"),
    )
    assert Service.objects.get().name["en"] == "Check up"


def test_people_and_places_known_only_by_search_and_name_are_noted_and_completed_later(tmp_path: Path) -> None:
    visit = an_encounter(
        "e1", "2019-01-04T14:00:00Z", None,
        location=[], serviceProvider={"reference": "Organization?identifier=http://a|7", "display": "East Hospital"},
        participant=[{"individual": {"reference": f"Practitioner?identifier={NPI}|1234567893", "display": "Dr. Ana Ruiz"}}],
    )  # fmt: skip
    report = take(tmp_path, a_patient(), visit)
    assert not report.problems
    assert Appointment.objects.get().site.name == "East Hospital"
    hospital = {"resourceType": "Organization", "id": "o1", "name": "East Hospital", "address": [{"city": "Boston"}],
                "identifier": [{"system": "http://a", "value": "7"}]}  # fmt: skip
    take(tmp_path, hospital, a_practitioner())
    assert Site.objects.get().city == "Boston"
    assert StaffMember.objects.get().active


def test_an_unknown_place_is_a_problem_of_this_encounter_only(tmp_path: Path) -> None:
    lost = an_encounter("e1", "2019-01-04T14:00:00Z", None, location=[], participant=[])
    report = take(tmp_path, *CLINIC, lost)
    assert [p.element for p in report.problems] == ["Encounter.serviceProvider"]
