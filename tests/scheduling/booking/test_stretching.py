"""Longer and shorter visits: refused when the time is taken, whoever has it; never half done."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial

import pytest
from django.db import connection

from heartline.kernel import clock
from heartline.kernel.models import Event
from heartline.scheduling.booking import actions
from heartline.scheduling.booking.refusals import NotChangeable, TimeTaken
from heartline.scheduling.booking.stretching import NoRoom, ends, latest_end, stretch
from heartline.scheduling.models import Reservation
from tests import factories
from tests.scheduling.pages.scene import MONDAY, Scene, a_known_patient, a_scene

HALF = timedelta(minutes=30)


@pytest.fixture(autouse=True)
def monday() -> Iterator[None]:
    with clock.set(MONDAY):
        yield


@pytest.fixture
def scene(db: None) -> Scene:
    scene = a_scene(clinicians=1, room_kind="exam", buffer_after=timedelta(minutes=5))
    factories.a_room(scene.site)
    return scene


def test_everything_reserved_grows_with_the_visit_and_others_are_kept_out(scene: Scene) -> None:
    visit = scene.booked()
    longer = stretch(visit, visit.starts_at + timedelta(minutes=50), key="a")
    assert longer.period.upper - longer.period.lower == timedelta(minutes=50)
    taken = Reservation.objects.filter(appointment_id=visit.pk)
    assert {r.period.upper - longer.period.upper for r in taken} == {timedelta(minutes=5)}
    assert taken.count() == 2
    with pytest.raises(TimeTaken):
        actions.book(
            a_known_patient(), scene.service, scene.clinicians[0].pk, visit.starts_at + timedelta(minutes=40),
            mode="video", key="", online=False,
        )  # fmt: skip
    event = Event.objects.get(kind="appointment.resized")
    assert (event.data["before"]["ends_at"], event.data["ends_at"]) == (
        visit.period.upper.isoformat(), longer.period.upper.isoformat(),
    )  # fmt: skip
    assert longer.sequence == visit.sequence + 1


def test_it_may_be_as_short_as_five_minutes_and_frees_what_is_left(scene: Scene) -> None:
    visit = scene.booked()
    stretch(visit, visit.starts_at + timedelta(minutes=5), key="a")
    assert not Reservation.objects.filter(period__contains=visit.starts_at + timedelta(minutes=11)).exists()


def test_what_comes_after_says_no_and_the_visit_stays(scene: Scene) -> None:
    visit = scene.booked()
    next_one = scene.booked(a_known_patient())
    assert latest_end(visit) == next_one.starts_at - timedelta(minutes=5)
    assert ends(visit)[-1] == latest_end(visit)
    with pytest.raises(NoRoom) as refusal:
        stretch(visit, next_one.starts_at + timedelta(minutes=5), key="a")
    assert str(refusal.value.kept) == "The visit keeps its length."
    visit.refresh_from_db()
    assert visit.period.upper - visit.period.lower == timedelta(minutes=20)


def test_the_patients_other_visit_says_no(scene: Scene) -> None:
    visit = scene.booked()
    other = a_scene(clinicians=1)
    start = visit.starts_at + timedelta(minutes=40)
    actions.book(scene.patient, other.service, other.clinicians[0].pk, start, mode="video", key="", online=False)
    assert latest_end(visit) == start
    with pytest.raises(NoRoom):
        stretch(visit, start + timedelta(minutes=5), key="a")


def test_a_hold_that_is_over_is_in_nobodys_way(scene: Scene) -> None:
    visit = scene.booked()
    after = visit.starts_at + timedelta(minutes=40)
    Reservation.objects.create(
        resource=scene.clinicians[0], period=(after, after + HALF), held_until=MONDAY - HALF, holder="x"
    )
    stretch(visit, after + HALF, key="a")


@pytest.mark.parametrize("minutes", [0, -20, 7, 485])
def test_only_sensible_lengths(scene: Scene, minutes: int) -> None:
    visit = scene.booked()
    with pytest.raises(NotChangeable):
        stretch(visit, visit.starts_at + timedelta(minutes=minutes), key="")


def test_what_is_over_keeps_its_length(scene: Scene) -> None:
    visit = actions.cancel(scene.booked(), "other")
    assert ends(visit) == []
    with pytest.raises(NotChangeable):
        stretch(visit, visit.starts_at + HALF, key="")


def test_sent_twice_it_happens_once(scene: Scene) -> None:
    visit = scene.booked()
    for _ in range(2):
        stretch(visit, visit.starts_at + HALF, key="same")
    assert Event.objects.filter(kind="appointment.resized").count() == 1


def quietly(act: Callable[[], object], refusal: type[Exception]) -> str:
    """In a thread of its own: what was done, or nothing."""
    with clock.set(MONDAY):
        try:
            act()
            return refusal.__name__
        except refusal:
            return ""
        finally:
            connection.close()


@pytest.mark.django_db(transaction=True)
def test_of_a_stretch_and_a_booking_of_the_same_minutes_one_happens(fresh_db: str) -> None:
    with clock.set(MONDAY):
        scene = a_scene(clinicians=1)
        for n in range(6):
            visit = scene.booked(a_known_patient(), after=timedelta(days=1, hours=n))
            longer = partial(stretch, visit, visit.starts_at + HALF, key="")
            other = partial(
                actions.book, a_known_patient(), scene.service, scene.clinicians[0].pk,
                visit.starts_at + timedelta(minutes=20), mode="video", key="", online=False,
            )  # fmt: skip
            with ThreadPoolExecutor(2) as pool:
                tasks = [pool.submit(quietly, longer, NoRoom), pool.submit(quietly, other, TimeTaken)]
                done = [task.result() for task in tasks]
            assert len([each for each in done if each]) == 1, done
