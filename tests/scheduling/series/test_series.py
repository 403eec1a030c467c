"""Every Tuesday at nine for eight weeks: found in one step, booked in one transaction, moved and cancelled together."""

from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from functools import partial
from typing import Any

import pytest

from heartline.kernel import clock
from heartline.kernel.models import Event
from heartline.scheduling.booking.actions import block, book
from heartline.scheduling.booking.many import Move
from heartline.scheduling.booking.refusals import ManyRefused, SomeTaken
from heartline.scheduling.models import Appointment, Reservation, Resource, Series, Service
from heartline.scheduling.picking.rules import Choice
from heartline.scheduling.series import actions, queries
from tests import factories
from tests.scheduling.crowd import all_at_once

NOW = datetime(2026, 10, 19, 12, tzinfo=UTC)  # a Monday; clocks go back on 1 November
NINE = datetime(2026, 10, 20, 13, tzinfo=UTC)  # Tuesday, nine in New York


@pytest.fixture
def now() -> Iterator[None]:
    with clock.set(NOW):
        yield


def a_clinic(**fields: Any) -> tuple[Service, list[Resource]]:
    site = factories.a_site()
    resources = [factories.a_clinician() for _ in range(2)]
    for resource in resources:
        factories.a_pattern(resource, site, starts=time(8), ends=time(12))
        factories.a_room(site)
    return factories.a_service(*resources, room_kind="exam", **fields), resources


def a_series(service: Service, clinician: Resource, count: int = 4, **fields: Any) -> Series:
    found = queries.find(service, Choice(clinician.pk, NINE), every_weeks=1, count=count)
    choices = [Choice(each.time.clinician_id, each.time.starts_at) for each in found if each.time]
    return actions.book_series(
        fields.pop("patient", None) or factories.a_patient(), service, choices, every_weeks=1, mode="in_person",
        key=fields.pop("key", "k"), **fields,
    )  # fmt: skip


def walls(series: Series) -> list[str]:
    visits = Appointment.objects.filter(series=series, status="booked").select_related("site").order_by("period")
    return [v.period.lower.astimezone(v.site.zone).strftime("%d.%m. %H:%M") for v in visits]


@pytest.mark.django_db
@pytest.mark.usefixtures("now")
class TestASeries:
    def test_each_is_at_nine_with_the_same_clinician_also_when_the_clock_changes(self) -> None:
        service, [ana, _ben] = a_clinic()
        series = a_series(service, ana)
        assert walls(series) == ["20.10. 09:00", "27.10. 09:00", "03.11. 09:00", "10.11. 09:00"]
        assert set(Appointment.objects.values_list("clinician", flat=True)) == {ana.pk}
        assert Reservation.objects.count() == 8
        assert Event.objects.filter(kind="appointment.booked").count() == 4
        told = Event.objects.get(kind="series.booked")
        assert (told.subject_id, told.data["visits"]) == (series.pk, 4)

    def test_one_that_is_taken_shows_the_nearest_same_clinician_first(self) -> None:
        service, [ana, ben] = a_clinic()
        book(factories.a_patient(), service, ana.pk, NINE + timedelta(days=7), mode="video", key="")
        found = queries.find(service, Choice(ana.pk, NINE), every_weeks=1, count=3)
        assert [each.exact for each in found] == [True, False, True]
        second = found[1].alternatives
        assert {t.clinician_id for t in second} == {ana.pk}
        assert abs(second[0].starts_at - found[1].wanted_at) == timedelta(minutes=20)
        block(ana, NINE + timedelta(days=4), NINE + timedelta(days=7), "away")
        block(ana, NINE + timedelta(days=7, minutes=20), NINE + timedelta(days=11), "away")
        [_, away, _] = queries.find(service, Choice(ana.pk, NINE), every_weeks=1, count=3)
        assert away.time and (away.time.clinician_id, away.time.starts_at) == (ben.pk, NINE + timedelta(days=7))

    def test_finding_is_three_queries_however_long(self, django_assert_num_queries: Any) -> None:
        service, [ana, _ben] = a_clinic()
        block(ana, NINE + timedelta(days=6), NINE + timedelta(days=30), "away")
        with django_assert_num_queries(3):
            assert len(queries.find(service, Choice(ana.pk, NINE), every_weeks=1, count=10)) == 10

    def test_all_or_nothing_and_which_it_was(self) -> None:
        service, [ana, _ben] = a_clinic()
        book(factories.a_patient(), service, ana.pk, NINE + timedelta(days=7), mode="video", key="")
        choices = [Choice(ana.pk, NINE), Choice(ana.pk, NINE + timedelta(days=7))]
        with pytest.raises(SomeTaken) as refusal:
            actions.book_series(factories.a_patient(), service, choices, every_weeks=1, mode="in_person", key="")
        assert list(refusal.value.missing) == [1]
        assert Appointment.objects.count() == 1
        assert not Series.objects.exists()

    def test_the_same_key_books_once(self) -> None:
        service, [ana, _ben] = a_clinic()
        patient, choices = factories.a_patient(), [Choice(ana.pk, NINE + timedelta(days=7 * n)) for n in (0, 1)]
        made = {
            actions.book_series(patient, service, choices, every_weeks=1, mode="video", key="the form").pk
            for _ in range(2)
        }
        assert len(made) == 1
        assert Appointment.objects.count() == 2

    def test_a_daily_cap_counts_for_visits_booked_together(self) -> None:
        service, [ana, _ben] = a_clinic(daily_cap=1)
        choices = [Choice(ana.pk, NINE), Choice(ana.pk, NINE + timedelta(minutes=40))]
        with pytest.raises(SomeTaken):
            actions.book_series(factories.a_patient(), service, choices, every_weeks=1, mode="video", key="")

    def test_this_and_the_following_move_to_another_day_and_hour(self) -> None:
        service, [ana, ben] = a_clinic()
        series = a_series(service, ana)
        visit = Appointment.objects.filter(series=series).order_by("period")[1]
        to = Choice(ben.pk, visit.period.lower + timedelta(days=1, hours=1))
        found = queries.find_moves(visit, queries.movable(visit, "following"), to)
        assert all(each.exact for each in found)
        moves = [Move(o.visit.pk, o.time.clinician_id, o.time.starts_at) for o in found if o.visit and o.time]
        actions.move(moves, key="k")
        assert walls(series) == ["20.10. 09:00", "28.10. 10:00", "04.11. 10:00", "11.11. 10:00"]

    def test_a_series_moves_a_week_on_into_its_own_old_times(self) -> None:
        service, [ana, _ben] = a_clinic()
        series = a_series(service, ana)
        first = Appointment.objects.filter(series=series).order_by("period")[0]
        to = Choice(ana.pk, NINE + timedelta(days=7))
        found = queries.find_moves(first, queries.movable(first, "all"), to)
        actions.move([Move(o.visit.pk, ana.pk, o.time.starts_at) for o in found if o.visit and o.time], key="k")
        assert walls(series) == ["27.10. 09:00", "03.11. 09:00", "10.11. 09:00", "17.11. 09:00"]

    def test_if_one_cannot_move_none_does(self) -> None:
        service, [ana, ben] = a_clinic()
        series = a_series(service, ana)
        visits = list(Appointment.objects.filter(series=series).order_by("period"))
        block(ben, visits[2].period.lower, visits[2].period.upper, "meeting")
        with pytest.raises(ManyRefused) as refusal:
            actions.move([Move(v.pk, ben.pk, v.period.lower) for v in visits], key="k")
        assert list(refusal.value.refused) == [visits[2].pk]
        assert set(Appointment.objects.values_list("clinician", flat=True)) == {ana.pk}

    @pytest.mark.parametrize(("which", "left"), [("one", 3), ("following", 1), ("all", 0)])
    def test_cancelling_this_one_these_or_all(self, which: str, left: int) -> None:
        service, [ana, _ben] = a_clinic()
        series = a_series(service, ana)
        second = Appointment.objects.filter(series=series).order_by("period")[1]
        actions.cancel(second, which, "other", key="k")
        assert len(walls(series)) == left
        assert Reservation.objects.count() == 2 * left


def test_a_hundred_want_the_same_eight_weeks_and_one_gets_all_of_them(fresh_db: str) -> None:
    service, [ana, _ben] = a_clinic()
    with clock.set(NOW):
        found = queries.find(service, Choice(ana.pk, NINE), every_weeks=1, count=8)
    choices = [Choice(ana.pk, each.wanted_at) for each in found]

    def book_all(patient: Any, order: list[Choice]) -> Series:
        with clock.set(NOW):
            return actions.book_series(patient, service, order, every_weeks=1, mode="in_person", key="")

    results = all_at_once([
        partial(book_all, factories.a_patient(), choices if n % 2 else choices[::-1]) for n in range(40)
    ])  # fmt: skip
    assert sum(isinstance(result, Series) for result in results) == 1, results[:3]
    assert all(isinstance(result, (Series, SomeTaken)) for result in results), results
    assert Appointment.objects.count() == 8
