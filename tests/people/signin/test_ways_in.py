"""Each way in, and where it leads."""

import time
from datetime import date

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.test import Client

from heartline.kernel.models import Event
from heartline.people.models import Account, ContactPoint, Patient, Role
from tests.factories import a_patient, a_staff_member, an_account, an_organization
from tests.signing_in import code_sent_to, last_message

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
PASSWORD = "a long enough secret"


def a_verified_account(**fields: object) -> Account:
    account = an_account(**fields)
    if account.email:
        EmailAddress.objects.create(user=account, email=account.email, verified=True, primary=True)
    return account


def totp_now(ahead: int = 0) -> str:
    return format_hotp_value(hotp_value(SECRET, int(time.time()) // 30 + ahead))


def is_in(client: Client, account: Account) -> bool:
    return client.session.get("_auth_user_id") == str(account.pk)


def test_by_a_code_sent_by_email(client: Client) -> None:
    account = a_verified_account()
    answer = client.post("/account/login/code/", {"contact": account.email.upper()})
    assert answer.status_code == 302 and answer["Location"] == "/account/login/code/confirm/"
    answer = client.post("/account/login/code/confirm/", {"code": code_sent_to(account.email)})
    assert is_in(client, account) and answer["Location"] == "/"
    assert Event.objects.get(kind="account.signed_in").subject_id == account.pk


def test_by_a_code_sent_by_text_to_a_number_as_people_write_it(client: Client) -> None:
    an_organization()
    account = Account.objects.create_user(None, None, phone="+12025550143", phone_verified=True)
    client.post("/account/login/code/", {"contact": "(202) 555-0143"})
    client.post("/account/login/code/confirm/", {"code": code_sent_to("+12025550143")})
    assert is_in(client, account)


def test_an_account_that_staff_made_needs_one_code_and_not_two(client: Client) -> None:
    account = an_account()
    client.post("/account/login/code/", {"contact": account.email})
    client.post("/account/login/code/confirm/", {"code": code_sent_to(account.email)})
    assert is_in(client, account)


def test_a_wrong_code_three_times_ends_the_attempt(client: Client) -> None:
    account = a_verified_account()
    client.post("/account/login/code/", {"contact": account.email})
    right = code_sent_to(account.email)
    for _ in range(3):
        client.post("/account/login/code/confirm/", {"code": "000000" if right != "000000" else "111111"})
    client.post("/account/login/code/confirm/", {"code": right})
    assert not is_in(client, account)


@pytest.mark.parametrize("name", ["email", "phone"])
def test_by_password(client: Client, name: str) -> None:
    account = a_verified_account(phone="+12025550144", phone_verified=True)
    account.set_password(PASSWORD)
    account.save()
    client.post(
        "/account/login/", {"login": "202-555-0144" if name == "phone" else account.email, "password": PASSWORD}
    )
    assert is_in(client, account)


def test_the_session_key_changes_at_sign_in_and_sign_out_needs_a_post(client: Client) -> None:
    account = a_verified_account()
    client.get("/account/login/")
    client.post("/account/login/code/", {"contact": account.email})
    before = client.session.session_key
    client.post("/account/login/code/confirm/", {"code": code_sent_to(account.email)})
    assert is_in(client, account) and client.session.session_key != before
    client.get("/account/logout/")
    assert is_in(client, account)
    client.post("/account/logout/")
    assert not is_in(client, account)


def a_nurse(password: str = PASSWORD, second_factor: bool = True) -> Account:
    account = a_verified_account()
    account.set_password(password)
    account.save()
    a_staff_member(Role.NURSE, account=account)
    if second_factor:
        TOTP.activate(account, SECRET)
    return account


def test_staff_need_their_second_factor_after_the_password(client: Client) -> None:
    nurse = a_nurse()
    answer = client.post("/account/login/", {"login": nurse.email, "password": PASSWORD})
    assert answer["Location"] == "/account/2fa/authenticate/" and not is_in(client, nurse)
    answer = client.post("/account/2fa/authenticate/", {"code": totp_now()})
    assert is_in(client, nurse) and answer["Location"] == "/desk/"


def test_an_authenticator_code_works_once(client: Client) -> None:
    nurse = a_nurse()
    code = totp_now()
    for other, worked in ((Client(), True), (Client(), False)):
        other.post("/account/login/", {"login": nurse.email, "password": PASSWORD})
        other.post("/account/2fa/authenticate/", {"code": code})
        assert is_in(other, nurse) is worked


def test_secrets_of_authenticators_are_not_readable_in_the_database() -> None:
    nurse = a_nurse()
    assert SECRET not in str(Authenticator.objects.get(user=nurse).data)


def test_staff_without_a_second_factor_are_led_to_set_one_up(client: Client) -> None:
    nurse = a_nurse(second_factor=False)
    client.post("/account/login/", {"login": nurse.email, "password": PASSWORD})
    assert is_in(client, nurse)
    assert client.get("/desk/")["Location"].startswith("/account/2fa/")
    assert client.get("/")["Location"].startswith("/account/2fa/")
    part = client.get("/desk/", headers={"HX-Request": "true", "HX-Current-URL": "http://testserver/desk/find"})
    assert part.status_code == 204 and part["HX-Redirect"] == "/account/2fa/?next=%2Fdesk%2Ffind"


def test_a_session_older_than_the_second_factor_has_to_show_it(client: Client) -> None:
    nurse = a_nurse(second_factor=False)
    client.post("/account/login/", {"login": nurse.email, "password": PASSWORD})
    TOTP.activate(nurse, SECRET)  # set up elsewhere
    assert client.get("/desk/")["Location"].startswith("/account/2fa/reauthenticate/")
    client.post("/account/2fa/reauthenticate/", {"code": totp_now()})
    assert not client.get("/desk/").headers.get("Location", "").startswith("/account/2fa/")


def test_staff_do_not_come_in_by_a_mailed_code_alone(client: Client) -> None:
    nurse = a_nurse(second_factor=False)
    client.post("/account/login/code/", {"contact": nurse.email})
    answer = client.post("/account/login/code/confirm/", {"code": code_sent_to(nurse.email)})
    assert answer["Location"] == "/account/login/" and not is_in(client, nurse)


def test_staff_cannot_take_off_their_last_second_factor(client: Client) -> None:
    nurse = a_nurse()
    client.post("/account/login/", {"login": nurse.email, "password": PASSWORD})
    client.post("/account/2fa/authenticate/", {"code": totp_now()})
    client.post("/account/2fa/totp/deactivate/")
    assert Authenticator.objects.filter(user=nurse, type="totp").exists()


PERSON = {"name": "Ana María López", "birth_date": "1990-03-04"}


def test_signing_up_makes_account_and_record_together(client: Client) -> None:
    answer = client.post("/account/signup/", PERSON | {"contact": "Ana@example.org"})
    assert answer["Location"] == "/account/confirm-email/"
    client.post("/account/confirm-email/", {"code": code_sent_to("ana@example.org")})
    account = Account.objects.get(email="ana@example.org")
    patient = Patient.objects.get(account=account)
    assert is_in(client, account)
    assert (patient.name, patient.birth_date) == ("Ana María López", date(1990, 3, 4))
    assert ContactPoint.objects.get(patient=patient).verified_at is not None
    assert not Event.objects.filter(kind="patient.possible_duplicate").exists()


def test_signing_up_with_a_number(client: Client) -> None:
    answer = client.post("/account/signup/", PERSON | {"contact": "+1 202 555 0145"})
    assert answer["Location"] == "/account/phone/verify/"
    answer = client.post("/account/phone/verify/", {"code": code_sent_to("+12025550145")})
    account = Account.objects.get(phone="+12025550145")
    assert is_in(client, account) and account.phone_verified and answer["Location"] == "/"


def test_who_seems_known_gets_a_new_record_and_staff_are_told(client: Client) -> None:
    from heartline.people.registration.actions import register
    from heartline.people.registration.person import Name, PersonDetails

    known = register(PersonDetails(names=[Name(text="Ana María López")], birth_date=date(1990, 3, 4)))
    client.post("/account/signup/", PERSON | {"contact": "ana@example.org"})
    client.post("/account/confirm-email/", {"code": code_sent_to("ana@example.org")})
    known.refresh_from_db()
    assert known.account_id is None
    own = Patient.objects.get(account__email="ana@example.org")
    event = Event.objects.get(kind="patient.possible_duplicate")
    assert (event.subject_id, event.patient_id, event.data) == (own.pk, None, {"alike": [str(known.pk)]})


def test_a_number_that_is_taken_gets_no_second_account_but_a_text(client: Client) -> None:
    Account.objects.create_user(None, None, phone="+12025550146", phone_verified=True)
    a_patient()
    client.post("/account/signup/", PERSON | {"contact": "+12025550146"})
    assert "already has" in last_message("+12025550146").body
    assert Patient.objects.count() == 1 and Account.objects.count() == 1
