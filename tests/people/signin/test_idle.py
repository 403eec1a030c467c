"""Sessions end, say why, and come back to where the person was."""

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from django.conf import settings
from django.test import Client

from heartline.kernel import clock
from heartline.people.models import Role
from tests.factories import a_patient, a_staff_member, an_account
from tests.signing_in import signed_in

PATIENT, STAFF = timedelta(minutes=settings.IDLE_MINUTES_PATIENT), timedelta(minutes=settings.IDLE_MINUTES_STAFF)
SECOND = timedelta(seconds=1)


@pytest.fixture
def patient() -> Client:
    return signed_in(a_patient(account=an_account()).account)


@pytest.fixture
def nurse() -> Client:
    return signed_in(a_staff_member(Role.NURSE, account=an_account()).account)


def still_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def asks(client: Client, after: timedelta, address: str = "/account/email/", **headers: str) -> object:
    with clock.set(START + after):
        return client.get(address, headers=headers)


START = clock.now()


def test_a_patients_session_ends_after_its_rest_and_not_before(patient: Client) -> None:
    asks(patient, timedelta(0))
    asks(patient, PATIENT)
    assert still_in(patient)
    answer = asks(patient, PATIENT * 2 + SECOND)
    assert not still_in(patient)
    query = parse_qs(urlsplit(answer["Location"]).query)  # type: ignore[index]
    assert query == {"next": ["/account/email/"], "idle": ["1"]}
    page = patient.get(answer["Location"]).content.decode()  # type: ignore[index]
    assert "nothing happened for a while" in page and "Nothing was lost" in page


def test_staff_have_their_own_time(nurse: Client) -> None:
    asks(nurse, timedelta(0))
    asks(nurse, STAFF)
    assert still_in(nurse)
    asks(nurse, STAFF * 2 + SECOND)
    assert not still_in(nurse)


def test_an_open_page_keeps_nobody_signed_in(patient: Client) -> None:
    asks(patient, timedelta(0))
    for minute in range(1, 21):
        asks(patient, timedelta(minutes=minute), "/live?topic=staff")
        asks(patient, timedelta(minutes=minute), **{"X-Heartline-Live": "1", "HX-Request": "true"})
    assert still_in(patient)
    part = asks(
        patient,
        PATIENT + SECOND,
        **{"X-Heartline-Live": "1", "HX-Request": "true", "HX-Current-URL": "http://testserver/visits"},
    )
    assert not still_in(patient)
    assert part.status_code == 204 and "next=%2Fvisits" in part["HX-Redirect"]  # type: ignore[attr-defined,index]


def test_a_stream_of_an_ended_session_is_told_not_to_come_back(patient: Client) -> None:
    asks(patient, timedelta(0))
    assert asks(patient, PATIENT + SECOND, "/live?topic=staff").status_code == 204  # type: ignore[attr-defined]


def test_the_longest_day_ends_too(nurse: Client) -> None:
    for minutes in range(0, settings.SESSION_COOKIE_AGE // 60 + 1, 20):
        asks(nurse, timedelta(minutes=minutes))
    assert still_in(nurse)
    asks(nurse, timedelta(seconds=settings.SESSION_COOKIE_AGE + 1))
    assert not still_in(nurse)
