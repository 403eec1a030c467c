"""At the desk, with the keyboard only."""

from typing import Any

from playwright.sync_api import expect

from heartline.scheduling.models import Appointment
from tests.browser.booking import DESKTOP, Open, a_clinic, shown
from tests.conftest import Running


def test_a_caller_is_booked_in_three_steps_without_a_pointer(server: Running, opened: Open) -> None:
    clinic = a_clinic()
    page = opened(f"{server.url}/desk/", clinic.desk, viewport=DESKTOP)
    press = page.keyboard.press
    page.keyboard.type("gb")
    page.wait_for_url("**/desk/book")

    expect(page.locator("#who-q")).to_be_focused()
    page.keyboard.type("tran thi")
    page.locator("#who-found [data-row]").first.wait_for()
    press("ArrowDown")
    expect(page.locator("#who-found [data-row]")).to_be_focused()
    press("Enter")
    page.wait_for_url("**/desk/book/*")

    page.locator("#service").focus()
    page.keyboard.type("Family")
    page.locator(".time input").first.wait_for()
    page.locator(f'.day-strip-day[href*="day={clinic.tomorrow}"]').focus()
    press("Enter")
    shown(page, clinic.tomorrow)
    page.locator(".time input").first.focus()
    press("Space")
    press("ArrowDown")
    press("Enter")
    page.wait_for_url("**/confirm?**")
    expect(page.get_by_role("button", name="Book this visit")).to_be_focused()
    press("Enter")
    page.get_by_role("heading", name="Tell them").wait_for()
    visit = Appointment.objects.get()
    assert visit.patient == clinic.patient
    assert visit.booked_door == "desk"


def test_a_row_chosen_while_more_letters_are_looked_for_keeps_the_focus(server: Running, opened: Open) -> None:
    clinic = a_clinic()
    page = opened(f"{server.url}/desk/book?q=tra", clinic.desk, viewport=DESKTOP)
    row = page.locator("#who-found [data-row]")
    on_their_way: list[Any] = []
    page.route("**/desk/book?*", lambda route: on_their_way.append(route))
    page.locator("#who-q").press("End")
    with page.expect_request("**/desk/book?*"):
        page.keyboard.type("n")
    page.keyboard.press("ArrowDown")
    row.evaluate("row => { row.dataset.old = ''; }")
    on_their_way[0].continue_()
    page.locator("#who-found [data-row]:not([data-old])").wait_for()
    expect(row).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url("**/desk/book/*")


def test_a_time_chosen_while_times_are_on_their_way_stays_chosen(server: Running, opened: Open) -> None:
    clinic = a_clinic()
    book = f"{server.url}/desk/book/{clinic.patient.pk}?service=family-doctor&day={clinic.tomorrow}"
    page = opened(book, clinic.desk, viewport=DESKTOP)
    on_their_way: list[Any] = []
    page.route("**/desk/book/*", lambda route: on_their_way.append(route))
    page.locator(".day-strip-day[aria-current]").click()
    page.locator(".time-picker.htmx-request").wait_for()
    page.locator(".time input").nth(1).focus()
    page.keyboard.press("Space")
    chosen = page.locator(".time input:checked").get_attribute("value")
    page.evaluate("document.querySelector('.time-picker').dataset.old = ''")
    on_their_way[0].continue_()
    page.locator(".time-picker:not([data-old])").wait_for()
    expect(page.locator(".time input:checked")).to_have_value(chosen)
    page.keyboard.press("Enter")
    page.wait_for_url("**/confirm?**")


def test_a_list_does_not_move_under_the_pointer(server: Running, opened: Open) -> None:
    clinic = a_clinic()
    page = opened(f"{server.url}/desk/?by=list&date={clinic.tomorrow}", clinic.desk, viewport=DESKTOP)
    book_one(server, opened, clinic, 2)
    page.locator("tr[data-row]").wait_for()
    page.locator("tr[data-row]").hover()
    book_one(server, opened, clinic, 0)
    page.get_by_role("button", name="Something changed. Show it").wait_for()
    expect(page.locator("tr[data-row]")).to_have_count(1)
    page.get_by_role("button", name="Something changed. Show it").click()
    page.locator("tr[data-row]").nth(1).wait_for()


def book_one(server: Running, opened: Open, clinic: Any, nth: int) -> None:
    patient = clinic.patient.pk
    page = opened(
        f"{server.url}/desk/book/{patient}?service=family-doctor&day={clinic.tomorrow}", clinic.desk, viewport=DESKTOP
    )
    page.locator(".time").nth(nth).click()
    page.get_by_role("button", name="Go on").click()
    page.get_by_role("button", name="Book this visit").click()
    page.get_by_role("heading", name="Tell them").wait_for()
    page.context.close()
