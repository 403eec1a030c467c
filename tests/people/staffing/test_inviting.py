"""An administrator adds colleagues and invites them; each chooses their own password, and one administrator is always left."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from heartline.kernel import actor, clock
from heartline.kernel.errors import Refused
from heartline.kernel.models import Event
from heartline.people.models import Account, Role, StaffInvitation, StaffMember
from heartline.people.staffing import inviting, profile
from heartline.people.staffing.actions import end_access
from tests.factories import a_site, a_staff_member
from tests.people.people import as_actor, at_work
from tests.scheduling.setup.forms import opened, send
from tests.signing_in import last_message, signed_in

pytestmark = pytest.mark.django_db
WORDS = "correct horse battery"
EMAIL = "nora@example.org"


@pytest.fixture
def administrator() -> StaffMember:
    return at_work(Role.ADMINISTRATOR, "Ada Park")


@pytest.fixture
def client(administrator: StaffMember) -> Client:
    return signed_in(administrator.account)


def link_to(email: str) -> str:
    found = re.search(r"/account/staff/[\w-]+/", last_message(email).body)
    assert found
    return found.group()


def kinds() -> list[str]:
    return list(Event.objects.filter(kind__startswith="staff.").order_by("id").values_list("kind", flat=True))


def choose(address: str, password: str = WORDS, again: str = WORDS) -> tuple[Client, Any]:
    browser = Client()
    return browser, browser.post(address, {"password": password, "again": again})


def test_from_a_name_to_a_login(client: Client, administrator: StaffMember) -> None:
    site = a_site(name="Hill Street")
    page = send(client, "/desk/setup/staff/new", name="Nora Nuñez", role=Role.NURSE, sites=[str(site.pk)], email=EMAIL)
    assert f"on its way to {EMAIL}" in page.content.decode()
    member = StaffMember.objects.get(name="Nora Nuñez")
    assert (member.role, list(member.sites.all()), member.account) == (Role.NURSE, [site], None)
    row = client.get("/desk/setup/staff").content.decode()
    assert all(words in row for words in ("Nora Nuñez", "Nurse", "Hill Street", "Invited", EMAIL))

    browser, answer = choose(link_to(EMAIL))
    member.refresh_from_db()
    assert member.account is not None and member.account.check_password(WORDS)
    assert answer.status_code == 302
    assert browser.get("/desk/").headers["Location"].startswith("/account/2fa/")  # a second step, before anything else
    assert "Can sign in" in client.get(f"/desk/setup/staff/{member.pk}").content.decode()
    assert kinds() == ["staff.added", "staff.invited", "staff.login_made"]
    assert Event.objects.get(kind="staff.invited").actor_id == administrator.account_id


def test_a_link_works_once_and_not_for_ever(client: Client) -> None:
    member = a_staff_member(Role.NURSE)
    client.post(f"/desk/setup/staff/{member.pk}/invite", {"email": EMAIL})
    first = link_to(EMAIL)
    client.post(f"/desk/setup/staff/{member.pk}/invite", {"email": EMAIL})
    second = link_to(EMAIL)
    assert Client().get(first).status_code == 404
    with clock.set(clock.now() + timedelta(days=inviting.DAYS)):
        assert Client().get(second).status_code == 404
    assert choose(second)[1].status_code == 302
    assert choose(second)[1].status_code == 404
    assert Account.objects.filter(email=EMAIL).count() == 1
    secret = second.split("/")[-2]
    assert secret not in StaffInvitation.objects.get(used_at__isnull=False).digest


def test_a_link_that_is_taken_back_or_of_somebody_who_left_works_no_more(client: Client) -> None:
    for step in ("uninvite", "leave"):
        member = a_staff_member(Role.NURSE)
        client.post(f"/desk/setup/staff/{member.pk}/invite", {"email": EMAIL})
        if step == "uninvite":
            client.post(f"/desk/setup/staff/{member.pk}/uninvite")
            assert kinds()[-1] == "staff.invitation_withdrawn"
        else:
            StaffMember.objects.filter(pk=member.pk).update(active=False)
        assert Client().get(link_to(EMAIL)).status_code == 404, step
        assert choose(link_to(EMAIL))[1].status_code == 404, step


@pytest.mark.parametrize(("password", "again"), [(WORDS, "another"), ("short", "short"), (EMAIL, EMAIL)])
def test_a_password_that_will_not_do(client: Client, password: str, again: str) -> None:
    member = a_staff_member(Role.NURSE)
    client.post(f"/desk/setup/staff/{member.pk}/invite", {"email": EMAIL})
    assert choose(link_to(EMAIL), password, again)[1].status_code == 422
    assert not Account.objects.filter(email=EMAIL).exists()


def test_an_e_mail_that_somebody_signs_in_with_is_nobody_elses(client: Client) -> None:
    Account.objects.create_user(EMAIL)
    answer = send(client, "/desk/setup/staff/new", status=409, name="Nora Nuñez", role=Role.NURSE, email=EMAIL.upper())
    assert "already signs in" in answer.content.decode() and 'value="Nora Nuñez"' in answer.content.decode()
    assert not StaffMember.objects.filter(name="Nora Nuñez").exists()  # all of it, or nothing
    member = a_staff_member(Role.NURSE)
    assert client.post(f"/desk/setup/staff/{member.pk}/invite", {"email": EMAIL}).status_code == 409
    assert client.post(f"/desk/setup/staff/{member.pk}/invite", {"email": "no"}).status_code == 422


def test_sent_twice_is_added_and_invited_once(client: Client) -> None:
    form = opened(client, "/desk/setup/staff/new") | {"name": "Nora Nuñez", "role": Role.NURSE, "email": EMAIL}
    for _ in range(2):
        assert client.post("/desk/setup/staff/new", form).status_code == 302
    assert kinds() == ["staff.added", "staff.invited"]


def test_another_role_holds_from_the_next_click_and_is_in_the_ledger(client: Client) -> None:
    member = at_work(Role.FRONT_DESK)
    screen = signed_in(member.account)
    assert screen.get("/desk/find").status_code == 200
    send(client, f"/desk/setup/staff/{member.pk}", role=Role.AUDITOR)
    assert screen.get("/desk/find").status_code == 403
    assert Event.objects.get(kind="staff.changed").data["role"] == Role.AUDITOR


def test_what_somebody_else_changed_meanwhile_is_told(client: Client) -> None:
    member = at_work(Role.FRONT_DESK)
    old = opened(client, f"/desk/setup/staff/{member.pk}") | {"name": "Nora N."}
    send(client, f"/desk/setup/staff/{member.pk}", role=Role.AUDITOR)
    assert client.post(f"/desk/setup/staff/{member.pk}", old).status_code == 409


def test_the_last_administrator_keeps_their_role(client: Client, administrator: StaffMember) -> None:
    answer = send(client, f"/desk/setup/staff/{administrator.pk}", status=409, role=Role.NURSE)
    assert "last administrator" in answer.content.decode()
    send(client, f"/desk/setup/clinicians/{administrator.pk}", status=409, role=Role.CLINICIAN)
    with pytest.raises(Refused), actor.acting(as_actor(at_work(Role.MANAGER))):
        end_access(administrator.pk)
    administrator.refresh_from_db()
    assert administrator.role == Role.ADMINISTRATOR and administrator.active
    at_work(Role.ADMINISTRATOR, "Ben Ode")
    profile.change_staff(administrator.pk, {"role": Role.NURSE})
    administrator.refresh_from_db()
    assert administrator.role == Role.NURSE


def test_only_an_administrator_gives_logins() -> None:
    manager = signed_in(at_work(Role.MANAGER).account)
    member = a_staff_member(Role.NURSE)
    for address in ("", "/new", f"/{member.pk}", f"/{member.pk}/invite", f"/{member.pk}/uninvite"):
        assert manager.post(f"/desk/setup/staff{address}", {"email": EMAIL}).status_code == 403


def test_a_login_is_withdrawn_and_given_back_where_one_is_set_up(client: Client) -> None:
    member = at_work(Role.NURSE)
    for what, said in (("end", "Give access back"), ("give-back", "Withdraw the login")):
        page = client.post(f"/desk/staff/{member.pk}/{what}", {"back": "setup"}, follow=True).content.decode()
        assert said in page


def test_the_list_asks_alike_for_few_and_many(client: Client) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            client.get("/desk/setup/staff")
        return len(asked)

    queries()
    few = queries()
    for n in range(8):
        member = at_work(Role.NURSE)
        member.sites.add(a_site())
        inviting.invite(a_staff_member(Role.NURSE).pk, f"{n}@example.org", str)
    assert queries() == few


def test_who_has_no_family_name_stands_by_their_name(client: Client) -> None:
    for name, family in (("Zoë", ""), ("Dr. Ana Ruiz", "Ruiz"), ("Bo", "")):
        a_staff_member(name=name, family=family)
    page = client.get("/desk/setup/staff").content.decode()
    assert page.index("Bo<") < page.index("Dr. Ana Ruiz<") < page.index("Zoë<")
