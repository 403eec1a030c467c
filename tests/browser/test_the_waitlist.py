"""On a phone: ask for an earlier time, be offered one, take it; the desk's board sees it without a reload."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection

from heartline.kernel import actor, clock
from heartline.kernel.models import Event
from heartline.people.models import Role, Site
from heartline.scheduling.availability.queries import free_times
from heartline.scheduling.booking.actions import book, cancel
from heartline.scheduling.models import Appointment, FreedTime, WaitlistEntry, WaitlistOffer
from heartline.scheduling.waitlist import actions, reactions
from heartline.scheduling.waitlist.offering import offer_next
from heartline.scheduling.waitlist.rules import Wishes
from tests import factories
from tests.browser.booking import DESKTOP, PHONE, Clinic, Open, a_clinic
from tests.browser.looking import look_at
from tests.conftest import Running


@pytest.fixture
def clinic(server: Running) -> Clinic:
    """A clinic in a zone where it is day now: nobody is offered anything by night."""
    made = a_clinic()
    offset = 12 - datetime.now(UTC).hour
    Site.objects.filter(pk=made.site.pk).update(time_zone=f"Etc/GMT{-offset:+d}" if offset else "UTC")
    made.site.refresh_from_db()
    return made


def booked(clinic: Clinic, patient: Any, days: int) -> Appointment:
    start = clock.now() + timedelta(days=days)
    free = free_times(clinic.service, start=start, end=start + timedelta(days=3), online=False)[0]
    with actor.acting(actor.SYSTEM):
        return book(patient, clinic.service, free.clinician_id, free.starts_at, mode="in_person", key="", online=False)


def a_time_is_freed(clinic: Clinic) -> WaitlistOffer | None:
    """What the worker would do after a cancellation."""
    visit = booked(clinic, factories.a_patient(), 3)
    with actor.acting(actor.SYSTEM):
        cancel(visit, "cannot_come")
        reactions.cancelled(Event.objects.filter(kind="appointment.cancelled").latest("id"))
        return offer_next(FreedTime.objects.latest("freed_at"))


def test_an_earlier_time_is_asked_for_offered_and_taken_while_the_desk_watches(
    clinic: Clinic, server: Running, opened: Open
) -> None:
    later = booked(clinic, clinic.patient, 12)
    phone = opened(f"{server.url}/visits/{later.pk}", clinic.patient.account, viewport=PHONE, has_touch=True)
    phone.get_by_role("link", name="I want an earlier time").tap()
    phone.get_by_text("Only some times suit me").tap()
    phone.get_by_label("How long before do you need to know?").select_option("4")
    phone.get_by_role("button", name="Put me on the list").tap()
    phone.get_by_text("You are first in line.").wait_for()

    desk = opened(f"{server.url}/desk/waitlist", clinic.desk, viewport=DESKTOP)
    desk.evaluate("window.neverReloaded = true")
    desk.get_by_text("is asked next").wait_for(state="attached")
    offer = a_time_is_freed(clinic)
    assert offer is not None
    desk.get_by_text("Asked", exact=True).wait_for()

    phone.get_by_role("link", name="See it and answer").wait_for()  # by itself
    phone.get_by_role("link", name="See it and answer").tap()
    phone.get_by_text("Time left:").wait_for()
    phone.get_by_role("button", name="Take this time").tap()
    phone.get_by_role("heading", name="Your visit was moved").wait_for()
    assert Appointment.objects.get(patient=clinic.patient).period == offer.period
    desk.get_by_text("Nobody waits here").wait_for()
    assert desk.evaluate("window.neverReloaded") is True
    assert not [text for text in desk.complaints + phone.complaints if "Content Security Policy" in text]


def test_without_scripts_an_offer_can_be_left(clinic: Clinic, server: Running, opened: Open) -> None:
    with actor.acting(actor.SYSTEM):
        actions.join(clinic.patient, clinic.service, Wishes())
    offer = a_time_is_freed(clinic)
    assert offer is not None
    page = opened(f"{server.url}/offers/{offer.pk}", clinic.patient.account, viewport=PHONE, java_script_enabled=False)
    page.get_by_text("We keep this time for you until").wait_for()
    page.get_by_role("button", name="Leave it, and wait on").click()
    page.get_by_text("You keep your place on the list").first.wait_for()
    offer.refresh_from_db()
    assert offer.state == "passed"


@pytest.mark.parametrize(("language", "scheme"), [("en", "light"), ("ar", "dark")])
def test_axe_finds_nothing(clinic: Clinic, server: Running, opened: Open, language: str, scheme: str) -> None:
    visit = booked(clinic, clinic.patient, 12)
    with actor.acting(actor.SYSTEM):
        waits = actions.join(clinic.patient, clinic.service, Wishes(weekdays=frozenset({2})))
        actions.leave(waits)
        entry = actions.join(clinic.patient, clinic.service, Wishes(), appointment=visit)
        for _ in range(3):
            actions.join(factories.a_patient(), clinic.service, Wishes())
    WaitlistEntry.objects.exclude(pk=entry.pk).filter(status="waiting").update(unanswered=3)
    offer = a_time_is_freed(clinic)
    assert offer is not None and offer.entry == entry
    manager = factories.a_staff_member(Role.MANAGER, account=factories.an_account()).account
    own = (
        "/",
        "/waiting",
        f"/waiting/{entry.pk}",
        f"/offers/{offer.pk}",
        f"/find/{clinic.service.slug}/wait",
        f"/visits/{visit.pk}",
    )
    staff = ("/desk/waitlist", f"/desk/waitlist/{entry.pk}", f"/desk/waitlist/{waits.pk}", "/desk/waitlist/report",
             f"/desk/patients/{clinic.patient.pk}/waitlist?service={clinic.service.slug}", f"/desk/patients/{clinic.patient.pk}")  # fmt: skip
    for account, pages, viewport in ((clinic.patient.account, own, PHONE), (manager, staff, DESKTOP)):
        page = opened(server.url, account, viewport=viewport, language=language, color_scheme=scheme)
        look_at(page, *(server.url + address for address in pages), narrow=320 if viewport is PHONE else 0)
    connection.close()
