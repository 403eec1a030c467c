"""The daily duplicate rate, by AHIMA's two formulas."""

from datetime import date, timedelta

import pytest

from heartline.kernel import clock
from heartline.people.linking import actions, rates
from heartline.people.linking.models import DuplicateDay
from heartline.people.models import Patient
from heartline.people.tasks import count_duplicates
from tests.factories import a_patient

pytestmark = pytest.mark.django_db


@pytest.fixture
def ten() -> list[Patient]:
    return [a_patient() for _ in range(10)]


def today() -> date:
    return clock.now().date()


def counted() -> tuple[int, ...]:
    day = actions.count_duplicates(today())
    return day.records, day.duplicates, day.waiting, day.registered, day.registered_twice


def test_nothing_linked_and_nothing_waiting_is_no_duplicate(ten: list[Patient]) -> None:
    assert counted() == (10, 0, 0, 10, 0)


def test_of_a_linked_or_waiting_pair_one_record_is_a_duplicate(ten: list[Patient]) -> None:
    actions.link(ten[0].pk, ten[1].pk)
    actions.link(ten[1].pk, ten[2].pk)
    actions.propose(ten[3].pk, ten[4].pk, 2.0, [])
    assert counted() == (10, 3, 1, 10, 3)
    actions.refuse(ten[3].pk, ten[4].pk)
    actions.unlink(ten[0].pk, ten[1].pk, "twins")
    assert counted() == (10, 1, 0, 10, 1)


def test_a_record_is_a_duplicate_once_however_many_it_may_be_the_same_as(ten: list[Patient]) -> None:
    for other in ten[1:4]:
        actions.propose(ten[0].pk, other.pk, 2.0, [])
    day = actions.count_duplicates(today())
    assert 1 <= day.waiting <= 3 and day.duplicates == day.waiting
    for other in ten[1:4]:
        actions.link(ten[0].pk, other.pk)
    assert counted()[1:3] == (3, 0)


def test_only_that_days_records_count_as_made_that_day(ten: list[Patient]) -> None:
    Patient.objects.filter(pk__in=[p.pk for p in ten[:7]]).update(created_at=clock.now() - timedelta(days=2))
    actions.propose(ten[0].pk, ten[9].pk, 2.0, [])
    assert counted() == (10, 1, 1, 3, 1)
    [rate] = rates.rates(today())
    assert (rate.error, rate.creation, rate.on_target) == (0.1, pytest.approx(1 / 3), False)


def test_counted_twice_a_day_has_one_figure_and_the_worker_counts_the_day_that_ended(ten: list[Patient]) -> None:
    actions.count_duplicates(today())
    actions.count_duplicates(today())
    assert DuplicateDay.objects.count() == 1
    count_duplicates(timestamp=0)
    assert set(DuplicateDay.objects.values_list("day", flat=True)) == {today(), today() - timedelta(days=1)}
    assert [rate.day for rate in rates.rates(today())] == sorted(DuplicateDay.objects.values_list("day", flat=True))


def test_a_day_on_which_nobody_was_registered_has_no_rate_of_creation() -> None:
    rate = rates.rate(DuplicateDay(day=today(), records=100, duplicates=1, registered=0, registered_twice=0))
    assert (rate.error, rate.creation, rate.on_target) == (0.01, None, True)
