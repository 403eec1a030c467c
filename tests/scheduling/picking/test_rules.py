"""Naming, thinning and grouping free times."""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from heartline.scheduling.picking.rules import Choice, one_a_start, part_of_day, thin

minutes = st.integers(0, 24 * 60 - 1)


@dataclass(frozen=True)
class At:
    starts_at: datetime
    site_id: int = 0


def at(minute: int, site: int = 0) -> At:
    return At(datetime(2026, 3, 2, tzinfo=UTC) + timedelta(minutes=minute), site)


@given(st.uuids(), st.datetimes(timezones=st.just(UTC)).filter(lambda moment: 1900 <= moment.year <= 9000))
def test_a_choice_survives_the_address(clinician: UUID, moment: datetime) -> None:
    choice = Choice(clinician, moment.replace(second=0, microsecond=0))
    assert Choice.parse(str(choice)) == choice


def test_a_choice_at_the_ends_of_the_calendar_is_none() -> None:
    clinician = UUID(int=1)
    assert Choice.parse(f"{clinician}@99991231T2359Z") is None
    assert Choice.parse(f"{clinician}@00010101T0000Z") is None


@given(st.text())
def test_anything_else_is_no_choice(text: str) -> None:
    parsed = Choice.parse(text)
    assert parsed is None or Choice.parse(str(parsed)) == parsed


@given(st.lists(minutes, unique=True), st.integers(1, 40))
def test_thinning_keeps_order_and_never_shows_more_than_asked_nor_nothing(when: list[int], most: int) -> None:
    times = [at(minute) for minute in sorted(when)]
    kept = thin(times, most)
    assert len(kept) <= most
    assert [each for each in times if each in kept] == kept
    assert bool(kept) == bool(times)
    if len(times) <= most:
        assert kept == times


def test_round_times_are_the_ones_that_stay() -> None:
    times = [at(minute) for minute in range(9 * 60, 12 * 60, 10)]
    assert [each.starts_at.minute for each in thin(times, 6)] == [0, 30, 0, 30, 0, 30]


@given(st.lists(st.tuples(minutes, st.integers(0, 2))))
def test_one_a_start_is_one_a_start_and_place(when: list[tuple[int, int]]) -> None:
    times = [at(minute, site) for minute, site in when]
    kept = one_a_start(times, within="site_id")
    assert len(kept) == len({(each.starts_at, each.site_id) for each in times})


@given(st.times())
def test_every_time_has_its_part_of_the_day(clock: time) -> None:
    expected = "morning" if clock.hour < 12 else "afternoon" if clock.hour < 17 else "evening"
    assert part_of_day(clock) == expected
