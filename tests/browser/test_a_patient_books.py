"""On a phone: find, book, move, cancel. At the open desk each step is seen by itself, without a reload."""

import re

from playwright.sync_api import expect

from heartline.scheduling.models import Appointment
from tests.browser.booking import DESKTOP, PHONE, Open, a_clinic, choose
from tests.conftest import Running

# How soon the desk sees it is measured in bench/: a busy machine is no failure.


def test_find_book_move_and_cancel_while_the_desk_watches(server: Running, opened: Open) -> None:
    clinic = a_clinic()
    desk = opened(f"{server.url}/desk/?date={clinic.tomorrow}", clinic.desk, viewport=DESKTOP)
    desk.evaluate("window.neverReloaded = true")
    chip = desk.locator(".day-board-item", has_text="Trần Thị Mai")
    phone = opened(server.url, clinic.patient.account, viewport=PHONE, has_touch=True)

    phone.get_by_role("link", name="Find care and book").tap()
    phone.get_by_role("searchbox").fill("cough")
    phone.get_by_role("link", name="Family doctor", exact=True).tap()
    phone.get_by_role("link", name="Choose a time").tap()
    choose(phone, clinic.tomorrow, "tap")
    phone.locator(".time").nth(2).tap()
    phone.get_by_role("button", name="Go on").tap()
    phone.get_by_text("We keep this time for you for").wait_for()
    phone.get_by_label(re.compile("What is this visit about")).fill("A cough for two weeks")
    phone.get_by_role("button", name="Book this visit").tap()
    chip.wait_for()
    phone.get_by_role("heading", name="Your visit is booked").wait_for()
    booked = Appointment.objects.get()

    phone.get_by_role("link", name="Change", exact=True).tap()
    choose(phone, clinic.tomorrow, "tap")
    phone.locator(".time").nth(6).tap()
    phone.get_by_role("button", name="Go on").tap()
    before = chip.locator(".day-board-time").inner_text()
    phone.get_by_role("button", name="Move my visit").tap()
    expect(chip.locator(".day-board-time")).not_to_have_text(before)
    phone.get_by_role("heading", name="Your visit was moved").wait_for()
    assert Appointment.objects.get().starts_at != booked.starts_at

    phone.goto(f"{server.url}/visits/{booked.pk}")
    phone.get_by_role("link", name="Cancel this visit").tap()
    phone.get_by_label("I feel better").tap()
    phone.get_by_role("button", name="Yes, cancel the visit").tap()
    chip.wait_for(state="detached")
    phone.get_by_role("link", name="Book another time").wait_for()

    assert desk.evaluate("window.neverReloaded") is True
    assert not [text for text in desk.complaints + phone.complaints if "Content Security Policy" in text]


def test_without_scripts_a_visit_can_still_be_booked(server: Running, opened: Open) -> None:
    clinic = a_clinic()
    page = opened(f"{server.url}/find", clinic.patient.account, viewport=PHONE, java_script_enabled=False)
    page.get_by_role("searchbox").fill("cough")
    page.get_by_role("button", name="Search").click()
    page.get_by_role("link", name="Family doctor", exact=True).click()
    page.get_by_role("link", name="Choose a time").click()
    page.locator(f'.day-strip-day[href*="day={clinic.tomorrow}"]').click()
    page.locator(".time").first.click()
    page.get_by_role("button", name="Go on").click()
    page.get_by_role("button", name="Book this visit").click()
    page.get_by_role("heading", name="Your visit is booked").wait_for()


def test_a_double_click_on_book_books_once(server: Running, opened: Open) -> None:
    clinic = a_clinic()
    page = opened(
        f"{server.url}/find/family-doctor/times?day={clinic.tomorrow}", clinic.patient.account, viewport=PHONE
    )
    page.locator(".time").first.click()
    page.get_by_role("button", name="Go on").click()
    page.get_by_role("button", name="Book this visit").dblclick()
    page.get_by_role("heading", name="Your visit is booked").wait_for()
    assert Appointment.objects.count() == 1


def test_the_next_visit_is_readable_without_a_connection(server: Running, opened: Open) -> None:
    clinic = a_clinic()
    page = opened(
        f"{server.url}/find/family-doctor/times?day={clinic.tomorrow}", clinic.patient.account, viewport=PHONE
    )
    page.locator(".time").first.click()
    page.get_by_role("button", name="Go on").click()
    page.get_by_role("button", name="Book this visit").click()
    page.get_by_role("heading", name="Your visit is booked").wait_for()
    page.wait_for_function("() => caches.open('personal').then(cache => cache.match('/next')).then(Boolean)")
    page.goto(server.url)
    page.wait_for_function("() => navigator.serviceWorker.controller !== null")
    page.wait_for_function(
        "() => caches.open('personal').then(cache => cache.match('/next')).then(kept => kept.text()).then(text => text.includes('Family doctor'))"
    )
    page.context.set_offline(True)
    page.goto(f"{server.url}/next")
    assert "Family doctor" in page.locator("main").inner_text()
    assert "Write down what you want to ask." in page.locator("main").inner_text()
