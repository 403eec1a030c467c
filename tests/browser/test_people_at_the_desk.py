"""The desk finds anybody by keyboard, and sees at once what the patient changes."""

import pytest

from heartline.kernel.models import Event
from heartline.people.models import Role
from tests import factories
from tests.browser.booking import DESKTOP, PHONE, Open, a_clinic
from tests.browser.looking import look_at
from tests.conftest import Running


def test_quick_find_opens_a_patient_without_a_pointer(server: Running, opened: Open) -> None:
    clinic = a_clinic()
    page = opened(f"{server.url}/desk/find", clinic.desk, viewport=DESKTOP)
    page.keyboard.press("Control+k")
    page.keyboard.type("mai tran")
    page.locator("#quick-find-results [role=option]").first.wait_for()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/desk/patients/{clinic.patient.pk}")
    assert page.locator(".patient-banner-name").inner_text().strip() == "Trần Thị Mai"


def test_what_a_patient_changes_is_on_the_desk_within_a_second_and_nothing_scrolls_away(
    server: Running, opened: Open
) -> None:
    clinic = a_clinic()
    Event.objects.bulk_create(
        Event(
            at="2026-01-01T00:00Z",
            kind="coverage.added",
            patient_id=clinic.patient.pk,
            actor_kind="system",
            door="system",
        )
        for _ in range(60)
    )
    desk = opened(f"{server.url}/desk/patients/{clinic.patient.pk}", clinic.desk, viewport=DESKTOP)
    desk.locator(".timeline-older a").click()
    desk.locator(".timeline-entry").nth(59).wait_for()
    pane = desk.locator("[data-pane=work]")
    pane.evaluate("pane => pane.scrollTo(0, 700)")
    desk.wait_for_timeout(500)  # the stream is open

    phone = opened(f"{server.url}/me/needs", clinic.patient.account, viewport=PHONE)
    phone.get_by_text("Uses a wheelchair").click()
    phone.get_by_role("button", name="Save").click()
    phone.wait_for_url("**/me")

    desk.locator(".patient-banner").get_by_text("Uses a wheelchair").wait_for(timeout=2_000)
    desk.locator(".timeline-entry", has_text="Needs changed").wait_for(timeout=2_000, state="attached")
    assert desk.locator(".timeline-entry").count() == 61
    assert pane.evaluate("pane => pane.scrollTop") > 600


DESK_PAGES = ["find?q=mai", "patients/new", "patients/{}", "patients/{}/timeline", "patients/{}/edit", "patients/{}/edit/contacts",
              "patients/{}/edit/languages", "patients/{}/proxies/new"]  # fmt: skip
PORTAL_PAGES = ["me", "me/name", "me/languages", "me/contacts", "me/contacts/new", "me/needs", "me/photo", "me/emergency",
                "me/coverage/new", "me/seen", "me/app-language", "family", "talk"]  # fmt: skip


@pytest.mark.parametrize("language", ["en", "ar"])
def test_pages_of_people_are_accessible_and_fit(server: Running, opened: Open, language: str) -> None:
    clinic = a_clinic()
    officer = factories.a_staff_member(Role.PRIVACY_OFFICER, account=factories.an_account()).account
    editor = factories.a_staff_member(Role.MANAGER, account=factories.an_account()).account
    factories.a_proxy(factories.a_patient(name="Trần Bo"), clinic.patient.account)
    visits = [
        (officer, DESKTOP, ["desk/audit"]),
        (editor, DESKTOP, [f"desk/{path.format(clinic.patient.pk)}" for path in DESK_PAGES]),
        (clinic.patient.account, PHONE, PORTAL_PAGES),
    ]
    for account, size, addresses in visits:
        page = opened(server.url, account, viewport=size, language=language)
        for address in addresses:
            look_at(page, f"{server.url}/{address}")
