"""Two managers open the same lane in the same moment, one closes it twice, and many book its places. Commits are real."""

from functools import partial
from typing import Any

from heartline.kernel import actor, clock
from heartline.kernel.actor import Actor, Kind
from heartline.kernel.db.confine import as_staff
from heartline.kernel.errors import Refused
from heartline.kernel.models import Event
from heartline.scheduling.availability.models import PatternException
from heartline.scheduling.booking.actions import book
from heartline.scheduling.booking.refusals import TimeTaken
from heartline.scheduling.lanes import actions
from heartline.scheduling.models import Appointment, Lane, Resource
from tests import factories
from tests.scheduling.crowd import all_at_once
from tests.scheduling.lanes.scene import NOW, Scene


def by_a_manager(call: Any) -> Any:
    with clock.set(NOW), as_staff(), actor.acting(Actor(Kind.STAFF, "A manager", role="manager", door="desk")):
        return call()


def test_a_lane_opened_twice_in_the_same_moment_is_one_lane(fresh_db: str) -> None:
    with clock.set(NOW):
        scene = Scene()
    results = all_at_once([partial(by_a_manager, scene.open)] * 6)
    opened = [result for result in results if isinstance(result, Lane)]
    assert len(opened) == 1 and all(isinstance(result, Refused | Lane) for result in results), results
    assert Lane.objects.count() == Resource.objects.filter(lane_of=scene.clinician).count() == 1
    assert PatternException.objects.count() == opened[0].places
    assert Event.objects.filter(kind="lane.opened").count() == 1


def test_lanes_that_only_overlap_are_one_lane_too(fresh_db: str) -> None:
    with clock.set(NOW):
        scene = Scene()
    half = (scene.end - scene.start) / 2
    spans = [(scene.start, scene.end), (scene.start + half, scene.end), (scene.start, scene.start + half * 1.5)]
    results = all_at_once([
        partial(by_a_manager, partial(actions.open_lane, scene.clinician, scene.service, scene.site, *span))
        for span in spans
    ])  # fmt: skip
    assert all(isinstance(result, Refused | Lane) for result in results), results
    assert Lane.objects.count() == 1


def test_closing_at_once_is_told_once(fresh_db: str) -> None:
    with clock.set(NOW):
        lane = Scene().open()
    results = all_at_once([partial(by_a_manager, partial(actions.close, lane))] * 6)
    assert all(isinstance(result, Lane) for result in results), results
    assert Event.objects.filter(kind="lane.closed").count() == 1


def test_who_books_while_it_is_closed_is_in_it_or_is_told(fresh_db: str) -> None:
    for _turn in range(4):
        with clock.set(NOW):
            scene = Scene()
            lane = scene.open(limit=0.2)
            [place, *_others] = scene.free(lane)
        calls = [
            partial(
                by_a_manager,
                partial(
                    book, factories.a_patient(), scene.service, place.clinician_id, place.starts_at, mode="in_person",
                    key="", online=False,
                ),
            )
            for _ in range(3)
        ]  # fmt: skip
        results = all_at_once([*calls, partial(by_a_manager, partial(actions.close, lane))])
        assert all(isinstance(result, Appointment | TimeTaken | Lane) for result in results), results
        assert sum(isinstance(result, Appointment) for result in results) <= 1
