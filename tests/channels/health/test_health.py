"""How a provider is: what it said last, counted by the clinic's day; a wrong number is not the provider's fault."""

from datetime import UTC, datetime, timedelta

import pytest

from heartline.channels.health.actions import note, note_failure, note_received
from heartline.channels.health.rules import Condition, condition
from heartline.channels.models import ProviderHealth
from heartline.channels.traffic.failures import Failure, Why
from heartline.channels.traffic.http import Accepted, Declined, Unsure
from heartline.kernel import clock
from tests.factories import a_site

EVENING = datetime(2026, 3, 4, 3, tzinfo=UTC)  # the 3rd, 10 PM in New York


@pytest.mark.django_db
def test_counts_are_those_of_the_clinics_day() -> None:
    a_site(time_zone="America/New_York")
    with clock.set(EVENING):
        note("x", Accepted("1"))
        note("x", Accepted("2"))
        note("x", Declined(Failure(Why.NO_SUCH_ADDRESS, "21211")))
        note_received("x")
    row = ProviderHealth.objects.get(pk="x")
    assert (row.sent, row.failed, row.received, row.code) == (2, 1, 1, "21211")
    with clock.set(EVENING + timedelta(hours=3)):
        note_failure("x", Failure(Why.UNREACHABLE))
    row.refresh_from_db()
    assert (row.sent, row.failed, row.received) == (0, 1, 0)
    assert row.succeeded_at == EVENING


@pytest.mark.django_db
def test_a_lost_answer_is_said_and_not_counted() -> None:
    note("x", Unsure())
    row = ProviderHealth.objects.get(pk="x")
    assert (row.sent, row.failed) == (0, 0) and row.words.startswith("The answer was lost")


@pytest.mark.parametrize(
    ("on", "succeeded", "failed", "why", "expected"),
    [
        (False, None, None, "", Condition.OFF),
        (True, None, None, "", Condition.NEW),
        (True, 1, None, "", Condition.WELL),
        (True, 1, 2, Why.OUR_SETTINGS, Condition.AILING),
        (True, 2, 1, Why.OUR_SETTINGS, Condition.WELL),
        (True, 1, 2, Why.NO_SUCH_ADDRESS, Condition.WELL),
        (True, None, 1, Why.PROVIDER_DOWN, Condition.AILING),
    ],
)
def test_its_condition(on: bool, succeeded: int | None, failed: int | None, why: str, expected: Condition) -> None:
    at = [EVENING + timedelta(minutes=n) if n else None for n in (succeeded, failed)]
    assert condition(on, *at, why) is expected
