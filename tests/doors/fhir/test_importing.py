"""Whatever the order, however often: the same people, places and visits, once."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from heartline.doors.fhir import importing
from heartline.doors.fhir.report import Report
from heartline.kernel import clock
from heartline.kernel.models import Event
from heartline.people.linking.actions import link
from heartline.people.linking.models import Link
from heartline.people.matching.reactions import compare
from heartline.people.models import ContactPoint, Coverage, Identifier, Patient, RelatedPerson, Room, Site, StaffMember
from heartline.people.search.actions import refresh
from heartline.people.search.queries import find
from heartline.scheduling.models import Appointment, Resource
from tests.doors.fhir.resources import (
    MRN,
    a_bundle,
    a_location,
    a_patient,
    a_practitioner,
    a_schedule,
    a_slot,
    an_appointment,
    an_encounter,
    lines,
)
from tests.factories import a_patient as known_patient
from tests.factories import an_account

pytestmark = pytest.mark.django_db

EVERYTHING: list[dict[str, Any]] = [
    a_patient(),
    a_practitioner(),
    a_location(),
    {"resourceType": "PractitionerRole", "id": "r1", "practitioner": {"reference": "Practitioner/d1"},
     "location": [{"reference": "Location/l1"}], "specialty": [{"text": "Family medicine"}]},
    {"resourceType": "Location", "id": "l2", "name": "Room 4", "partOf": {"reference": "Location/l1"},
     "physicalType": {"coding": [{"code": "ro"}]}},
    {"resourceType": "RelatedPerson", "id": "m1", "patient": {"reference": "Patient/p1"}, "name": [{"text": "Bo Okafor"}],
     "relationship": [{"coding": [{"code": "C"}], "text": "Brother"}]},
    {"resourceType": "Organization", "id": "o1", "name": "Big Insurance", "type": [{"coding": [{"code": "ins"}]}]},
    {"resourceType": "Coverage", "id": "c1", "status": "active", "beneficiary": {"reference": "Patient/p1"},
     "payor": [{"reference": "Organization/o1"}], "subscriberId": "M-1"},
    a_schedule(),
    a_slot("t1", "2027-03-01T14:00:00Z", "2027-03-01T16:00:00Z"),
    a_slot("t2", "2027-03-01T16:00:00Z", "2027-03-01T17:00:00Z", "busy"),
    an_appointment("a1", "2027-03-01T14:00:00Z", "2027-03-01T14:30:00Z"),
    an_encounter("e1", "2019-01-04T14:00:00Z", "2019-01-04T14:20:00Z"),
]  # fmt: skip


def counts(report: Report) -> dict[str, dict[str, int]]:
    return {type_: {str(what): n for what, n in count.items()} for type_, count in report.counts.items()}


def snapshot() -> dict[str, Any]:
    """Everything that was written, without our own ids."""
    return {
        "patients": sorted(Patient.objects.values_list("name", "birth_date", "sex", "search")),
        "contacts": sorted(ContactPoint.objects.values_list("patient__name", "system", "value")),
        "relatives": sorted(RelatedPerson.objects.values_list("name", "relationship", "emergency")),
        "coverages": sorted(Coverage.objects.values_list("patient__name", "payer", "member_id")),
        "staff": sorted(
            (s.name, str(s.specialty), sorted(p.name for p in s.sites.all())) for s in StaffMember.objects.all()
        ),
        "sites": sorted(Site.objects.values_list("name", "city", "active")),
        "rooms": sorted(Room.objects.values_list("name", "site__name")),
        "visits": sorted(
            (str(v.period), v.status, v.service.name["en"], v.clinician.name if v.clinician else "", v.site.name)
            for v in Appointment.objects.all()
        ),
        "resources": sorted(Resource.objects.values_list("name", "kind")),
    }


def test_everything_is_taken_once(tmp_path: Path) -> None:
    report = importing.run(a_bundle(tmp_path, *EVERYTHING), time_zone="America/New_York")
    assert not report.problems
    taken = {type_: count.get("taken", 0) for type_, count in counts(report).items()}
    assert taken == {
        "Patient": 1, "Practitioner": 1, "PractitionerRole": 1, "Location": 2, "RelatedPerson": 1, "Organization": 0,
        "Coverage": 1, "Schedule": 1, "Slot": 2, "Appointment": 1, "Encounter": 1,
    }  # fmt: skip
    assert Coverage.objects.get().payer == "Big Insurance"
    assert RelatedPerson.objects.get().emergency
    assert Event.objects.filter(kind="patient.imported", actor_kind="system", door="fhir").count() == 1


def test_importing_again_changes_nothing(tmp_path: Path) -> None:
    path = a_bundle(tmp_path, *EVERYTHING)
    importing.run(path)
    before, events = snapshot(), Event.objects.count()
    report = importing.run(path)
    assert snapshot() == before
    assert Event.objects.count() == events
    for count in counts(report).values():
        assert set(count) <= {"unchanged", "skipped"}


@pytest.mark.parametrize("order", ["backwards", "in files"])
def test_the_order_does_not_matter(tmp_path: Path, order: str) -> None:
    (tmp_path / "a").mkdir()
    first = importing.run(a_bundle(tmp_path / "a", *EVERYTHING), source="a", time_zone="UTC")
    expected = snapshot()
    for model in (Appointment, Patient, Resource, StaffMember, Site):
        model.objects.all().delete()
    folder = tmp_path / "b"
    folder.mkdir()
    if order == "backwards":
        a_bundle(folder, *reversed(EVERYTHING))
    else:
        for number, resource in enumerate(reversed(EVERYTHING)):
            lines(folder, resource, name=f"{number:02}.ndjson")
    second = importing.run(folder, source="b", time_zone="UTC")
    assert not second.problems
    assert counts(second) == counts(first)
    mrn_free = [{**part} for part in (expected, snapshot())]
    assert mrn_free[0] == mrn_free[1]


def test_what_changed_is_updated_and_nothing_is_doubled(tmp_path: Path) -> None:
    importing.run(a_bundle(tmp_path, *EVERYTHING))
    moved = an_appointment("a1", "2027-03-01T15:00:00Z", "2027-03-01T15:30:00Z")
    married = a_patient(name=[{"use": "official", "family": "Diaz", "given": ["Ada"]}])
    report = importing.run(a_bundle(tmp_path, married, moved))
    assert counts(report) == {"Patient": {"updated": 1}, "Appointment": {"updated": 1}}
    assert Patient.objects.get().name == "Ada Diaz"
    assert find("diaz")
    assert not find("okafor")
    assert Appointment.objects.get(status="booked").period.lower.hour == 15


def test_a_broken_resource_is_told_by_its_path_and_stops_nothing(tmp_path: Path) -> None:
    broken = a_patient("p2", birthDate="17.05.1980", gender="f", name=[{"family": ["Smith"]}])
    lost = an_encounter("e9", "2019-01-04T14:00:00Z", None, subject={"reference": "Patient/nobody"})
    nul = a_patient("p3", identifier=[], telecom=[], name=[{"text": "N\u0000l"}])
    path = a_bundle(tmp_path, broken, *EVERYTHING, lost, nul, {"resourceType": "Patient", "id": "p4"}, {"resource": 5})
    report = importing.run(path)
    told = {(p.at, p.element) for p in report.problems}
    last = len(EVERYTHING)
    assert {
        ("entry[0].resource", "Patient.birthDate"),
        ("entry[0].resource", "Patient.gender"),
        ("entry[0].resource", "Patient.name[0].family"),
        (f"entry[{last + 1}].resource", "Encounter.subject"),
        (f"entry[{last + 2}].resource", "Patient"),
        (f"entry[{last + 3}].resource", "Patient.name"),
        (f"entry[{last + 4}]", "resourceType"),
    } == told
    assert "17.05.1980" not in json.dumps(report.as_json())
    assert counts(report)["Patient"] == {"taken": 1, "broken": 3}
    assert counts(report)["Encounter"] == {"taken": 1, "broken": 1}
    assert report.files_broken == []


def test_types_not_read_yet_are_counted(tmp_path: Path) -> None:
    report = importing.run(
        a_bundle(tmp_path, a_patient(), {"resourceType": "Observation"}, {"resourceType": "Observation"})
    )
    assert report.not_read_yet == {"Observation": 2}


def test_contained_resources_are_read_with_what_contains_them(tmp_path: Path) -> None:
    bill = {
        "resourceType": "ExplanationOfBenefit",
        "id": "x1",
        "contained": [
            {"resourceType": "Coverage", "id": "cov", "status": "active", "beneficiary": {"reference": "Patient/p1"},
             "payor": [{"display": "medicaid"}]},
            {"resourceType": "ServiceRequest", "id": "ref"},
        ],
    }  # fmt: skip
    again = {**bill, "id": "x2"}
    report = importing.run(a_bundle(tmp_path, bill, again, a_patient()))
    assert counts(report)["Coverage"] == {"taken": 1, "matched": 1}
    assert Coverage.objects.get().payer == "medicaid"


class TestMatching:
    """Somebody known here is recognised on proof, and never on a likeness."""

    def known(self, **more: Any) -> Patient:
        patient = known_patient(**{"name": "Áda  OKAFOR", "birth_date": date(1980, 5, 17)} | more)
        ContactPoint.objects.create(patient=patient, system="phone", value="+15554301166", use="home")
        refresh(patient.pk)
        return patient

    def take(self, tmp_path: Path, **more: Any) -> Report:
        return importing.run(a_bundle(tmp_path, a_patient(**more)))

    def test_the_same_identifier_is_proof(self, tmp_path: Path) -> None:
        patient = known_patient(name="A. Okafor", birth_date=None)
        Identifier.objects.create(patient=patient, system=MRN, value="MRN-p1", type="MR")
        assert counts(self.take(tmp_path)) == {"Patient": {"matched": 1}}
        patient.refresh_from_db()
        assert patient.birth_date == date(1980, 5, 17)
        assert patient.name == "A. Okafor"
        assert find("ada okafor")[0].id == patient.id

    def test_the_same_name_birth_date_and_phone_are_proof(self, tmp_path: Path) -> None:
        patient = self.known()
        assert counts(self.take(tmp_path)) == {"Patient": {"matched": 1}}
        assert Identifier.objects.get(system=MRN).patient_id == patient.id
        assert Patient.objects.count() == 1
        assert counts(self.take(tmp_path)) == {"Patient": {"unchanged": 1}}

    @pytest.mark.parametrize(
        "different",
        [
            {"birthDate": "1980-05-18"},
            {"birthDate": "1980-05"},
            {"name": [{"text": "Ada Okafo"}]},
            {"telecom": []},
        ],
    )
    def test_a_likeness_is_not(self, tmp_path: Path, different: dict[str, Any]) -> None:
        self.known()
        assert counts(self.take(tmp_path, **different)) == {"Patient": {"taken": 1}}

    def test_an_identifier_of_somebody_else_is_a_case_for_a_person(self, tmp_path: Path) -> None:
        other = known_patient(name="Zoe Quist", birth_date=date(2001, 1, 1))
        Identifier.objects.create(patient=other, system=MRN, value="MRN-p1", type="MR")
        report = self.take(tmp_path)
        assert [p.element for p in report.problems] == ["Patient.identifier"]
        assert Patient.objects.count() == 1

    def test_two_people_who_both_fit_are_a_case_for_a_person(self, tmp_path: Path) -> None:
        self.known()
        self.known()
        report = self.take(tmp_path, identifier=[])
        assert [p.element for p in report.problems] == ["Patient"]

    @pytest.mark.parametrize(
        ("different", "becomes"),
        [({"name": [{"text": "Ada Okafo"}]}, Link.State.LINKED), ({"birthDate": "1980-05-18"}, Link.State.PROPOSED)],
    )
    def test_matching_links_or_asks_about_what_was_taken_apart(
        self, tmp_path: Path, different: dict[str, Any], becomes: str
    ) -> None:
        patient = self.known(sex="female")
        self.take(tmp_path, **different)
        taken = Event.objects.get(kind="patient.imported")
        compare(taken)
        link = Link.objects.get()
        assert link.state == becomes and {link.a_id, link.b_id} == {patient.pk, taken.patient_id}

    def test_a_login_that_only_says_so_is_given_nobodys_history(self, tmp_path: Path) -> None:
        claimed = self.known(account=an_account())
        assert counts(self.take(tmp_path)) == {"Patient": {"taken": 1}}
        compare(Event.objects.get(kind="patient.imported"))
        assert Link.objects.get().state == Link.State.PROPOSED
        assert not claimed.identifiers.exists()

    def test_a_login_that_has_answered_there_is(self, tmp_path: Path) -> None:
        claimed = self.known(account=an_account())
        claimed.contact_points.update(verified_at=clock.now())
        assert counts(self.take(tmp_path)) == {"Patient": {"matched": 1}}
        assert claimed.identifiers.filter(system=MRN).exists()

    def test_records_that_are_one_person_are_no_contradiction(self, tmp_path: Path) -> None:
        first, second = self.known(), self.known()
        for patient, system in ((first, "urn:one"), (second, "urn:two")):
            Identifier.objects.create(patient=patient, system=system, value="7", type="MR")
        link(first.pk, second.pk, "seen both")
        report = self.take(
            tmp_path, identifier=[{"system": "urn:one", "value": "7"}, {"system": "urn:two", "value": "7"}]
        )
        assert counts(report) == {"Patient": {"matched": 1}}
        assert counts(importing.run(a_bundle(tmp_path, a_patient("p9", identifier=[])))) == {"Patient": {"matched": 1}}
        assert Patient.objects.count() == 2

    def test_a_number_that_a_family_shares_does_not_make_them_one(self, tmp_path: Path) -> None:
        her = self.known()
        Identifier.objects.create(patient=her, system="urn:insurance", value="F-1")
        him = {"name": [{"family": "Okafor", "given": ["Emeka"]}], "birthDate": "1977-11-02", "gender": "male"}
        report = self.take(tmp_path, identifier=[{"system": "urn:insurance", "value": "F-1"}], **him)
        assert [p.element for p in report.problems] == ["Patient.identifier"]
        assert her.names.count() <= 1

    def test_a_clinician_is_recognised_by_number_and_name(self, tmp_path: Path) -> None:
        mine = StaffMember.objects.create(role="clinician", name="Ana Ruiz, MD", family="Ruiz", npi="1234567893")
        report = importing.run(a_bundle(tmp_path, a_practitioner(), a_practitioner("d2", name=[{"family": "Else"}])))
        assert counts(report) == {"Practitioner": {"matched": 1, "taken": 1}}
        mine.refresh_from_db()
        assert mine.name == "Ana Ruiz, MD"


def test_partial_birth_dates_are_kept_and_found(tmp_path: Path) -> None:
    importing.run(a_bundle(tmp_path, a_patient(birthDate="1980-05")))
    patient = Patient.objects.get()
    assert (patient.birth_date, patient.birth_partial) == (None, "1980-05")
    assert find("okafor 1980-05")


def test_a_patient_without_a_record_number_gets_one(tmp_path: Path) -> None:
    importing.run(a_bundle(tmp_path, a_patient(identifier=[])))
    assert Identifier.objects.get().type == Identifier.Type.MRN


def test_ids_that_are_no_uuids_are_unique_only_within_their_source(tmp_path: Path) -> None:
    east = a_patient(identifier=[], name=[{"text": "Eve East"}])
    west = a_patient(identifier=[], name=[{"text": "Will West"}])
    importing.run(a_bundle(tmp_path, east), source="east")
    importing.run(a_bundle(tmp_path, west), source="west")
    assert sorted(Patient.objects.values_list("name", flat=True)) == ["Eve East", "Will West"]
