"""The best combinations are what trying them all finds."""

from datetime import UTC, date, datetime, timedelta
from itertools import product
from uuid import UUID

from hypothesis import given, settings
from hypothesis import strategies as st

from heartline.scheduling.availability.rules import FreeTime
from heartline.scheduling.plans.rules import DAYS, HOURS, Gap, allowed, combine, keeps, placed, trips

ZONE = "America/New_York"
MONDAY = datetime(2027, 3, 8, 14, tzinfo=UTC)  # the clock jumps on the Sunday after
LENGTHS = [timedelta(minutes=n) for n in (20, 45, 90)]


def a_time(minutes: int, site: int, clinician: int, length: timedelta) -> FreeTime:
    start = MONDAY + timedelta(minutes=minutes)
    return FreeTime(
        UUID(int=clinician),
        f"Dr. {clinician}",
        UUID(int=100 + site),
        f"Site {site}",
        ZONE,
        start,
        start + length,
        None,
        (),
    )


gaps = st.builds(
    lambda unit, least, more, site, who: Gap(unit, least, None if more is None else least + more, site, who),
    st.sampled_from([DAYS, HOURS]), st.integers(0, 4), st.none() | st.integers(0, 4), st.booleans(), st.booleans(),
)  # fmt: skip


@st.composite
def puzzles(draw: st.DrawFn) -> tuple[list[Gap], list[list[FreeTime]]]:
    steps = draw(st.integers(1, 3))
    choices = []
    for n in range(steps):
        times = st.builds(a_time, st.integers(0, 9 * 24 * 4).map(lambda q: q * 15), st.integers(0, 1), st.integers(1, 2),
                          st.just(LENGTHS[n]))  # fmt: skip
        choices.append(draw(st.lists(times, max_size=7, unique_by=lambda t: (t.starts_at, t.clinician_id))))
    return [draw(gaps) for _ in range(steps)], choices


def last_day(times: list[FreeTime]) -> date:
    return times[-1].local_start.date()


@settings(max_examples=400, deadline=None)
@given(puzzles())
def test_it_finds_what_trying_all_of_them_finds(puzzle: tuple[list[Gap], list[list[FreeTime]]]) -> None:
    rules, choices = puzzle
    every = [list(way) for way in product(*choices) if keeps(rules, [placed(time) for time in way])]
    found = combine(rules, choices, most=100)
    assert all(keeps(rules, [placed(time) for time in way]) for way in found)
    assert [last_day(way) for way in found] == sorted({last_day(way) for way in every})
    for way in found:
        same_day = [trips(placed(t) for t in other) for other in every if last_day(other) == last_day(way)]
        if len(choices) == 2:
            assert trips(placed(time) for time in way) == min(same_day)


@given(puzzles())
def test_fewer_ways_are_the_first_of_them(puzzle: tuple[list[Gap], list[list[FreeTime]]]) -> None:
    assert combine(*puzzle, most=2) == combine(*puzzle, most=100)[:2]


def test_two_days_before_is_counted_on_the_calendar_also_when_the_clock_jumps() -> None:
    friday_late, sunday_early = (
        a_time(4 * 24 * 60 + 9 * 60, 0, 1, LENGTHS[0]),
        a_time(6 * 24 * 60 - 2 * 60, 0, 1, LENGTHS[0]),
    )
    assert allowed(Gap(DAYS, 2), placed(friday_late), placed(sunday_early))
    assert not allowed(Gap(HOURS, 48), placed(friday_late), placed(sunday_early))
    assert not allowed(Gap(DAYS, 3), placed(friday_late), placed(sunday_early))
