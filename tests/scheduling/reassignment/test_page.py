"""The plan's page and the week's ask the database a known number of questions, and notes whom it showed."""

from collections.abc import Iterator

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from heartline.kernel import clock
from heartline.kernel.models import AuditEntry
from heartline.people.models import Role
from tests import factories
from tests.scheduling.reassignment.scene import MONDAY, Clinic
from tests.signing_in import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def monday() -> Iterator[None]:
    with clock.set(MONDAY):
        yield


def manager() -> Client:
    account = factories.a_staff_member(Role.MANAGER, account=factories.an_account()).account
    assert account
    return signed_in(account)


def asked(client: Client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return len(queries)


def test_a_plan_of_many_visits_asks_as_much_as_one_of_few() -> None:
    few, many = Clinic(), Clinic()
    few.booked(few.at(8))
    for n in range(9):
        many.booked(many.at(8 + n // 3, 20 * (n % 3)))
    client = manager()
    short, long = (asked(client, f"/desk/absences/{clinic.away().pk}") for clinic in (few, many))
    assert short == long <= 25
    assert AuditEntry.objects.filter(what="absence list").count() == 10


def test_a_week_and_the_list_of_plans_ask_a_known_number_of_questions() -> None:
    clinic = Clinic()
    clinic.booked(clinic.at(8, days=7))
    client = manager()
    week = f"/desk/flow?site={clinic.site.slug}"
    few, listed = asked(client, week), asked(client, "/desk/absences")
    for n in range(6):
        clinic.booked(clinic.at(9, 20 * (n % 3), days=7 + n // 3))
    clinic.away(days=9)
    assert asked(client, week) == few <= 30
    assert asked(client, "/desk/absences") <= listed + 1
