"""The day beside an absence's list: what it shows, where a row may be put down, and what putting it down does."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

from heartline.kernel import clock
from heartline.kernel.models import AuditEntry
from heartline.people.models import Role
from heartline.scheduling.models import ReassignedVisit
from heartline.scheduling.picking.rules import Choice
from tests import factories
from tests.scheduling.reassignment.scene import MONDAY, TODAY, Clinic
from tests.signing_in import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def monday() -> Iterator[None]:
    with clock.set(MONDAY):
        yield


@pytest.fixture
def client() -> Client:
    account = factories.a_staff_member(Role.FRONT_DESK, account=factories.an_account()).account
    assert account
    return signed_in(account)


def free_of(client: Client, item: ReassignedVisit, query: str = "") -> dict[str, list[list[Any]]]:
    address = f"/desk/absences/{item.reassignment_id}/visits/{item.appointment_id}/targets?{query}"
    found: dict[str, list[list[Any]]] = client.get(address).json()["targets"]
    return found


def put(client: Client, item: ReassignedVisit, time: object) -> Any:
    address = f"/desk/absences/{item.reassignment_id}/visits/{item.appointment_id}/put"
    return client.post(address, {"time": str(time)})


def test_a_row_may_be_put_where_a_clinician_is_free_and_nobody_else_is_proposed(client: Client) -> None:
    clinic = Clinic(others=1)
    first, second = clinic.booked(clinic.at(8)), clinic.booked(clinic.at(8, 20))
    clinic.booked(clinic.at(10), clinic.others[0])
    plan = clinic.away()
    items = {item.appointment_id: item for item in plan.visits.all()}
    one, other = items[first.pk], items[second.pk]
    found = free_of(client, one)
    assert list(found) == [f"{clinic.others[0].pk}|{TODAY}"]  # not with who is away
    minutes = {minute for minute, _value in found[f"{clinic.others[0].pk}|{TODAY}"]}
    assert 11 * 60 in minutes and 10 * 60 not in minutes  # somebody is booked there
    local = other.starts_at.astimezone(clinic.site.zone)  # type: ignore[union-attr]
    assert local.hour * 60 + local.minute not in minutes  # proposed to the other one


def test_where_it_is_put_is_its_proposal_and_what_is_taken_is_refused(client: Client) -> None:
    clinic = Clinic(others=1)
    visit = clinic.booked(clinic.at(8))
    item = clinic.away().visits.get()
    to = Choice(clinic.others[0].pk, clinic.at(11))
    answer = put(client, item, to)
    assert answer.status_code == 200
    assert visit.patient.name in answer.json()["said"] and "11:00" in answer.json()["said"]
    item.refresh_from_db()
    assert (item.clinician_id, item.starts_at, item.by_hand) == (clinic.others[0].pk, clinic.at(11), True)
    visit.refresh_from_db()
    assert visit.starts_at == clinic.at(8)  # nothing moves before all are moved

    clinic.booked(clinic.at(9), clinic.others[0])
    refused = put(client, item, Choice(clinic.others[0].pk, clinic.at(9)))
    assert refused.status_code == 409
    assert "The proposal stays as it was." in refused.json()["message"]
    assert put(client, item, "nonsense").status_code == 422


def test_the_day_and_site_are_where_most_are_proposed_and_can_be_turned(client: Client) -> None:
    clinic = Clinic()
    clinic.booked(clinic.at(8))
    plan = clinic.away()
    item = plan.visits.get()
    address = f"/desk/absences/{plan.pk}"
    page = client.get(address).content.decode()
    assert f"on={TODAY}" in page and "plan-grip" in page
    assert f'data-resource="{clinic.others[0].pk}"' in page
    assert f'data-resource="{clinic.ill.pk}"' not in page
    assert page.count(f'data-visit="{item.appointment_id}"') == 2  # its grip, and its proposal on the day
    tomorrow = client.get(f"{address}?on=2026-03-03&site={clinic.site.slug}").content.decode()
    assert tomorrow.count(f'data-visit="{item.appointment_id}"') == 1
    assert "on=2026-03-03" in tomorrow[tomorrow.index('hx-get="/desk/absences') :].split('"')[1]
    assert client.get(f"{address}?on=nonsense&site=nowhere").status_code == 200


def test_what_the_board_shows_of_other_patients_is_in_the_audit_log(client: Client) -> None:
    clinic = Clinic(others=1)
    clinic.booked(clinic.at(8))
    other = clinic.booked(clinic.at(10), clinic.others[0])
    plan = clinic.away()
    client.get(f"/desk/absences/{plan.pk}")
    assert AuditEntry.objects.filter(patient_id=other.patient_id, what="day list").count() == 1
    free_of(client, plan.visits.get())
    assert AuditEntry.objects.filter(patient_id=plan.visits.get().patient_id, what="visit").count() == 1


def test_choosing_from_the_list_keeps_the_day_that_is_looked_at(client: Client) -> None:
    clinic = Clinic()
    clinic.booked(clinic.at(8))
    item = clinic.away().visits.get()
    query = f"site={clinic.site.slug}&on=2026-03-03"
    address = f"/desk/absences/{item.reassignment_id}/visits/{item.appointment_id}?{query}"
    answer = client.post(address, {"time": str(Choice(clinic.others[0].pk, clinic.at(11)))})
    assert f"?{query}&at=" in answer.headers["Location"]


def test_when_all_are_settled_there_is_no_board(client: Client) -> None:
    clinic = Clinic()
    plan = clinic.away()
    page = client.get(f"/desk/absences/{plan.pk}").content.decode()
    assert "plan-day" not in page and "plan-grip" not in page
