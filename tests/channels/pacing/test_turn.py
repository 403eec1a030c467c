"""One bucket for all workers, and for each message that waits a turn of its own."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection, transaction

from heartline.channels.models import PaceState, PaceTurn
from heartline.channels.pacing.actions import turn
from heartline.channels.traffic.pace import Pace
from heartline.kernel import clock

NOW = datetime(2026, 3, 3, 9, tzinfo=UTC)
SLOW = Pace(timedelta(seconds=1), burst=2)


def second(n: int) -> datetime:
    return NOW + timedelta(seconds=n)


@pytest.mark.django_db
def test_who_waits_comes_back_to_a_turn_of_their_own_in_the_order_they_came() -> None:
    with clock.set(NOW):
        waits = [turn("twilio:sms", SLOW, f"k{n}") for n in range(5)]
    assert waits == [None, None, timedelta(seconds=1), timedelta(seconds=2), timedelta(seconds=3)]
    with clock.set(second(1)):
        assert turn("twilio:sms", SLOW, "k4") == timedelta(seconds=2)  # too early, and nobody else's place is lost
        assert turn("twilio:sms", SLOW, "k2") is None
        assert turn("twilio:sms", SLOW, "new") == timedelta(seconds=3)  # behind those who wait
    with clock.set(second(3)):
        assert turn("twilio:sms", SLOW, "k3") is None
        assert turn("twilio:sms", SLOW, "k4") is None
    assert list(PaceTurn.objects.values_list("key", flat=True)) == ["new"]


@pytest.mark.django_db
def test_each_way_has_a_bucket_of_its_own() -> None:
    with clock.set(NOW):
        assert turn("twilio:sms", Pace(timedelta(hours=1)), "k1") is None
        assert turn("smtp:email", Pace(timedelta(hours=1)), "k2") is None


@pytest.mark.django_db
def test_a_turn_that_nobody_came_back_for_is_forgotten() -> None:
    with clock.set(NOW):
        for n in range(3):
            turn("twilio:sms", SLOW, f"k{n}")
    with clock.set(NOW + timedelta(days=2)):
        for n in range(3):
            turn("twilio:sms", SLOW, f"later{n}")
    assert list(PaceTurn.objects.values_list("key", flat=True)) == ["later2"]


def test_many_workers_together_take_no_more_than_there_is(fresh_db: str) -> None:
    def ask(n: int) -> timedelta | None:
        try:
            with clock.set(NOW), transaction.atomic():
                return turn("twilio:sms", Pace(timedelta(seconds=1), burst=3), f"k{n}")
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as workers:
        waits = sorted(wait or timedelta(0) for wait in workers.map(ask, range(16)))
    assert waits == [timedelta(seconds=max(0, n - 2)) for n in range(16)]
    assert PaceState.objects.get().full_at == second(16)
