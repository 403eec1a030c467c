"""Who leaves loses their access at once; somebody is always left who can give it back."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from heartline.kernel.models import Event
from heartline.people.models import Role, StaffMember
from tests.people.people import at_work
from tests.signing_in import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def administrator() -> StaffMember:
    return at_work(Role.ADMINISTRATOR)


@pytest.fixture
def client(administrator: StaffMember) -> Client:
    return signed_in(administrator.account)


def press(client: Client, member: StaffMember, what: str) -> str:
    return client.post(f"/desk/staff/{member.pk}/{what}", follow=True).content.decode()


def test_an_open_screen_is_of_no_more_use(client: Client) -> None:
    member = at_work(Role.FRONT_DESK)
    screen = signed_in(member.account)
    assert screen.get("/desk/find").status_code == 200
    assert "can no longer use the desk" in press(client, member, "end")
    assert screen.get("/desk/find").status_code == 403
    assert Event.objects.get(kind="staff.access_ended").subject_id == member.pk
    press(client, member, "give-back")
    assert screen.get("/desk/find").status_code == 200


def test_nobody_ends_their_own_access_or_the_last_administrators(client: Client, administrator: StaffMember) -> None:
    assert "cannot end your own" in press(client, administrator, "end")
    manager = signed_in(at_work(Role.MANAGER).account)
    assert "last administrator" in press(manager, administrator, "end")
    administrator.refresh_from_db()
    assert administrator.active and not Event.objects.filter(kind="staff.access_ended").exists()


def test_twice_is_told_once(client: Client) -> None:
    member = at_work(Role.NURSE)
    press(client, member, "end")
    press(client, member, "end")
    assert Event.objects.filter(kind="staff.access_ended").count() == 1


def test_an_auditor_sees_the_list_and_no_buttons() -> None:
    auditor = signed_in(at_work(Role.AUDITOR).account)
    member = at_work(Role.NURSE)
    page = auditor.get("/desk/staff").content.decode()
    assert member.name in page and "End access" not in page
    assert auditor.post(f"/desk/staff/{member.pk}/end").status_code == 403


def test_the_list_asks_alike_for_few_and_many(client: Client) -> None:
    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as asked:
            client.get("/desk/staff")
        return len(asked)

    queries()
    few = queries()
    for _ in range(10):
        at_work(Role.NURSE)
    assert queries() == few
