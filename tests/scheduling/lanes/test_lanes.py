"""A lane's places are booked as any other, never twice, by staff only unless opened to patients; it closes by itself."""

from collections.abc import Iterator
from datetime import timedelta
from uuid import uuid4

import pytest

from heartline.kernel import clock
from heartline.kernel.errors import Refused
from heartline.kernel.models import Event
from heartline.people.models import Role
from heartline.scheduling.booking.actions import book, cancel
from heartline.scheduling.booking.queries import day
from heartline.scheduling.booking.refusals import TimeTaken
from heartline.scheduling.lanes import actions
from heartline.scheduling.models import Lane, Reservation
from tests import factories
from tests.scheduling.lanes.scene import NOW, Scene
from tests.signing_in import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def now() -> Iterator[None]:
    with clock.set(NOW):
        yield


def test_its_places_are_booked_as_any_other_and_once_only() -> None:
    scene = Scene()
    lane = scene.open(limit=0.2)
    times = scene.free(lane)
    assert len(times) == lane.places >= 1 and all(time.giver_id == scene.clinician.pk for time in times)
    visit = book(
        factories.a_patient(),
        scene.service,
        times[0].clinician_id,
        times[0].starts_at,
        mode="in_person",
        key="a",
        online=False,
    )
    assert visit.clinician == scene.clinician
    assert Reservation.objects.get(appointment_id=visit.pk).resource_id == lane.resource_id
    with pytest.raises(TimeTaken):
        book(
            factories.a_patient(),
            scene.service,
            times[0].clinician_id,
            times[0].starts_at,
            mode="in_person",
            key="b",
            online=False,
        )
    board = {column.resource.pk: column for column in day(scene.site, scene.start.date())}
    assert visit in board[lane.resource_id].appointments and visit not in board[scene.clinician.pk].appointments
    cancel(visit, "other", key="c")
    assert len(scene.free(lane)) == lane.places


def test_patients_see_it_only_if_it_was_opened_to_them() -> None:
    scene = Scene()
    assert not scene.free(scene.open(), online=True)
    other = Scene()
    assert other.free(other.open(online=True), online=True)


def test_where_nobody_is_expected_to_be_missed_there_is_no_lane() -> None:
    scene = Scene(missed=0.01)
    with pytest.raises(Refused):
        scene.open(limit=0.05)
    assert not Lane.objects.exists()


def test_one_lane_at_a_time_and_it_closes_by_itself() -> None:
    scene = Scene()
    lane = scene.open()
    with pytest.raises(Refused):
        scene.open()
    assert actions.close_past() == 0
    with clock.set(scene.end + timedelta(minutes=1)):
        assert actions.close_past() == 1 and actions.close_past() == 0
    lane.refresh_from_db()
    assert lane.closed_at and not lane.resource.active
    assert list(Event.objects.filter(subject_id=lane.pk).values_list("kind", flat=True)) == [
        "lane.opened",
        "lane.closed",
    ]


def test_a_manager_sees_the_reckoning_and_opens_it() -> None:
    scene = Scene()
    manager = signed_in(factories.a_staff_member(Role.MANAGER, account=factories.an_account()).account)  # type: ignore[arg-type]
    asked = {"clinician": scene.clinician.pk, "service": scene.service.pk, "site": scene.site.pk, "date": "2026-03-10",
             "starts": "09:00", "ends": "11:00", "limit": "20"}  # fmt: skip
    assert "expected to be missed" in manager.get("/desk/lanes/new", asked).content.decode()
    assert manager.post("/desk/lanes/new", asked).status_code == 302
    lane = Lane.objects.get()
    page = manager.get("/desk/lanes").content.decode()
    assert scene.clinician.name in page and f"0 of {lane.places}" in page
    manager.post(f"/desk/lanes/{lane.pk}/close")
    assert Lane.objects.get().closed_at
    nurse = signed_in(factories.a_staff_member(Role.NURSE, account=factories.an_account()).account)  # type: ignore[arg-type]
    assert nurse.post("/desk/lanes/new", asked | {"key": uuid4().hex}).status_code == 403
