"""How people are reached: one way first, never one that is not to be used, and a family's phone is common."""

import pytest
from django.db import DatabaseError, transaction

from heartline.kernel.actor import acting
from heartline.kernel.db.confine import as_patient, as_staff
from heartline.kernel.errors import Refused
from heartline.kernel.models import Event
from heartline.people.contacts import actions
from heartline.people.contacts.rules import parse_email, parse_phone, phone_digits
from heartline.people.models import Patient
from heartline.people.registration.person import Contact
from tests.factories import an_account
from tests.people.people import known, themselves

MOBILE, MAIL = (
    Contact(system="sms", value="+14155552671", preferred=True),
    Contact(system="email", value="Ana@Example.org"),
)


@pytest.fixture
def ana() -> Patient:
    return known("Ana Ruiz", account=an_account(), contacts=[MOBILE, MAIL])


@pytest.mark.django_db
def test_preferring_one_stops_preferring_the_other(ana: Patient) -> None:
    actions.prefer(ana.contact_points.get(system="email"))
    assert [point.system for point in ana.contact_points.filter(preferred=True)] == ["email"]


@pytest.mark.django_db
def test_what_is_not_to_be_used_cannot_be_preferred_and_stays_known(ana: Patient) -> None:
    point = ana.contact_points.get(system="sms")
    actions.stop_using(point)
    point.refresh_from_db()
    assert (point.do_not_use, point.preferred) == (True, False)
    with pytest.raises(Refused, match="not to be used"):
        actions.prefer(point)
    actions.allow_using(point)
    actions.prefer(point)


@pytest.mark.django_db
def test_adding_what_is_there_changes_it(ana: Patient) -> None:
    actions.add(ana, Contact(system="sms", value="415 555 2671", shared=True, verified=True))
    point = ana.contact_points.get(system="sms")
    assert point.shared
    assert point.verified_at is not None
    assert ana.contact_points.count() == 2


@pytest.mark.django_db
def test_two_people_may_have_the_same_phone(ana: Patient) -> None:
    brother = known("Luis Ruiz", contacts=[MOBILE])
    assert brother.contact_points.get().value == ana.contact_points.get(system="sms").value


@pytest.mark.django_db
def test_a_patient_does_all_of_it_confined_and_it_is_told_who_did(ana: Patient) -> None:
    with as_patient(ana.account_id), acting(themselves(ana)):
        point = actions.add(ana, Contact(system="phone", value="+14155550100"))
        for change in (actions.prefer, actions.stop_using, actions.allow_using, actions.remove):
            change(point)
        actions.share(ana.contact_points.get(system="sms"), True)
    told = Event.objects.filter(patient_id=ana.pk, kind__startswith="contact.").order_by("id")
    kinds = ["added", "preferred", "stopped", "allowed", "removed", "shared"]
    assert [event.kind for event in told] == [f"contact.{kind}" for kind in kinds]
    assert {(event.actor_kind, event.actor_label, event.door) for event in told} == {("patient", "Ana Ruiz", "portal")}


@pytest.mark.django_db
def test_that_it_reaches_them_is_not_for_the_patient_to_say(ana: Patient) -> None:
    point = ana.contact_points.get(system="sms")
    with acting(themselves(ana)):
        with as_patient(ana.account_id), pytest.raises(DatabaseError, match="only staff"), transaction.atomic():
            actions.verify(point)
        with as_patient(ana.account_id), pytest.raises(DatabaseError, match="only staff"), transaction.atomic():
            actions.add(ana, Contact(system="phone", value="+14155550100", verified=True))
    with as_staff():
        actions.verify(point)
    with as_patient(ana.account_id), acting(themselves(ana)):
        actions.add(ana, MOBILE)  # what is known of it is said again: it stays verified
    point.refresh_from_db()
    assert point.verified_at is not None


@pytest.mark.parametrize(
    ("typed", "region", "kept"),
    [
        ("(415) 555-2671", "US", "+14155552671"),
        ("07700 900123", "GB", "+447700900123"),
        ("+84 91 234 56 78", "US", "+84912345678"),
    ],
)
def test_numbers_are_kept_in_one_form(typed: str, region: str, kept: str) -> None:
    assert parse_phone(typed, region) == kept


@pytest.mark.parametrize("typed", ["", "abc", "1", "+1", "123456789012345678"])
def test_what_is_no_number_is_said_in_words(typed: str) -> None:
    with pytest.raises(ValueError, match="phone number"):
        parse_phone(typed)


@pytest.mark.parametrize("typed", ["", "ana", "ana@", "a b@c.de", "ana@host", "x" * 250 + "@a.de"])
def test_what_is_no_address_is_said_in_words(typed: str) -> None:
    with pytest.raises(ValueError, match="e-mail address"):
        parse_email(typed)


def test_a_number_is_looked_for_as_it_is_dialled_at_home_and_from_abroad() -> None:
    assert phone_digits("+447700900123") == ["447700900123", "07700900123"]
    assert phone_digits("+14155552671") == ["14155552671"]
    assert phone_digits("ext. 12") == ["12"]
