"""A manager opens extra places where visits are likely to be missed, and closes them again."""

from datetime import datetime, time, timedelta

from heartline.kernel import actor, clock
from heartline.people.models import Role
from heartline.scheduling.booking.actions import book
from heartline.scheduling.models import AttendanceModel, AttendanceRisk, Lane, Resource
from tests import factories
from tests.browser.booking import DESKTOP, Open, a_clinic
from tests.conftest import Running


def test_a_manager_opens_a_lane_and_closes_it(server: Running, opened: Open) -> None:
    clinic = a_clinic()
    ana, now = Resource.objects.get(name="Dr. Ana Ruiz"), clock.now()
    model = AttendanceModel.objects.create(
        fitted_at=now, trained_from=now, trained_until=now, visits=1, parameters=b"", digest="", card={"base_rate": 0.1}
    )
    begin = datetime.combine(clinic.tomorrow, time(9), clinic.site.zone)
    for n in range(4):
        with actor.acting(actor.SYSTEM):
            visit = book(
                factories.a_patient(), clinic.service, ana.pk, begin + timedelta(minutes=40 * n), mode="in_person",
                key="", online=False,
            )  # fmt: skip
        AttendanceRisk.objects.create(appointment=visit, probability=0.6, model=model)
    manager = factories.a_staff_member(Role.MANAGER, account=factories.an_account()).account
    page = opened(f"{server.url}/desk/lanes", manager, viewport=DESKTOP)
    page.get_by_role("link", name="Open a lane").click()
    page.get_by_label("Clinician").select_option(label="Dr. Ana Ruiz")
    page.get_by_label("Date").fill(clinic.tomorrow.isoformat())
    page.get_by_role("button", name="Reckon").click()
    page.get_by_text("4 visits are booked in this time; 2.4 of them are expected to be missed.").wait_for()
    page.get_by_role("button", name="Open 1 extra place").click()
    page.get_by_text("The lane is open.").wait_for()
    assert Lane.objects.get(closed_at=None).clinician == ana
    page.get_by_role("button", name="Close").click()
    page.get_by_text("The lane is closed. Visits in it stay.").wait_for()
    assert not Lane.objects.filter(closed_at=None).exists()
