"""Every page of scheduling as axe sees it: on a phone and at the desk, left to right and right to left, in the dark."""

from collections.abc import Iterator
from typing import Any

import pytest

from heartline.kernel import actor
from heartline.scheduling.availability.queries import free_times
from heartline.scheduling.booking.actions import book
from heartline.scheduling.booking.queries import local_day
from tests.browser.booking import DESKTOP, PHONE, Clinic, Open, a_clinic
from tests.browser.looking import look_at
from tests.conftest import Running


def portal_pages(clinic: Clinic, visit: Any, time: str) -> Iterator[str]:
    yield from ("/", "/next", "/find", "/find?q=cough", "/find?q=nothing-like-it", "/find/family-doctor")
    yield from (f"/find/family-doctor/times?day={clinic.tomorrow}", f"/book/family-doctor?time={time}", "/visits")
    yield from (f"/visits/{visit.pk}{page}" for page in ("", "/done", "/reschedule", "/cancel", "/cancelled"))
    yield f"/visits/{visit.pk}/reschedule/confirm?time={time}"


def desk_pages(clinic: Clinic, visit: Any, time: str) -> Iterator[str]:
    yield from (f"/desk/?date={clinic.tomorrow}&by={way}" for way in ("clinician", "room", "list"))
    yield from (
        "/desk/book",
        "/desk/book?q=tran",
        f"/desk/book/{clinic.patient.pk}?service=family-doctor",
        "/desk/block",
    )
    yield f"/desk/book/{clinic.patient.pk}/confirm?service=family-doctor&time={time}"
    yield from (
        f"/desk/visits/{visit.pk}{page}" for page in ("?booked=1", "/move", "/cancel", f"/move/confirm?time={time}")
    )


@pytest.mark.parametrize(("language", "scheme"), [("en", "light"), ("ar", "dark")])
@pytest.mark.parametrize("door", ["portal", "desk"])
def test_axe_finds_nothing(server: Running, opened: Open, door: str, language: str, scheme: str) -> None:
    clinic = a_clinic()
    day = local_day(clinic.site, clinic.tomorrow)
    free = free_times(clinic.service, start=day.lower, end=day.upper)
    with actor.acting(actor.SYSTEM):
        visit = book(clinic.patient, clinic.service, free[0].clinician_id, free[0].starts_at, mode="in_person", key="k")
    time = f"{free[20].clinician_id}@{free[20].starts_at:%Y%m%dT%H%MZ}"
    phone = door == "portal"
    pages = portal_pages(clinic, visit, time) if phone else desk_pages(clinic, visit, time)
    account = clinic.patient.account if phone else clinic.desk
    page = opened(server.url, account, viewport=PHONE if phone else DESKTOP, language=language, color_scheme=scheme)
    look_at(page, *(server.url + address for address in pages), narrow=320 if phone else 0)
