"""A clinician falls ill: the desk moves everybody, and a patient answers on their phone. And how full it will be."""

from datetime import time
from typing import Any

import pytest
from playwright.sync_api import expect

from heartline.kernel import actor
from heartline.people.models import ContactPoint, Role
from heartline.scheduling.availability.queries import free_times
from heartline.scheduling.booking.actions import book
from heartline.scheduling.booking.queries import local_day
from heartline.scheduling.flow import actions as flow
from heartline.scheduling.models import Appointment, ReassignedVisit, Resource
from heartline.scheduling.reassignment import actions
from tests import factories
from tests.browser.booking import DESKTOP, PHONE, Clinic, Open, a_clinic
from tests.browser.looking import look_at
from tests.conftest import Running


def a_visit(clinic: Clinic, who: Resource, nth: int, patient: Any = None) -> Appointment:
    day = local_day(clinic.site, clinic.tomorrow)
    free = free_times(clinic.service, start=day.lower, end=day.upper, clinicians=[who.pk], online=False)[nth]
    with actor.acting(actor.SYSTEM):
        return book(
            patient or factories.a_patient(), clinic.service, who.pk, free.starts_at, mode="in_person", key=f"k{nth}",
            online=False,
        )  # fmt: skip


def test_the_desk_moves_everybody_and_a_patient_keeps_the_time(server: Running, opened: Open) -> None:
    clinic = a_clinic()
    ill = Resource.objects.get(name="Dr. Li Wei")
    visit = a_visit(clinic, ill, 0, clinic.patient)
    a_visit(clinic, ill, 2)
    ContactPoint.objects.create(patient=clinic.patient, system="email", value="mai@example.org")
    page = opened(f"{server.url}/desk/absences", clinic.desk, viewport=DESKTOP)
    page.get_by_role("link", name="Somebody cannot come").click()
    page.get_by_label("Who cannot come?").select_option(label="Dr. Li Wei")
    page.get_by_label("From").fill(clinic.tomorrow.isoformat())
    page.get_by_role("button", name="Block the time and propose").click()
    page.get_by_role("heading", name="Dr. Li Wei is away").wait_for()
    row = page.locator(f"#v-{visit.pk}")
    expect(row).to_contain_text("Dr. Ana Ruiz")
    expect(row).to_contain_text("same site, same time")
    row.get_by_label("Another time").select_option(index=1)
    row.get_by_role("button", name="Take").click()
    row.get_by_text("By hand").wait_for()
    page.get_by_role("button", name="Move all 2 visits and tell the patients").click()
    page.get_by_text("2 visits have moved.").wait_for()
    now = Appointment.objects.get(pk=visit.pk)
    assert now.clinician != ill or now.starts_at != visit.starts_at

    phone = opened(f"{server.url}/visits/{visit.pk}/moved", clinic.patient.account, viewport=PHONE)
    expect(phone.locator("main")).to_contain_text("Dr. Li Wei cannot be here that day.")
    phone.get_by_role("button", name="Keep this time").click()
    phone.get_by_role("heading", name="The new time is yours").wait_for()
    row.get_by_text("Keeps it").wait_for()  # by itself
    assert ReassignedVisit.objects.get(appointment=visit).answer == "keeps"


def test_a_row_is_dragged_onto_a_colleagues_free_time_and_conflicts_show(server: Running, opened: Open) -> None:
    clinic = a_clinic()
    ill, ana = Resource.objects.get(name="Dr. Li Wei"), Resource.objects.get(name="Dr. Ana Ruiz")
    visit = a_visit(clinic, ill, 0, clinic.patient)
    a_visit(clinic, ana, 6)  # at ten
    with actor.acting(actor.SYSTEM):
        plan = actions.begin(ill, clinic.tomorrow, clinic.tomorrow, reason="away", key="k")
        actions.propose(plan)
    page = opened(f"{server.url}/desk/absences/{plan.pk}?on={clinic.tomorrow}", clinic.desk, viewport=DESKTOP)
    ghost = page.locator(".day-board-ghost")

    def carry(clock: time) -> None:
        column = page.locator(f'.plan-day [data-resource="{ana.pk}"] .day-board-items')
        board = page.locator(".plan-day .day-board")
        first, last = (int(board.get_attribute(f"data-{name}")) for name in ("first", "last"))
        share = (clock.hour * 60 + clock.minute - first * 60) / ((last - first) * 60)
        board.evaluate("(board, share) => { board.scrollTop = board.scrollHeight * share - 150 }", share)
        box = column.bounding_box()
        page.mouse.move(box["x"] + box["width"] / 2, box["y"] + share * box["height"] + 2, steps=8)

    page.locator(f"#v-{visit.pk} .plan-grip").hover()
    page.mouse.down()
    page.mouse.move(300, 500, steps=3)
    page.locator(".day-board-free").first.wait_for()
    expect(ghost).to_have_count(0)  # not over the day yet
    carry(time(10))
    expect(ghost).to_have_attribute("data-state", "taken")
    expect(ghost).to_contain_text("Not free")
    carry(time(13, 20))
    expect(ghost).to_have_attribute("data-state", "free")
    page.mouse.up()
    page.locator(f"#v-{visit.pk}").get_by_text("By hand").wait_for()
    line = ReassignedVisit.objects.get(appointment=visit)
    assert (line.clinician, line.starts_at and line.starts_at.astimezone(clinic.site.zone).time()) == (
        ana,
        time(13, 20),
    )
    assert Appointment.objects.get(pk=visit.pk).clinician == ill  # only proposed

    proposal = page.locator(f'.plan-day .day-board-item[data-visit="{visit.pk}"]')
    proposal.hover(position={"x": 20, "y": 3})
    page.mouse.down()
    page.mouse.move(300, 500, steps=3)
    page.locator(".day-board-free").first.wait_for()
    page.keyboard.press("Escape")
    page.mouse.up()
    expect(ghost).to_have_count(0)
    line.refresh_from_db()
    assert line.starts_at and line.starts_at.astimezone(clinic.site.zone).time() == time(13, 20)
    assert not page.complaints


@pytest.mark.parametrize(("language", "scheme"), [("en", "light"), ("ar", "dark")])
def test_axe_finds_nothing(server: Running, opened: Open, language: str, scheme: str) -> None:
    clinic = a_clinic()
    ill = Resource.objects.get(name="Dr. Li Wei")
    visit = a_visit(clinic, ill, 0, clinic.patient)
    a_visit(clinic, ill, 1)
    factories.a_pattern(ill, clinic.site, weekdays=[6], starts=time(18), ends=time(19))
    with actor.acting(actor.SYSTEM):
        plan = actions.begin(ill, clinic.tomorrow, clinic.tomorrow, reason="away", key="k")
        actions.propose(plan)
        actions.leave_to_call(plan.visits.exclude(appointment=visit).get())
        flow.set_limit(clinic.site, 1)
        proposal = flow.propose(clinic.site)
    manager = factories.a_staff_member(Role.MANAGER, account=factories.an_account()).account
    desk = [
        "/desk/absences", "/desk/absences/new", f"/desk/absences/{plan.pk}",
        f"/desk/flow?week={clinic.tomorrow}", f"/desk/flow/proposals/{proposal.pk}",
    ]  # fmt: skip
    page = opened(server.url, manager, viewport=DESKTOP, language=language, color_scheme=scheme)
    look_at(page, *(server.url + address for address in desk))
    with actor.acting(actor.SYSTEM):
        actions.move_all(plan, key="m", address=server.url)
    phone = opened(server.url, clinic.patient.account, viewport=PHONE, language=language, color_scheme=scheme)
    look_at(phone, f"{server.url}/visits/{visit.pk}/moved", narrow=320)
