"""A clinic that has nothing but an administrator, set up page by page, until a patient can book."""

from collections.abc import Iterator

import pytest
from django.test import Client

from heartline.kernel import clock
from heartline.kernel.models import Event
from heartline.people.models import Organization, Role, Room, Site
from heartline.scheduling.availability.queries import next_free
from heartline.scheduling.models import Resource, Service
from tests import factories
from tests.scheduling.pages.scene import MONDAY
from tests.scheduling.setup.forms import opened, send
from tests.signing_in import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def monday() -> Iterator[None]:
    with clock.set(MONDAY):
        yield


@pytest.fixture
def client() -> Client:
    return signed_in(factories.a_staff_member(Role.ADMINISTRATOR, account=factories.an_account()).account)  # type: ignore[arg-type]


def test_page_by_page(client: Client) -> None:
    first = client.get("/desk/", follow=True)
    assert first.redirect_chain[-1][0] == "/desk/setup"
    assert "6 steps are left" in first.content.decode()
    portal = client.get("/find").content.decode()
    assert "Nothing can be booked here yet" in portal and "/desk/setup" in portal
    assert "/desk/setup" not in Client().get("/find").content.decode()

    send(client, "/desk/setup/organization", name="Hill Clinic", phone="212 555 0100", country="US")
    assert Organization.objects.get().phone == "+12125550100"
    send(client, "/desk/setup/sites/new", name="Hill Street", time_zone="America/New_York", line="1 Hill Street")
    site = Site.objects.get()
    assert site.slug == "hill-street" and site.active
    send(client, f"/desk/setup/sites/{site.slug}/rooms/new", name="Room 1", kind="exam")
    assert Room.objects.get().resource.active
    page = send(client, "/desk/setup/clinicians/new", name="Dr. Ana Ruiz", family="Ruiz", languages=["en", "es"])
    clinician = Resource.objects.get(kind="clinician")
    hours = f"/desk/setup/clinicians/{clinician.staff_member_id}/hours"
    assert page.redirect_chain[-1][0] == hours
    assert clinician.staff_member.sites.get() == site  # type: ignore[union-attr]
    assert "2 steps are left" in client.get("/desk/setup").content.decode()
    send(client, hours, add_starts="09:00", add_ends="12:00", add2_starts="13:00", add2_ends="17:00")
    assert clinician.patterns.count() == 10
    send(
        client,
        "/desk/setup/services/new",
        name_en="Family doctor",
        name_es="Médico de familia",
        reasons_en="cough\nfever",
    )
    service = Service.objects.get()
    assert (service.name["es"], service.reasons) == ("Médico de familia", {"en": ["cough", "fever"]})

    assert "Patients can book" in client.get("/desk/setup").content.decode()
    assert next_free(service)[0].clinician_id == clinician.pk
    assert "Family doctor" in Client().get("/find").content.decode()
    kinds = set(Event.objects.values_list("kind", flat=True))
    assert {
        "organization.added",
        "site.added",
        "room.added",
        "staff.added",
        "clinician.added",
        "hours.set",
        "service.added",
    } <= kinds


def test_somebody_with_a_login_is_made_bookable(client: Client) -> None:
    factories.a_site()
    member = factories.a_staff_member(Role.NURSE, name="Nurse Kim", account=factories.an_account())
    assert "Not set up yet" in client.get("/desk/setup/clinicians").content.decode()
    asked = client.get(f"/desk/setup/clinicians/{member.pk}/hours", follow=True)
    assert asked.redirect_chain[-1][0] == f"/desk/setup/clinicians/{member.pk}"
    send(client, f"/desk/setup/clinicians/{member.pk}")
    resource = Resource.objects.get(staff_member=member)
    assert resource.active and resource.name == "Nurse Kim"


def test_sent_twice_is_there_once(client: Client) -> None:
    factories.an_organization()
    form = opened(client, "/desk/setup/sites/new") | {"name": "Hill Street"}
    for _ in range(2):
        client.post("/desk/setup/sites/new", form)
    assert Site.objects.count() == 1


@pytest.mark.parametrize("role", [Role.FRONT_DESK, Role.MANAGER, Role.CLINICIAN])
def test_others_do_not_set_up(role: Role) -> None:
    other = signed_in(factories.a_staff_member(role, account=factories.an_account()).account)  # type: ignore[arg-type]
    assert other.get("/desk/setup").status_code == 403
    assert other.post("/desk/setup/organization", {"name": "X"}).status_code == 403
