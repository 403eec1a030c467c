"""A blood test at least two days before the consultation, at the same site: found, booked, moved and cancelled as one."""

from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from functools import partial
from typing import Any

import pytest

from heartline.kernel import clock
from heartline.kernel.models import Event
from heartline.people.models import Site
from heartline.scheduling.booking.actions import block, book, reschedule
from heartline.scheduling.booking.many import Move, move_many
from heartline.scheduling.booking.refusals import ManyRefused, NotBookable, PlanBroken, SomeTaken
from heartline.scheduling.models import Appointment, Plan, PlanBooking, PlanStep, Reservation, Resource
from heartline.scheduling.picking.rules import Choice
from heartline.scheduling.plans import actions, queries
from tests import factories
from tests.scheduling.crowd import all_at_once

NOW = datetime(2027, 3, 1, 12, tzinfo=UTC)  # a Monday
DAY = timedelta(days=1)


@pytest.fixture
def now() -> Iterator[None]:
    with clock.set(NOW):
        yield


class Scene:
    """Two sites; each with a nurse and a doctor, every weekday from nine to eleven."""

    def __init__(self, least: int = 2, **step: Any) -> None:
        organization = factories.an_organization()
        self.sites: list[Site] = [factories.a_site(organization=organization) for _ in range(2)]
        self.nurses: list[Resource] = []
        self.doctors: list[Resource] = []
        for site in self.sites:
            for team in (self.nurses, self.doctors):
                team.append(factories.a_clinician())
                factories.a_pattern(team[-1], site, range(1, 6), time(9), time(11))
        self.blood = factories.a_service(*self.nurses, modes=["in_person"])
        self.talk = factories.a_service(*self.doctors, modes=["in_person"])
        self.plan = Plan.objects.create(slug="check", name={"en": "Check"})
        PlanStep.objects.create(plan=self.plan, place=1, service=self.blood)
        PlanStep.objects.create(plan=self.plan, place=2, service=self.talk, least=least, **step)

    def find(self, **fields: Any) -> list[queries.Combination]:
        plan = queries.with_steps("check")
        assert plan
        return queries.find(plan, **fields)

    def booked(self, key: str = "k") -> list[Appointment]:
        choices = queries.choices_of(self.find()[0].value)
        assert choices
        booking = actions.book_plan(factories.a_patient(), self.plan, choices, key=key)
        return list(booking.visits.select_related("site").order_by("plan_place"))


@pytest.mark.django_db
@pytest.mark.usefixtures("now")
class TestAPlan:
    def test_the_earliest_to_finish_comes_first_at_one_site_and_two_days_apart(self) -> None:
        scene = Scene()
        found = scene.find()
        for way in found:
            [(_, blood), (_, talk)] = way.steps
            assert blood.site_id == talk.site_id
            assert (talk.local_start.date() - blood.local_start.date()).days >= 2
        assert found[0].steps[1][1].local_start.date().isoformat() == "2027-03-03"
        days = [way.steps[1][1].local_start.date() for way in found]
        assert days == sorted(set(days))

    def test_one_trip_where_both_fit_on_a_day(self) -> None:
        scene = Scene(least=0)
        assert [way.trips for way in scene.find()][:3] == [1, 1, 1]

    def test_it_looks_further_when_the_next_weeks_are_taken(self) -> None:
        scene = Scene(most=5)
        for doctor in scene.doctors:
            block(doctor, NOW, NOW + 40 * DAY, "away")
        [first, *_] = scene.find()
        assert first.steps[1][1].starts_at > NOW + 40 * DAY
        assert first.steps[1][1].local_start.date() - first.steps[0][1].local_start.date() <= 5 * DAY

    def test_finding_is_one_query_a_step_and_round(self, django_assert_max_num_queries: Any) -> None:
        plan = Scene().plan
        found = queries.with_steps(plan.slug)
        assert found
        with django_assert_max_num_queries(4):
            assert queries.find(found)

    def test_all_visits_are_booked_in_one_step(self) -> None:
        visits = Scene().booked()
        assert [v.plan_place for v in visits] == [1, 2]
        assert len({v.plan_booking_id for v in visits}) == 1
        assert Event.objects.filter(kind="appointment.booked").count() == 2
        assert Event.objects.get(kind="plan.booked").data["visits"] == 2

    def test_or_none_of_them(self) -> None:
        scene = Scene()
        choices = queries.choices_of(scene.find()[0].value)
        assert choices
        book(factories.a_patient(), scene.talk, choices[1].clinician_id, choices[1].starts_at, mode="in_person", key="")
        with pytest.raises(SomeTaken) as refusal:
            actions.book_plan(factories.a_patient(), scene.plan, choices, key="k")
        assert list(refusal.value.missing) == [1]
        assert not PlanBooking.objects.exists()
        assert Reservation.objects.count() == 1

    def test_times_that_break_the_rules_are_refused_whoever_asks(self) -> None:
        scene = Scene()
        start = datetime(2027, 3, 2, 14, tzinfo=UTC)
        choices = [Choice(scene.nurses[0].pk, start), Choice(scene.doctors[0].pk, start + DAY)]
        with pytest.raises(NotBookable):
            actions.book_plan(factories.a_patient(), scene.plan, choices, key="k", online=False)

    def test_the_same_key_books_once(self) -> None:
        scene = Scene()
        patient = factories.a_patient()
        choices = queries.choices_of(scene.find()[0].value)
        assert choices
        made = {actions.book_plan(patient, scene.plan, choices, key="form").pk for _ in range(2)}
        assert len(made) == 1 and Appointment.objects.count() == 2

    def test_one_moves_alone_while_the_rules_hold_and_is_stopped_when_they_would_not(self) -> None:
        blood, talk = Scene().booked()
        moved = reschedule(talk, talk.clinician_id, talk.period.lower + DAY, key="a", online=False)  # type: ignore[arg-type]
        assert moved.sequence == 1
        with pytest.raises(PlanBroken):
            reschedule(blood, blood.clinician_id, blood.period.lower + 2 * DAY, key="b", online=False)  # type: ignore[arg-type]
        with pytest.raises(ManyRefused):
            move_many([Move(blood.pk, blood.clinician_id, blood.period.lower + 2 * DAY)], key="c")  # type: ignore[arg-type]
        blood.refresh_from_db()
        assert (blood.sequence, Reservation.objects.count()) == (0, 2)

    def test_they_move_together(self) -> None:
        blood, talk = Scene().booked()
        to = Choice(blood.clinician_id, blood.period.lower + 7 * DAY)  # type: ignore[arg-type]
        visit = Appointment.objects.select_related("plan_booking__plan", "site", "service").get(pk=blood.pk)
        ways = queries.find_around(visit, to)
        choices = queries.choices_of(ways[0].value)
        assert choices and choices[0] == to
        done = actions.move_together(visit, choices, key="k")
        assert len(done.moved) == 2
        talk.refresh_from_db()
        assert talk.period.lower - to.starts_at >= DAY
        assert Reservation.objects.count() == 2

    @pytest.mark.parametrize(("whole", "left"), [(True, 0), (False, 1)])
    def test_cancelling_one_or_all(self, whole: bool, left: int) -> None:
        blood, _talk = Scene().booked()
        actions.cancel(blood, "other", whole=whole)
        assert Appointment.objects.filter(status="booked").count() == left == Reservation.objects.count()


def test_many_want_the_same_plan_and_each_gets_all_of_it_or_nothing(fresh_db: str) -> None:
    with clock.set(NOW):
        scene = Scene()
        ways = [way.value for way in scene.find()][:3]

    def try_it(patient: Any, value: str) -> PlanBooking:
        with clock.set(NOW):
            choices = queries.choices_of(value)
            assert choices
            return actions.book_plan(patient, scene.plan, choices, key="")

    results = all_at_once([partial(try_it, factories.a_patient(), ways[n % 3]) for n in range(30)])
    booked = [result for result in results if isinstance(result, PlanBooking)]
    assert booked and all(isinstance(r, (PlanBooking, SomeTaken)) for r in results), results
    for booking in booked:
        assert booking.visits.count() == 2
    assert Appointment.objects.count() == Reservation.objects.count() == 2 * len(booked)
