"""The desk finds anybody by keyboard, and sees at once what the patient changes."""

from typing import Any

import pytest
from playwright.sync_api import expect

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
    expect(page.locator(".patient-banner-name")).to_have_text("Trần Thị Mai")


def test_who_was_chosen_stays_chosen_while_more_letters_are_looked_for(server: Running, opened: Open) -> None:
    clinic = a_clinic()
    page = opened(f"{server.url}/desk/", clinic.desk, viewport=DESKTOP)
    option = page.locator("#quick-find-results [role=option]")
    page.keyboard.press("Control+k")
    page.keyboard.type("ma")
    option.wait_for()
    on_their_way: list[Any] = []
    page.route("**/desk/find?*", lambda route: on_their_way.append(route))
    with page.expect_request("**/desk/find?*"):
        page.keyboard.type("i")
    page.keyboard.press("ArrowDown")
    option.evaluate("option => { option.dataset.old = ''; }")
    on_their_way[0].continue_()
    page.locator("#quick-find-results [role=option]:not([data-old])").wait_for()
    expect(option).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/desk/patients/{clinic.patient.pk}")


def test_what_a_patient_changes_is_on_the_desk_by_itself_and_nothing_scrolls_away(
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

    phone = opened(f"{server.url}/me/needs", clinic.patient.account, viewport=PHONE)
    phone.get_by_text("Uses a wheelchair").click()
    phone.get_by_role("button", name="Save").click()
    phone.wait_for_url("**/me")

    desk.locator(".patient-banner").get_by_text("Uses a wheelchair").wait_for()
    desk.locator(".timeline-entry", has_text="Needs changed").wait_for(state="attached")
    expect(desk.locator(".timeline-entry")).to_have_count(61)
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
        look_at(page, *(f"{server.url}/{address}" for address in addresses))
