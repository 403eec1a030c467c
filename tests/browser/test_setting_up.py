"""From nothing to a first visit, in a browser: an administrator sets up, then a patient books. And setup as axe sees it."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from playwright.sync_api import expect

from heartline.people.models import HumanName, Role
from heartline.people.staffing import inviting
from heartline.scheduling.models import Appointment, Closure, Plan, PlanStep, Resource, Service
from tests import factories
from tests.browser.booking import DESKTOP, PHONE, Clinic, Open, a_clinic
from tests.browser.looking import look_at
from tests.conftest import Running
from tests.filling import filled


def save(page: Any) -> None:
    page.get_by_role("button", name="Save", exact=True).click()
    page.locator(".toasts, [role=status]").get_by_text("aved").or_(page.get_by_text("Next: its rooms")).first.wait_for()


def test_an_administrator_sets_up_and_a_patient_books(server: Running, opened: Open) -> None:
    administrator = factories.a_staff_member(Role.ADMINISTRATOR, name="Ada Park", account=factories.an_account())
    page = opened(f"{server.url}/desk/", administrator.account, viewport=DESKTOP)
    page.wait_for_url("**/desk/setup")
    page.get_by_role("link", name=re.compile("Set up.*Your organization")).click()
    page.get_by_label("Name", exact=True).fill("Hill Clinic")
    page.get_by_label("Phone number").fill("212 555 0100")
    save(page)

    page.get_by_role("link", name=re.compile("Set up.*A site")).click()
    page.get_by_label("Name", exact=True).fill("Hill Street")
    page.get_by_label("Time zone").select_option("America/New_York")
    page.get_by_label("Street and number").fill("1 Hill Street")
    save(page)

    page.get_by_role("link", name=re.compile("Rooms and devices.*Hill Street")).click()
    page.get_by_role("link", name="Add a room").click()
    page.get_by_label("Name", exact=True).fill("Room 1")
    save(page)

    page.get_by_role("link", name="Overview").click()
    page.get_by_role("link", name=re.compile("Set up.*A clinician")).click()
    page.get_by_role("link", name="Add a clinician").first.click()
    page.get_by_label("Name, as patients read it").fill("Dr. Ana Ruiz")
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_role("heading", name="Hours of Dr. Ana Ruiz").wait_for()
    add = page.locator("#add")
    for day in ("Saturday", "Sunday"):
        add.get_by_label(day).check()
    add.get_by_label("From", exact=True).fill("08:00")
    add.get_by_label("To", exact=True).first.fill("17:00")
    save(page)
    expect(page.locator("fieldset.setup-part:not(#add)")).to_have_count(7)

    page.get_by_role("link", name="Services", exact=True).click()
    page.get_by_role("link", name="Add a service").first.click()
    page.get_by_label("Name", exact=True).first.fill("Family doctor")
    save(page)
    page.get_by_text("Can be booked").wait_for()
    page.get_by_role("link", name="Overview").click()
    page.get_by_text("Patients can book").wait_for()
    assert not page.complaints

    patient = factories.a_patient(name="Trần Thị Mai", account=factories.an_account())
    HumanName.objects.create(patient=patient, text=patient.name)
    phone = opened(f"{server.url}/find", patient.account, viewport=PHONE)
    phone.locator(".found a[href*='time=']").first.click()
    phone.get_by_role("button", name="Go on").click()
    phone.get_by_role("button", name="Book this visit").click()
    phone.wait_for_url("**/done")
    visit = Appointment.objects.get()
    assert visit.patient == patient
    assert visit.room and visit.room.name == "Room 1"


def pages(clinic: Clinic) -> Iterator[str]:
    member = Resource.objects.filter(kind="clinician").earliest("name").staff_member_id
    room = factories.a_room(clinic.site)
    device = factories.a_device(clinic.site, "ultrasound")
    factories.a_need(clinic.service, "device", "ultrasound")
    plan = Plan.objects.create(slug="check", name={"en": "Check"})
    PlanStep.objects.create(plan=plan, place=1, service=clinic.service)
    filled(Closure, clinic.patient)
    Closure.objects.create(period=(datetime(2025, 12, 25, tzinfo=UTC), datetime(2025, 12, 26, tzinfo=UTC)))
    yield from ("", "/organization", "/sites", "/sites/new", "/sites/riverside", "/sites/riverside/opening-hours")
    yield from ("/sites/riverside/rooms", "/sites/riverside/rooms/new", f"/sites/rooms/{room.room_id}")
    yield from ("/sites/riverside/devices/new", f"/sites/devices/{device.pk}")
    invited, ended = (
        factories.a_staff_member(Role.NURSE),
        factories.a_staff_member(active=False, account=factories.an_account()),
    )
    inviting.invite(invited.pk, "nurse@example.org", lambda secret: f"https://heartline.example/{secret}")
    yield from ("/staff", "/staff/new", f"/staff/{member}", f"/staff/{invited.pk}", f"/staff/{ended.pk}")
    yield from ("/clinicians", "/clinicians/new", f"/clinicians/{member}", f"/clinicians/{member}/hours")
    yield from (f"/clinicians/{member}/days/new", "/services", "/services/new", "/services/family-doctor")
    yield from ("/plans", "/plans/new", "/plans/check", "/closures", "/closures/new")


@pytest.mark.parametrize(("language", "scheme"), [("en", "light"), ("ar", "dark")])
def test_axe_finds_nothing(server: Running, opened: Open, language: str, scheme: str) -> None:
    clinic = a_clinic()
    Service.objects.update(confidential=True)
    administrator = factories.a_staff_member(Role.ADMINISTRATOR, account=factories.an_account())
    page = opened(server.url, administrator.account, viewport=DESKTOP, language=language, color_scheme=scheme)
    look_at(page, *(f"{server.url}/desk/setup{address}" for address in pages(clinic)), narrow=PHONE["width"])
