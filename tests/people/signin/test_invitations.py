"""Front desk gives a known patient a login."""

import re
from datetime import date, timedelta

import pytest
from django.test import Client

from heartline.kernel import clock
from heartline.kernel.errors import Refused
from heartline.kernel.models import Event
from heartline.people.linking.actions import link
from heartline.people.models import Account, ContactPoint, Invitation, Patient, Role
from heartline.people.signin import invitations
from tests.factories import a_patient, a_staff_member, an_account
from tests.people.signin.test_ways_in import a_verified_account, is_in
from tests.signing_in import last_message, signed_in

BORN = date(1980, 5, 17)
NUMBER = "+12025550170"


@pytest.fixture
def patient() -> Patient:
    patient = a_patient(birth_date=BORN)
    ContactPoint.objects.create(patient=patient, system="sms", value=NUMBER)
    return patient


def code_for(patient: Patient) -> str:
    invitations.invite(patient, patient.contact_points.get(), address="http://testserver/account/claim/")
    return sent_code()


def sent_code() -> str:
    found = re.search(r"[A-Z2-9]{4}-[A-Z2-9]{4}", last_message(NUMBER).body)
    assert found
    return found.group()


def claim(client: Client, code: str, born: date = BORN) -> object:
    return client.post("/account/claim/", {"code": code, "birth_date": born.isoformat()})


def test_the_front_desk_sends_a_code_and_the_patient_is_in(client: Client, patient: Patient) -> None:
    desk = signed_in(a_staff_member(Role.FRONT_DESK, account=an_account()).account)
    desk.raise_request_exception = False
    desk.post(f"/desk/patients/{patient.pk}/invite", {"contact_point": patient.contact_points.get().pk})
    claim(client, sent_code().lower().replace("-", " "))
    patient.refresh_from_db()
    assert patient.account is not None and patient.account.phone == NUMBER and is_in(client, patient.account)
    assert patient.contact_points.get().verified_at is not None
    assert list(Event.objects.filter(patient_id=patient.pk).order_by("id").values_list("kind", flat=True)) == [
        "account.invited",
        "account.claimed",
    ]


def test_the_code_is_not_in_the_database(patient: Patient) -> None:
    code = code_for(patient).replace("-", "")
    assert code not in str(list(Invitation.objects.values())) + str(list(Event.objects.values()))


def test_it_works_once_and_only_for_its_days(client: Client, patient: Patient) -> None:
    code = code_for(patient)
    with clock.set(clock.now() + timedelta(days=8)):
        assert invitations.claim(code, BORN, account=None) is None
    claim(client, code)
    assert Patient.objects.get(pk=patient.pk).account
    assert invitations.claim(code, BORN, account=an_account()) is None


def test_a_new_code_replaces_the_old(patient: Patient) -> None:
    first, second = code_for(patient), code_for(patient)
    assert invitations.claim(first, BORN, account=None) is None
    assert invitations.claim(second, BORN, account=None) is not None


def test_five_wrong_birth_dates_end_it_and_are_answered_like_a_wrong_code(client: Client, patient: Patient) -> None:
    code = code_for(patient)
    wrong_code = claim(client, "AAAA-AAAA")
    for _ in range(5):
        answer = claim(client, code, date(1981, 1, 1))
        assert answer.status_code == wrong_code.status_code == 422  # type: ignore[attr-defined]
        assert "do not fit together" in answer.content.decode()  # type: ignore[attr-defined]
    assert invitations.claim(code, BORN, account=None) is None
    assert not Account.objects.exists()


def test_a_mother_whose_number_it_is_links_nothing_by_accident(client: Client, patient: Patient) -> None:
    """The number signs in somebody already: that account does not simply get the record."""
    Account.objects.create_user(None, None, phone=NUMBER, phone_verified=True)
    answer = claim(client, code_for(patient))
    assert answer.status_code == 409 and "already signs in" in answer.content.decode()  # type: ignore[attr-defined]
    assert Patient.objects.get(pk=patient.pk).account is None


def test_who_is_signed_in_gets_the_record_into_that_account(patient: Patient) -> None:
    account = a_verified_account()
    claim(signed_in(account), code_for(patient))
    assert Patient.objects.get(pk=patient.pk).account == account


def test_but_not_a_second_record(patient: Patient) -> None:
    account = a_patient(account=an_account()).account
    with pytest.raises(Refused):
        invitations.claim(code_for(patient), BORN, account=account)


def test_linked_records_share_their_contact_points_and_their_invitation(patient: Patient) -> None:
    other = a_patient(birth_date=BORN)
    contact = ContactPoint.objects.create(patient=other, system="email", value="ana@example.org")
    link(patient.pk, other.pk, "seen both")
    first = code_for(patient)
    invitations.invite(patient, contact, address="")
    assert invitations.claim(first, BORN, account=None) is None
    shown = invitations.open_invitation(other.pk)
    assert shown is not None and shown.value == "ana@example.org"
    patient.account = an_account()
    patient.save()
    with pytest.raises(Refused):
        invitations.invite(other, contact, address="")


def test_not_to_somebody_elses_contact_point_nor_one_not_to_be_used(patient: Patient) -> None:
    foreign = ContactPoint.objects.create(patient=a_patient(), system="sms", value="+12025550171")
    with pytest.raises(Refused):
        invitations.invite(patient, foreign, address="")
    ContactPoint.objects.filter(patient=patient).update(do_not_use=True)
    with pytest.raises(Refused):
        invitations.invite(patient, patient.contact_points.get(), address="")
