"""At the desk, with the keyboard only."""

from typing import Any

from heartline.scheduling.models import Appointment
from tests.browser.booking import DESKTOP, Open, a_clinic, shown
from tests.conftest import Running


def test_a_caller_is_booked_in_three_steps_without_a_pointer(server: Running, opened: Open) -> None:
    clinic = a_clinic()
    page = opened(f"{server.url}/desk/", clinic.desk, viewport=DESKTOP)
    press = page.keyboard.press
    page.keyboard.type("gb")
    page.wait_for_url("**/desk/book")

    page.keyboard.type("tran thi")
    page.locator("#who-found [data-row]").first.wait_for()
    press("ArrowDown")
    assert page.evaluate("document.activeElement.matches('[data-row]')")
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
    assert page.evaluate("document.activeElement.textContent").strip() == "Book this visit"
    press("Enter")
    page.get_by_role("heading", name="Tell them").wait_for()
    visit = Appointment.objects.get()
    assert visit.patient == clinic.patient
    assert visit.booked_door == "desk"


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
    assert page.locator(".time input:checked").get_attribute("value") == chosen
    page.keyboard.press("Enter")
    page.wait_for_url("**/confirm?**")


def test_a_list_does_not_move_under_the_pointer(server: Running, opened: Open) -> None:
    clinic = a_clinic()
    page = opened(f"{server.url}/desk/?by=list&date={clinic.tomorrow}", clinic.desk, viewport=DESKTOP)
    page.wait_for_timeout(500)
    book_one(server, opened, clinic, 2)
    page.locator("tr[data-row]").wait_for(timeout=10_000)
    page.locator("tr[data-row]").hover()
    book_one(server, opened, clinic, 0)
    page.get_by_role("button", name="Something changed. Show it").wait_for(timeout=10_000)
    assert page.locator("tr[data-row]").count() == 1
    page.get_by_role("button", name="Something changed. Show it").click()
    page.locator("tr[data-row]").nth(1).wait_for(timeout=10_000)


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
