"""Registering: whoever has one name can be a patient, once."""

from datetime import date

import pytest
from pydantic import ValidationError

from heartline.kernel.models import Event
from heartline.people.models import Patient
from heartline.people.registration.actions import register
from heartline.people.registration.person import Contact, Language, Name, Number, PersonDetails
from heartline.people.registration.queries import likely_same
from heartline.people.registration.rules import MRN_SYSTEM, is_mrn
from tests.people.people import known

pytestmark = pytest.mark.django_db


def test_all_that_is_said_is_kept() -> None:
    patient = known(
        {"family": "Nguyễn", "given": ["Thị", "Ánh"]},
        birth_date=date(1984, 3, 12),
        languages=[Language(language="en"), Language(language="vi", preferred=True, interpreter_needed=True)],
        contacts=[Contact(system="sms", value="(415) 555-2671", preferred=True, shared=True)],
    )
    assert patient.name == "Thị Ánh Nguyễn"
    assert (patient.language, patient.interpreter_needed) == ("vi", True)
    point = patient.contact_points.get()
    assert (point.value, point.preferred, point.shared) == ("+14155552671", True, True)
    assert is_mrn(patient.mrn)
    assert Event.objects.get(patient_id=patient.pk).kind == "patient.registered"


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ({"given": ["Suharto"]}, "Suharto"),
        ({"family": "李", "given": ["伟"], "script": "Hans"}, "李伟"),
        ({"text": "Maximiliana-" + "Theodora " * 30}, ("Maximiliana-" + "Theodora " * 30).strip()),
    ],
)
def test_names_without_a_family_name_and_very_long_ones(name: dict[str, object], shown: str) -> None:
    assert known(name).name == shown


def test_the_usual_name_is_shown_and_the_other_script_is_not() -> None:
    patient = known({"text": "محمد علي", "script": "Arab"}, "Muhammad Ali", {"text": "Mo Ali", "use": "usual"})
    assert patient.name == "Mo Ali"


def test_a_second_press_registers_nobody_twice() -> None:
    details = PersonDetails(names=[Name(text="Ana Ruiz")])
    assert register(details, key="form-1") == register(details, key="form-1")
    assert Patient.objects.count() == 1


def test_a_number_that_another_system_gave_stays_the_record_number() -> None:
    patient = known(numbers=[Number(system="urn:other", value="A-77", type="MR")])
    assert patient.mrn == "A-77"
    assert not patient.identifiers.filter(system=MRN_SYSTEM).exists()


def test_who_has_no_name_at_all_is_refused() -> None:
    with pytest.raises(ValidationError):
        Name(family=" ", given=[])


def test_a_number_that_cannot_be_dialled_is_refused_in_words() -> None:
    with pytest.raises(ValidationError, match="too short or too long"):
        Contact(system="phone", value="12")


def test_who_is_known_already_is_found_before_they_are_registered_again() -> None:
    ana = known("Ana Ruiz Vega", birth_date=date(1990, 1, 2))
    slipped = known("Ana Ruiz", birth_date=date(1991, 1, 2))
    known("Ana Ruiz", birth_date=date(1957, 11, 30))
    same = PersonDetails(names=[Name(text="ana ruíz")], birth_date=date(1990, 1, 2))
    hits = likely_same(same)
    assert {hit.id for hit in hits} == {ana.pk, slipped.pk}
    assert [[str(words) for _, words in hit.agrees][-1] for hit in hits if hit.id == ana.pk] == ["the same"]
