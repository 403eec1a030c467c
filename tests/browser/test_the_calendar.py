"""The desk calendar in a real browser: with a pointer, with the keyboard, and with somebody else at work meanwhile."""

from collections.abc import Callable
from datetime import datetime, time, timedelta
from typing import Any

import pytest
from playwright.sync_api import expect

from heartline.kernel import actor
from heartline.scheduling.booking.actions import book
from heartline.scheduling.models import Appointment, Offering, Reservation, Resource
from tests import factories
from tests.browser.booking import DESKTOP, PHONE, Clinic, Open, a_clinic
from tests.browser.looking import look
from tests.conftest import Running


def at(clinic: Clinic, clock: time) -> datetime:
    return datetime.combine(clinic.tomorrow, clock, clinic.site.zone)


def clinicians(clinic: Clinic) -> list[Resource]:
    return [
        o.resource
        for o in Offering.objects.filter(service=clinic.service).select_related("resource").order_by("resource__name")
    ]


def visit_of(clinic: Clinic, who: Resource, clock: time, patient: Any = None) -> Appointment:
    with actor.acting(actor.SYSTEM):
        return book(
            patient or clinic.patient, clinic.service, who.pk, at(clinic, clock), mode="in_person", key="", online=False
        )


# Asked in one go: the board may be drawn anew at any time.
BOX = "visit => document.querySelector(`[data-visit='${visit}'] > a`).getBoundingClientRect().toJSON()"


class Calendar:
    """The open page, by what somebody at the desk sees of it."""

    def __init__(self, page: Any, clinic: Clinic) -> None:
        self.page, self.clinic = page, clinic

    def visit(self, visit: Appointment) -> Any:
        return self.page.locator(f'[data-visit="{visit.pk}"] > a')

    def point(self, who: Resource, clock: time) -> tuple[float, float]:
        """Where a visit's top would be: the middle of that clinician's column, at that time."""
        column = self.page.locator(f'[data-resource="{who.pk}"] .day-board-items')
        column.evaluate("column => column.scrollIntoView({block: 'nearest', inline: 'nearest'})")
        box = column.bounding_box()
        board = self.page.locator(".day-board")
        first, last = (int(board.get_attribute(f"data-{name}")) for name in ("first", "last"))
        share = (clock.hour * 60 + clock.minute - first * 60) / ((last - first) * 60)
        return box["x"] + box["width"] / 2, box["y"] + share * box["height"]

    def hold(self, visit: Appointment) -> None:
        """Take it by its upper part, to move it."""
        self._take(visit, 2, 8, 8)

    def pull(self, visit: Appointment) -> None:
        """Take its lower edge, to make it longer or shorter."""
        self._take(visit, -2, 0, 8)

    def _take(self, visit: Appointment, edge: int, right: int, down: int) -> None:
        x, y = self.press(visit, edge)
        self.page.mouse.move(x + right, y + down, steps=3)
        self.page.locator(".day-board-free").first.wait_for()

    def press(self, visit: Appointment, edge: int = 2) -> tuple[float, float]:
        """Press it, `edge` pixels below its upper edge (if negative, above its lower one), and say where that is."""
        box = self.page.evaluate(BOX, str(visit.pk))
        x, y = box["x"] + box["width"] / 2, box["y"] + (edge if edge > 0 else box["height"] + edge)
        self.page.mouse.move(x, y)
        self.page.mouse.down()
        return x, y

    def hears_of(self, happens: Callable[[], Appointment]) -> Appointment:
        """What the page asks for when something happens has arrived."""
        with self.page.expect_response("**/desk/calendar?*"):
            made = happens()
        self.page.locator("calm-live:not(.htmx-request)").wait_for()
        return made

    def carry(self, who: Resource, clock: time, shift: int = 2) -> None:
        """Move what is in hand there; `shift` is how far below the edge it was taken by, in pixels."""
        x, y = self.point(who, clock)
        self.page.mouse.move(x, y + shift, steps=8)

    @property
    def ghost(self) -> Any:
        return self.page.locator(".day-board-ghost")

    def confirm(self) -> None:
        self.page.get_by_role("button", name="Yes, change it").click()
        self.page.locator(".calendar-undo:not([hidden])").wait_for()

    def said(self) -> str:
        return str(self.page.locator(".calendar-live-words").text_content())


@pytest.fixture
def clinic(server: Running) -> Clinic:
    return a_clinic()


@pytest.fixture
def calendar(server: Running, opened: Open, clinic: Clinic) -> Calendar:
    """The calendar of tomorrow; what is booked afterwards appears by itself."""
    return Calendar(opened(f"{server.url}/desk/calendar?date={clinic.tomorrow}", clinic.desk, viewport=DESKTOP), clinic)


def when(visit: Appointment) -> tuple[Any, time]:
    found = Appointment.objects.get(pk=visit.pk)
    return found.clinician_id, found.starts_at.astimezone(found.site.zone).time()


def test_a_visit_is_dragged_to_another_clinician_and_time_and_back(calendar: Calendar, clinic: Clinic) -> None:
    ana, li = clinicians(clinic)
    visit = visit_of(clinic, ana, time(9))
    calendar.visit(visit).wait_for()
    calendar.hold(visit)
    calendar.carry(li, time(10, 20))
    expect(calendar.ghost).to_have_attribute("data-state", "free")
    calendar.page.mouse.up()
    dialog = calendar.page.locator("#calendar-confirm")
    expect(dialog.locator("[data-after]")).to_contain_text("10:20")
    expect(dialog.locator("[data-after]")).to_contain_text(li.name)
    assert when(visit) == (ana.pk, time(9))  # nothing happens before it is confirmed
    calendar.confirm()
    assert when(visit) == (li.pk, time(10, 20))
    calendar.page.locator(f'[data-resource="{li.pk}"] [data-visit="{visit.pk}"]').wait_for()
    calendar.page.keyboard.press("u")
    calendar.page.locator(f'[data-resource="{ana.pk}"] [data-visit="{visit.pk}"]').wait_for()
    assert when(visit) == (ana.pk, time(9))
    assert not calendar.page.complaints


def test_a_conflict_shows_while_dragging_and_nothing_is_changed(calendar: Calendar, clinic: Clinic) -> None:
    ana, li = clinicians(clinic)
    visit = visit_of(clinic, ana, time(9))
    visit_of(clinic, li, time(10), factories.a_patient())
    visit_of(clinic, li, time(10, 20), factories.a_patient())
    visit_of(clinic, li, time(10, 40), factories.a_patient())
    calendar.page.locator("[data-visit]").nth(3).wait_for()
    calendar.hold(visit)
    calendar.carry(li, time(10, 20))
    expect(calendar.ghost).to_have_attribute("data-state", "taken")
    expect(calendar.ghost).to_contain_text("Not free")
    calendar.page.mouse.up()
    expect(calendar.ghost).to_have_count(0)
    expect(calendar.page.locator("#calendar-confirm")).to_be_hidden()
    assert "/desk/calendar" in calendar.page.url
    assert when(visit) == (ana.pk, time(9))


def test_a_time_taken_meanwhile_turns_red_in_the_hand(calendar: Calendar, clinic: Clinic) -> None:
    ana, li = clinicians(clinic)
    visit = visit_of(clinic, ana, time(9))
    calendar.visit(visit).wait_for()
    calendar.hold(visit)
    calendar.carry(li, time(11))
    expect(calendar.ghost).to_have_attribute("data-state", "free")
    for minute in (0, 20, 40):
        visit_of(clinic, li, time(11, minute), factories.a_patient())
    visit_of(clinic, li, time(10, 40), factories.a_patient())
    calendar.page.locator('.day-board-ghost[data-state="taken"]').wait_for()
    assert calendar.said().strip() == "That time was just taken."
    calendar.page.keyboard.press("Escape")
    calendar.page.mouse.up()
    calendar.page.locator("[data-visit]").nth(4).wait_for()  # what was held back is drawn now
    assert when(visit) == (ana.pk, time(9))


def test_what_is_pressed_is_not_drawn_anew_under_the_pointer(calendar: Calendar, clinic: Clinic) -> None:
    ana, _li = clinicians(clinic)
    visit = visit_of(clinic, ana, time(9))
    calendar.visit(visit).wait_for()
    x, y = calendar.press(visit)
    other = calendar.hears_of(lambda: visit_of(clinic, ana, time(10), factories.a_patient()))
    calendar.page.mouse.move(x + 8, y + 8, steps=3)
    expect(calendar.ghost).to_have_attribute("data-state", "free")
    calendar.page.keyboard.press("Escape")
    calendar.page.mouse.up()
    calendar.visit(other).wait_for()  # it was only held back

    calendar.press(visit)
    calendar.hears_of(lambda: visit_of(clinic, ana, time(11), factories.a_patient()))
    calendar.page.mouse.up()
    calendar.page.wait_for_url(f"**/desk/visits/{visit.pk}")


def test_who_was_quicker_keeps_the_time_and_the_visit_stays(calendar: Calendar, clinic: Clinic) -> None:
    ana, li = clinicians(clinic)
    visit = visit_of(clinic, ana, time(9))
    calendar.visit(visit).wait_for()
    calendar.hold(visit)
    calendar.carry(li, time(11))
    calendar.page.mouse.up()
    calendar.page.locator("#calendar-confirm[open]").wait_for()
    visit_of(clinic, li, time(11), factories.a_patient())
    calendar.page.get_by_role("button", name="Yes, change it").click()
    refusal = calendar.page.locator('.toast[data-kind="danger"]')
    refusal.wait_for()
    expect(refusal).to_contain_text("That time was just taken. Your visit stays as it is.")
    assert when(visit) == (ana.pk, time(9))


def test_the_lower_edge_is_pulled(calendar: Calendar, clinic: Clinic) -> None:
    ana, _li = clinicians(clinic)
    visit = visit_of(clinic, ana, time(9))
    visit_of(clinic, ana, time(10), factories.a_patient())
    calendar.page.locator("[data-visit]").nth(1).wait_for()
    calendar.pull(visit)
    calendar.carry(ana, time(10, 30), -2)
    expect(calendar.ghost).to_have_attribute("data-state", "taken")
    calendar.carry(ana, time(9, 45), -2)
    expect(calendar.ghost).to_have_attribute("data-state", "free")
    calendar.page.mouse.up()
    calendar.confirm()
    assert Appointment.objects.get(pk=visit.pk).lasting == timedelta(minutes=45)


@pytest.mark.parametrize("language", ["en", "ar"])
def test_the_keyboard_does_the_same(server: Running, opened: Open, clinic: Clinic, language: str) -> None:
    ana, li = clinicians(clinic)
    visit = visit_of(clinic, ana, time(9))
    second = visit_of(clinic, ana, time(9, 20), factories.a_patient())
    page = opened(
        f"{server.url}/desk/calendar?date={clinic.tomorrow}", clinic.desk, viewport=DESKTOP, language=language
    )
    calendar, press = Calendar(page, clinic), page.keyboard.press
    beside = "ArrowRight" if language == "en" else "ArrowLeft"
    calendar.visit(visit).focus()
    press("ArrowDown")
    expect(calendar.visit(second)).to_be_focused()
    press("ArrowUp")
    press("m")
    page.locator('.day-board-ghost[data-state="free"]').wait_for()
    press("ArrowDown")  # past the visit at twenty past nine: not free
    assert "9:40" in calendar.said() or "٩:٤٠" in calendar.said()
    press(beside)
    assert li.name in calendar.said()
    press("Enter")
    page.locator("#calendar-confirm[open]").wait_for()
    press("Enter")
    page.locator(f'[data-resource="{li.pk}"] [data-visit="{visit.pk}"]').wait_for()
    assert when(visit) == (li.pk, time(9, 40))
    expect(calendar.visit(visit)).to_be_focused()

    press("+")
    page.locator(".day-board-ghost").wait_for()
    page.locator(".day-board-free").wait_for()
    press("ArrowDown")
    press("Enter")
    page.locator("#calendar-confirm[open]").wait_for()
    press("Enter")
    page.locator(".calendar-undo:not([hidden])", has_text="30" if language == "en" else "").wait_for()
    page.locator(".day-board-ghost").wait_for(state="detached")
    assert Appointment.objects.get(pk=visit.pk).lasting == timedelta(minutes=30)

    calendar.visit(visit).focus()
    press("s")
    page.locator(".day-board-free").wait_for()
    press("Escape")
    expect(calendar.ghost).to_have_count(0)
    assert Appointment.objects.get(pk=visit.pk).lasting == timedelta(minutes=30)
    assert not page.complaints


def test_what_others_do_appears_and_a_blocked_time_is_not_free(calendar: Calendar, clinic: Clinic) -> None:
    ana, _li = clinicians(clinic)
    visit = visit_of(clinic, ana, time(9))
    calendar.visit(visit).wait_for()
    Reservation.objects.create(resource=ana, note="Team meeting", period=(at(clinic, time(11)), at(clinic, time(12))))
    calendar.hold(visit)
    calendar.carry(ana, time(11, 20))
    expect(calendar.ghost).to_have_attribute("data-state", "taken")
    calendar.page.mouse.up()


def test_without_scripts_a_visit_is_a_link_to_where_it_is_changed(
    server: Running, opened: Open, clinic: Clinic
) -> None:
    ana, _li = clinicians(clinic)
    visit = visit_of(clinic, ana, time(9))
    page = opened(
        f"{server.url}/desk/calendar?date={clinic.tomorrow}", clinic.desk, viewport=DESKTOP, java_script_enabled=False
    )
    page.locator(f'[data-visit="{visit.pk}"] > a').click()
    page.wait_for_url("**/desk/visits/*")
    page.get_by_role("link", name="Length").click()
    page.get_by_label("How long").select_option(index=5)
    page.get_by_role("button", name="Save").click()
    page.wait_for_url("**/desk/visits/*")
    assert Appointment.objects.get(pk=visit.pk).lasting == timedelta(minutes=30)


PAGES = (
    "/desk/calendar?date={day}",
    "/desk/calendar?date={day}&span=week",
    "/desk/calendar?by=room",
    "/desk/calendar/links",
    "/desk/visits/{visit}/length",
)


@pytest.mark.parametrize(
    ("language", "scheme", "viewport"), [("en", "light", DESKTOP), ("ar", "dark", DESKTOP), ("en", "dark", PHONE)]
)
def test_axe_finds_nothing(
    server: Running, opened: Open, clinic: Clinic, language: str, scheme: str, viewport: dict[str, int]
) -> None:
    ana, li = clinicians(clinic)
    visit = visit_of(clinic, ana, time(9))
    visit_of(clinic, li, time(9), factories.a_patient())
    factories.a_room(clinic.site)
    page = opened(f"{server.url}/desk/", clinic.desk, viewport=viewport, language=language, color_scheme=scheme)
    for address in PAGES:
        answer = page.goto(server.url + address.format(day=clinic.tomorrow, visit=visit.pk))
        assert answer.status == 200, address
        if "length" not in address and "links" not in address and page.locator("[data-visit]").count():
            page.locator("[data-visit] > a").first.focus()
            page.keyboard.press("m")
            page.locator(".day-board-free").first.wait_for()
        look(page)
        page.goto("about:blank")


def test_menus_open_by_keyboard_and_close(server: Running, opened: Open, clinic: Clinic) -> None:
    page = opened(f"{server.url}/desk/", clinic.desk, viewport=DESKTOP)
    menu = page.locator(".desk-menu", has_text="Calendar links")
    menu.locator("summary").focus()
    page.keyboard.press("Enter")
    expect(menu.get_by_role("link", name="Calendar links")).to_be_visible()
    page.keyboard.press("Escape")
    expect(menu.get_by_role("link", name="Calendar links")).to_be_hidden()
    expect(menu.locator("summary")).to_be_focused()


def test_a_patients_calendar_link_page_as_axe_sees_it(server: Running, opened: Open, clinic: Clinic) -> None:
    page = opened(f"{server.url}/me/calendars", clinic.patient.account, viewport=PHONE)
    page.get_by_role("button", name="Make the link").click()
    page.get_by_role("heading", name="Your link is ready").wait_for()
    look(page)
    expect(page.get_by_role("img", name="QR code of the link")).not_to_have_js_property("naturalWidth", 0)


# Of each chip what is seen of its text: lines cut through, and whether time and name are seen whole.
CUT = """chips => chips.map(chip => {
    const box = chip.getBoundingClientRect();
    const lines = (node) => {
        const range = document.createRange();
        range.selectNodeContents(node);
        return [...range.getClientRects()].filter((each) => each.width > 1);
    };
    const beside = (line) => line.right <= box.left + 1 || line.left >= box.right - 1;
    const within = (line) => !beside(line) && line.top >= box.top - 1 && line.bottom <= box.bottom + 1;
    return {
        name: chip.querySelector(".day-board-title").textContent,
        cut: lines(chip).filter((line) => !beside(line) && !within(line)).length,
        whole: [".day-board-title", ".day-board-time"].every((part) => lines(chip.querySelector(part)).every(within)),
    };
})"""


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("minutes", [30, 40])
def test_time_and_name_are_read_whole_on_a_chip(
    server: Running, opened: Open, clinic: Clinic, language: str, minutes: int
) -> None:
    """With so many clinicians that columns are as narrow as they become."""
    many = [*clinicians(clinic), *(factories.a_clinician(name=f"Dr. {name}") for name in "CDEFGHIJ")]
    for each in many[2:]:
        factories.a_pattern(each, clinic.site, starts=time(8), ends=time(17))
    clinic.service = factories.a_service(
        *many, duration=timedelta(minutes=minutes), name={"en": "Joint and bone pain, first visit"}
    )
    names = ("Conceição Albuquerque Brandão", "Nguyễn Thị Thanh Hương", "عبد الرحمن بن خالد", "Lü Lan")
    for who, name in zip(many, names, strict=False):
        visit_of(clinic, who, time(9), factories.a_patient(name=name))
    page = opened(
        f"{server.url}/desk/calendar?date={clinic.tomorrow}", clinic.desk, viewport=DESKTOP, language=language
    )
    page.locator(".day-board-item[data-visit]").first.wait_for()
    chips = page.locator(".day-board-item[data-visit] > a").evaluate_all(CUT)
    assert {chip["name"] for chip in chips} == set(names)
    assert [chip for chip in chips if chip["cut"] or not chip["whole"]] == []
