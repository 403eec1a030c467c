"""Setting a clinician's week: what is booked stays, two who set it do not undo each other, and all of it is recorded."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, time, timedelta

import pytest

from heartline.kernel import clock
from heartline.kernel.errors import Refused
from heartline.kernel.models import Event
from heartline.kernel.revising import Stale, seal
from heartline.scheduling.availability import actions, week
from heartline.scheduling.availability.queries import next_free
from heartline.scheduling.availability.week_rules import Block
from heartline.scheduling.models import Appointment, Closure, PatternException
from tests.scheduling.pages.scene import MONDAY, Scene, a_scene

pytestmark = pytest.mark.django_db
TODAY = date(2026, 3, 2)


@pytest.fixture(autouse=True)
def monday() -> Iterator[None]:
    with clock.set(MONDAY):
        yield


@pytest.fixture
def scene() -> Scene:
    return a_scene(clinicians=1)


def shorter(blocks: list[Block]) -> list[Block]:
    return [replace(each, starts=time(12), ends=time(17)) for each in blocks]


def test_visits_outside_of_new_hours_are_counted_and_stay(scene: Scene) -> None:
    visit, resource = scene.booked(), scene.clinicians[0]
    wanted = shorter(week.week_of(resource, TODAY))
    outlook = week.look(resource, wanted, TODAY)
    assert (outlook.before, outlook.newly) == (0, 1)
    week.set_week(resource, wanted, TODAY)
    assert Appointment.objects.get().period == visit.period
    assert len(week.left_outside(resource, TODAY)) == 1
    assert next_free(scene.service)[0].local_start.time() >= time(12)
    actions.add_hours(resource, scene.site, visit.starts_at.astimezone(scene.site.zone).date(), time(8), time(17))
    assert week.left_outside(resource, TODAY) == []


def test_the_past_keeps_its_hours(scene: Scene) -> None:
    resource = scene.clinicians[0]
    on = TODAY + timedelta(days=7)
    week.set_week(resource, shorter(week.week_of(resource, TODAY)), on)
    ended = resource.patterns.filter(valid_until=on - timedelta(days=1))
    begun = resource.patterns.filter(valid_from=on, valid_until=None)
    assert (ended.count(), begun.count()) == (7, 7)
    assert {each.starts for each in ended} == {time(8)}
    kinds = list(Event.objects.filter(kind__startswith="hours.").values_list("kind", flat=True))
    assert (kinds.count("hours.ended"), kinds.count("hours.set")) == (7, 7)


def test_other_hours_from_after_their_last_day_are_refused(scene: Scene) -> None:
    resource = scene.clinicians[0]
    now = week.week_of(resource, TODAY)
    ending = [replace(now[0], valid_until=TODAY + timedelta(days=7)), *now[1:]]
    week.set_week(resource, ending, TODAY)
    with pytest.raises(Refused, match="last day is before the first"):
        week.set_week(resource, [replace(ending[0], starts=time(12)), *now[1:]], TODAY + timedelta(days=14))
    assert resource.patterns.count() == 7


def test_sent_twice_it_happens_once(scene: Scene) -> None:
    resource = scene.clinicians[0]
    now = week.week_of(resource, TODAY)
    extra = Block(1, scene.site.pk, time(18), time(20), TODAY)
    for _ in range(2):
        week.set_week(resource, [*now, extra], TODAY, key="k", sealed=seal(week.week_now(now)))
    assert resource.patterns.count() == 8


def test_a_week_that_somebody_else_changed_is_not_overwritten(scene: Scene) -> None:
    resource = scene.clinicians[0]
    now = week.week_of(resource, TODAY)
    sealed = seal(week.week_now(now))
    week.set_week(resource, now[1:], TODAY)
    with pytest.raises(Stale) as stale:
        week.set_week(resource, shorter(now), TODAY, sealed=sealed)
    assert str(now[0].id) in stale.value.now
    assert resource.patterns.filter(starts=time(12)).count() == 0


def test_what_cannot_be_is_refused(scene: Scene) -> None:
    resource = scene.clinicians[0]
    now = week.week_of(resource, TODAY)
    with pytest.raises(Refused, match="lie over each other"):
        week.set_week(resource, [*now, Block(1, scene.site.pk, time(9), time(10), TODAY)], TODAY)
    with pytest.raises(Refused, match="ends before it starts"):
        week.set_week(resource, [Block(1, scene.site.pk, time(9), time(9), TODAY)], TODAY)
    wrong = Block(1, scene.site.pk, time(9), time(10), TODAY, TODAY - timedelta(days=1))
    with pytest.raises(Refused, match="last day is before the first"):
        week.set_week(resource, [wrong], TODAY)
    with pytest.raises(Refused, match="choose today or a day to come"):
        week.set_week(resource, now[1:], TODAY - timedelta(days=1))
    with pytest.raises(Refused, match="choose today or a day to come"):
        week.set_week(resource, [replace(now[0], valid_until=TODAY - timedelta(days=2)), *now[1:]], TODAY)
    assert resource.patterns.count() == 7


def test_a_day_that_differs_and_is_like_the_week_again(scene: Scene) -> None:
    resource, on = scene.clinicians[0], TODAY + timedelta(days=1)
    for _ in range(2):
        week.differ(resource, on, works=False, key="k")
    away = PatternException.objects.get()
    week.differ(resource, on, works=True, site=scene.site, starts=time(18), ends=time(20))
    more = PatternException.objects.get(works=True)
    for each in (away, more):
        week.as_the_week(each)
    assert not PatternException.objects.exists()
    with pytest.raises(Refused, match="need a site"):
        week.differ(resource, on, works=True)
    with pytest.raises(Refused, match="both times"):
        week.differ(resource, on, works=False, starts=time(9))
    with pytest.raises(Refused, match="over"):
        week.differ(resource, TODAY - timedelta(days=1), works=False)


def test_a_closure_that_has_begun_ends_now_and_one_to_come_is_gone(scene: Scene) -> None:
    for _ in range(2):
        actions.close(scene.site, MONDAY - timedelta(hours=1), MONDAY + timedelta(days=1), key="k")
    actions.close(None, MONDAY + timedelta(days=3), MONDAY + timedelta(days=4))
    begun, coming = Closure.objects.order_by("period")
    actions.reopen(begun)
    actions.reopen(coming)
    assert Closure.objects.get().period.upper == MONDAY
    with pytest.raises(Refused, match="are over"):
        actions.reopen(begun)
    assert Event.objects.filter(kind="site.reopened").count() == 2
