"""Third-next-available and business days against counting day by day."""

from datetime import UTC, date, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from heartline.scheduling.standards.rules import business_days, figure, third

DAYS = st.dates(date(2025, 1, 1), date(2027, 12, 31))
START = datetime(2026, 3, 9, 8, tzinfo=UTC)


@given(DAYS, st.integers(-5, 200), st.lists(DAYS, max_size=8))
@settings(deadline=None)  # the machine may be busy
def test_business_days_are_counted_one_by_one(first: date, later: int, closed: list[date]) -> None:
    days = [first + timedelta(days=each) for each in range(1, later + 1)]
    by_hand = sum(day.weekday() < 5 and day not in closed for day in days)
    assert business_days(first, first + timedelta(days=later), closed) == by_hand


@given(st.lists(st.integers(0, 60), max_size=30), st.integers(1, 6))
@settings(deadline=None)  # the machine may be busy
def test_three_visits_that_could_all_be_had(starts: list[int], apart: int) -> None:
    moments = [START + timedelta(minutes=10 * each) for each in starts]
    gap = timedelta(minutes=10 * apart)
    chosen: list[datetime] = []
    for moment in sorted(moments):
        if all(abs(moment - other) >= gap for other in chosen):
            chosen.append(moment)
    assert third(moments, gap) == (chosen[2] if len(chosen) > 2 else None)


def test_one_hour_in_steps_of_ten_minutes_is_two_visits_of_half_an_hour() -> None:
    hour = [START + timedelta(minutes=10 * each) for each in range(4)]
    assert third(hour, timedelta(minutes=30)) is None
    assert third([*hour, START + timedelta(days=3)], timedelta(minutes=30)) == START + timedelta(days=3)


def test_a_standard_is_met_by_nine_of_ten() -> None:
    assert figure([3] * 9 + [40], 1, 15).met is True
    assert figure([3] * 8 + [40, None], 1, 15).met is False
    assert figure([3, None], 3, 15).days is None and figure([3, 4], 3, None).met is None
