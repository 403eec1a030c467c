"""What R4 says, in our terms: never more than it says."""

from datetime import UTC, date

import pytest
from pydantic import ValidationError

from heartline.people import fhir
from heartline.people import fhir_types as r4
from heartline.people.fhir_contacts import country_code
from heartline.people.fhir_dates import FhirDate
from heartline.people.importing.details import CannotTake, NotTaken, PatientDetails
from heartline.scheduling import fhir as times
from heartline.scheduling import fhir_types as times_r4
from tests.doors.fhir.resources import a_patient, an_appointment, an_encounter


def patient(**more: object) -> PatientDetails:
    return fhir.patient(r4.Patient.model_validate(a_patient(**more)), country="US")


@pytest.mark.parametrize(
    ("text", "day", "partial"),
    [
        ("1980-05-17", date(1980, 5, 17), ""),
        ("1980-05", None, "1980-05"),
        ("1980", None, "1980"),
    ],
)
def test_a_birth_date_is_as_precise_as_it_was_told(text: str, day: date | None, partial: str) -> None:
    details = patient(birthDate=text)
    assert (details.birth_date, details.birth_partial) == (day, partial)


@pytest.mark.parametrize("text", ["17.05.1980", "1980-13", "1980-02-30", "", "1980-05-17T25:00:00Z", 1980])
def test_a_date_that_is_none_is_refused_without_showing_it(text: object) -> None:
    with pytest.raises(ValidationError) as refused:
        patient(birthDate=text)
    assert refused.value.errors()[0]["loc"] == ("birthDate",)
    assert str(text) not in refused.value.errors()[0]["msg"] or not text


def test_moments_keep_their_offset_and_borrow_one_only_if_they_have_none() -> None:
    assert FhirDate.parse("2021-03-01T09:00:00-05:00").at(UTC).isoformat() == "2021-03-01T09:00:00-05:00"  # type: ignore[union-attr]
    assert FhirDate.parse("2021-03-01T09:00:00").at(UTC).isoformat() == "2021-03-01T09:00:00+00:00"  # type: ignore[union-attr]
    assert FhirDate.parse("2021-03-01T23:59:60Z").at(UTC) is not None
    assert FhirDate.parse("2021-03-01").at(UTC) is None


def test_names_are_shown_as_they_are_written_digits_and_all() -> None:
    details = patient(name=[{"use": "official", "family": "Smith67", "given": ["Adolph80", "Lee4"], "prefix": ["Mr."]}])
    assert details.names[0].text == "Adolph80 Lee4 Smith67"
    assert details.names[0].prefix == "Mr."


def test_the_usual_name_is_shown_and_former_ones_are_kept() -> None:
    details = patient(
        name=[
            {"use": "maiden", "family": "Hahn", "given": ["Jenee"]},
            {"use": "official", "text": "Jenee Turcotte", "period": {"end": "2001-01-01"}},
            {"use": "official", "family": "Diaz", "given": ["Jenee", None]},
        ]
    )
    assert [(name.text, name.use) for name in details.names] == [
        ("Jenee Diaz", "official"), ("Jenee Hahn", "maiden"), ("Jenee Turcotte", "old"),
    ]  # fmt: skip


def test_a_patient_without_a_name_cannot_be_shown() -> None:
    with pytest.raises(CannotTake):
        patient(name=[{"use": "official"}])


def test_numbers_become_diallable_or_are_kept_and_marked() -> None:
    details = patient(
        telecom=[
            {"system": "phone", "value": "(555) 430-1166", "use": "mobile", "rank": 1},
            {"system": "phone", "value": "000-000-0000"},
            {"system": "phone", "value": "ask the neighbour"},
            {"system": "email", "value": "ADA@Example.org"},
            {"system": "fax", "value": "555-430-1167"},
            {"system": "phone", "value": "555-430-1168", "use": "old"},
        ]
    )
    found = {point.value: point for point in details.contact_points}
    assert set(found) == {"+15554301166", "000-000-0000", "ask the neighbour", "ada@example.org", "+15554301168"}
    assert found["+15554301166"].preferred
    assert found["ask the neighbour"].do_not_use
    assert found["ask the neighbour"].note
    assert found["+15554301168"].do_not_use
    assert not found["ada@example.org"].note


def test_languages_interpreters_and_pronouns_are_read() -> None:
    details = patient(
        communication=[
            {"language": {"coding": [{"code": "en-US"}]}},
            {"language": {"coding": [{"system": "urn:ietf:bcp:47", "code": "es"}]}, "preferred": True},
            {"language": {"text": "Spanish, we think"}},
        ],
        extension=[
            {
                "url": "http://hl7.org/fhir/us/core/StructureDefinition/us-core-interpreter-needed",
                "valueCoding": {"code": "373066001"},
            },
            {
                "url": "http://hl7.org/fhir/StructureDefinition/individual-pronouns",
                "extension": [{"url": "value", "valueCodeableConcept": {"text": "they/them"}}],
            },
            {"url": "http://example.org/whatever", "valueAge": {"value": 3}},
        ],
    )
    assert [(s.language, s.preferred, s.interpreter_needed) for s in details.languages] == [
        ("en-US", False, False), ("es", True, True),
    ]  # fmt: skip
    assert details.pronouns == "they/them"


def test_a_death_without_a_day_is_known_and_no_day_is_made_up() -> None:
    assert patient(deceasedBoolean=True).deceased
    details = patient(deceasedDateTime="1999")
    assert details.deceased
    assert details.deceased_on is None
    assert patient(deceasedDateTime="1999-08-05T10:10:39+00:00").deceased_on == date(1999, 8, 5)


@pytest.mark.parametrize(("text", "code"), [("USA", "US"), ("us", "US"), ("840", "US"), ("MEX", "MX"), ("Narnia", "")])
def test_countries_are_two_letters_or_nothing(text: str, code: str) -> None:
    assert country_code(text) == code


def test_a_payer_is_no_place_of_ours() -> None:
    payer = r4.Organization.model_validate({"name": "Big Insurance", "type": [{"coding": [{"code": "ins"}]}]})
    with pytest.raises(NotTaken):
        fhir.organization(payer, country="US")


def test_a_coverage_says_who_pays() -> None:
    resource = r4.Coverage.model_validate(
        {
            "status": "active", "beneficiary": {"reference": "Patient/1"}, "payor": [{"display": "Big Insurance"}],
            "subscriberId": "M-1", "period": {"start": "2024-01-01"},
            "class": [{"type": {"coding": [{"code": "plan"}]}, "value": "G", "name": "Gold"}],
        }
    )  # fmt: skip
    details = fhir.coverage(resource, payer="")
    assert (details.payer, details.plan, details.member_id, details.starts_on) == (
        "Big Insurance", "Gold", "M-1", date(2024, 1, 1),
    )  # fmt: skip
    with pytest.raises(NotTaken):
        fhir.coverage(resource.model_copy(update={"payor": [r4.Reference(display="no_insurance")]}), payer="")


@pytest.mark.parametrize(
    ("theirs", "ours"),
    [("booked", "booked"), ("checked-in", "arrived"), ("fulfilled", "fulfilled"), ("noshow", "noshow")],
)
def test_an_appointment_keeps_its_status(theirs: str, ours: str) -> None:
    resource = an_appointment("a1", "2027-01-04T14:00:00Z", "2027-01-04T14:20:00Z", theirs)
    assert times.appointment(times_r4.Appointment.model_validate(resource), UTC).status == ours


@pytest.mark.parametrize("status", ["proposed", "pending", "waitlist", "entered-in-error"])
def test_what_nobody_has_agreed_to_is_no_visit(status: str) -> None:
    resource = an_appointment("a1", "2027-01-04T14:00:00Z", "2027-01-04T14:20:00Z", status)
    with pytest.raises(NotTaken):
        times.appointment(times_r4.Appointment.model_validate(resource), UTC)


def test_an_encounter_is_a_visit_named_for_readers() -> None:
    resource = an_encounter("e1", "2019-01-04T14:00:00Z", None) | {"class": {"code": "VR"}}
    visit = times.encounter(times_r4.Encounter.model_validate(resource), UTC)
    assert visit.service.name == "Check up"
    assert visit.mode == "video"
    assert (visit.ends_at - visit.starts_at).total_seconds() == 900
    assert visit.notes
