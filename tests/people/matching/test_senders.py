"""Who writes: one patient, a question, or nobody. Never a guess."""

from datetime import date
from typing import Any

import pytest

from heartline.people.linking import actions as linking
from heartline.people.matching.senders import Known, who_is
from heartline.people.models import Patient
from heartline.people.registration.person import Contact, Relative
from tests.people.people import known

pytestmark = pytest.mark.django_db
PHONE = "+14135550142"


def someone(name: str, born: date | None = None, phone: str = PHONE, shared: bool = False, **details: Any) -> Patient:
    contacts = [Contact(system="sms", value=phone, shared=shared)] if phone else []
    given, family = name.split()
    return known({"given": [given], "family": family}, birth_date=born, contacts=contacts, **details)


def test_a_number_of_one_patient_is_that_patient() -> None:
    rosa = someone("Rosa Vega")
    found = who_is(phone=PHONE)
    assert (found.known, found.patient_id) == (Known.ONE, rosa.pk)


def test_a_familys_number_is_asked_about() -> None:
    rosa, luis = someone("Rosa Vega"), someone("Luis Vega")
    found = who_is(phone=PHONE)
    assert (found.known, found.patient_id, set(found.among)) == (Known.ASK, None, {rosa.pk, luis.pk})


def test_a_familys_number_and_a_first_name_are_one_patient() -> None:
    rosa, _ = someone("Rosa Vega"), someone("Luis Vega")
    assert who_is(phone=PHONE, name="Rosa Vega").patient_id == rosa.pk


def test_a_father_and_son_of_one_name_need_the_birth_date() -> None:
    someone("William Hale", date(1951, 3, 9))
    son = someone("William Hale", date(1979, 11, 30))
    assert who_is(phone=PHONE, name="William Hale").known is Known.ASK
    assert who_is(phone=PHONE, name="William Hale", born=date(1979, 11, 30)).patient_id == son.pk


def test_a_number_marked_as_shared_is_asked_about() -> None:
    someone("Rosa Vega", shared=True)
    assert who_is(phone=PHONE).known is Known.ASK


def test_a_number_that_a_relative_answers_is_asked_about() -> None:
    someone("Rosa Vega")
    someone("Inés Prado", phone="", relatives=[Relative(name="Rosa Vega", phone=PHONE)])
    assert who_is(phone=PHONE).known is Known.ASK


def test_another_name_than_the_numbers_is_asked_about() -> None:
    someone("Rosa Vega")
    assert who_is(phone=PHONE, name="Gunther Holm").known is Known.ASK


def test_two_records_of_one_person_are_one() -> None:
    a, b = someone("Rosa Vega"), someone("Rosa Vega")
    linking.link(a.pk, b.pk, "the same")
    assert who_is(phone=PHONE).patient_id in {a.pk, b.pk}


def test_a_name_alone_is_never_enough() -> None:
    rosa = someone("Rosa Quintanilla", date(1980, 2, 14), phone="")
    found = who_is(name="Rosa Quintanilla", born=date(1980, 2, 14))
    assert (found.known, found.patient_id, found.among) == (Known.ASK, None, [rosa.pk])


def test_an_unknown_number_is_nobodys() -> None:
    someone("Rosa Vega")
    assert who_is(phone="+14135559876").known is Known.NOBODY
    assert who_is(email="nobody@example.org").known is Known.NOBODY
