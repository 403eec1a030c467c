"""A change of hours touches no day before it, and from its day on the week is what was asked for."""

from dataclasses import replace
from datetime import date, time, timedelta
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from heartline.scheduling.availability.week_rules import Block, Booked, Extra, after, changes, crossing, outside

HERE, THERE = UUID(int=1), UUID(int=2)
FIRST = date(2027, 3, 1)  # a Monday
TODAY = FIRST + timedelta(days=14)


def block(weekday: int = 1, starts: int = 9, ends: int = 12, **more: object) -> Block:
    return Block(weekday, **{"site_id": HERE, "starts": time(starts), "ends": time(ends), "valid_from": FIRST} | more)  # type: ignore[arg-type]


def visit(hour: int, on: date = TODAY, mode: str = "in_person", minutes: int = 60) -> Booked:
    return Booked(on, time(hour), time(hour + minutes // 60, minutes % 60), HERE, mode)


def hours_on(blocks: list[Block], day: date) -> set[tuple[UUID, time, time, tuple[str, ...]]]:
    return {(b.site_id, b.starts, b.ends, b.modes) for b in blocks if b.weekday == day.isoweekday() and b.holds(day)}


days = st.integers(-20, 40).map(lambda n: TODAY + timedelta(days=n))
new = st.builds(
    Block, weekday=st.integers(1, 7), site_id=st.sampled_from([HERE, THERE]), starts=st.just(time(9)),
    ends=st.sampled_from([time(11), time(12)]), valid_from=days, valid_until=st.none() | days,
    modes=st.sampled_from([(), ("video",)]),
)  # fmt: skip


@given(st.lists(new, max_size=5), st.lists(new, max_size=5), st.sets(st.integers(0, 4)), st.integers(0, 20),
       st.booleans(), days, st.none() | days)  # fmt: skip
def test_no_day_before_it_changes_and_every_day_after_it_is_as_wanted(
    there: list[Block], asked: list[Block], kept: set[int], ahead: int, other: bool, first: date, last: date | None
) -> None:
    on = TODAY + timedelta(days=ahead)
    now = [
        Block(**{n: getattr(b, n) for n in b.__slots__ if n != "id"}, id=UUID(int=9 + n)) for n, b in enumerate(there)
    ]
    # Some blocks keep their days and get other hours, or the other way round; some go, and some come.
    wanted = [
        replace(b, site_id=THERE, starts=time(13), ends=time(15), modes=())
        if other
        else replace(b, valid_from=first, valid_until=last)
        for n, b in enumerate(now)
        if n in kept
    ] + asked
    then = after(now, changes(now, wanted, on))
    for n in range(-25, 60):
        day = TODAY + timedelta(days=n)
        expected = now if day < on else wanted
        assert hours_on(then, day) == hours_on(expected, day), day


def test_hours_that_hold_the_same_are_left_alone() -> None:
    week = [block(id=UUID(int=5)), block(2, id=UUID(int=6))]
    assert not changes(week, week, TODAY)


def test_hours_that_never_began_are_dropped_and_those_that_did_end() -> None:
    begun, coming = block(id=UUID(int=5)), block(2, valid_from=TODAY, id=UUID(int=6))
    change = changes([begun, coming], [], TODAY)
    assert change.dropped == [coming.id]
    assert change.ends == [(begun.id, TODAY - timedelta(days=1))]


def test_only_another_last_day_keeps_the_pattern() -> None:
    now, then = block(id=UUID(int=5)), block(id=UUID(int=5), valid_until=TODAY + timedelta(days=30))
    change = changes([now], [then], TODAY)
    assert change.kept == [then] and not change.begins and not change.ends


def test_hours_cross_where_somebody_would_be_in_two_places() -> None:
    assert crossing([block(), block(starts=11, ends=13)])
    assert crossing([block(), block(site_id=THERE)])
    assert not crossing([block(), block(starts=12, ends=13)])
    assert not crossing([block(), block(2)])
    assert not crossing([block(valid_until=TODAY), block(valid_from=TODAY + timedelta(days=1))])
    assert not crossing([block(modes=("video",)), block(modes=("phone",))])
    assert crossing([block(modes=("video",)), block(modes=("phone",), site_id=THERE)])


def test_a_visit_is_inside_only_when_all_of_it_is() -> None:
    week = [block(), block(starts=12, ends=13), block(2, modes=("video",))]
    assert outside([visit(9), visit(11, minutes=120)], week) == []
    late, early, elsewhere = visit(12, minutes=90), visit(8, minutes=120), visit(9, TODAY + timedelta(days=2))
    assert outside([late, early, elsewhere], week) == [late, early, elsewhere]
    tuesday = TODAY + timedelta(days=1)
    assert outside([visit(9, tuesday, "video"), visit(9, tuesday)], week) == [visit(9, tuesday)]
    assert outside([visit(9, tuesday)], week, [Extra(tuesday, time(8), time(11), HERE)]) == []
    assert outside([visit(9)], [block(valid_until=TODAY - timedelta(days=1))]) == [visit(9)]
