"""Queues that can be worked out by hand come out as they must."""

from typing import Any

import numpy as np
import pytest

from heartline.scheduling.flow.simulation import CHECK_IN, Day, House, Run, run


def a_day(*rows: tuple[float, float, float, int, int]) -> Day:
    """(start, length, chance, clinician, room kind) of each; sessions are by clinician."""
    table = list(zip(*rows, strict=True))
    numbers = [np.array(each, dtype=float) for each in table[:3]]
    clinician, room = (np.array(each, dtype=int) for each in table[3:])
    return Day(numbers[0], numbers[1], np.zeros(len(rows)), numbers[2], clinician, clinician, room)


def happens(
    day: Day, rooms: tuple[int, ...] = (5,), times: int = 4, late: Any = (-CHECK_IN,), stretch: Any = (1.0,)
) -> Run:
    return run(day, House(rooms, 3, ((600, 660), (600, 660)), 2), late, stretch, times)


def test_who_is_punctual_and_alone_does_not_wait() -> None:
    out = happens(a_day((600, 20, 1, 0, 0), (620, 20, 1, 0, 0)))
    assert np.allclose(out.waits, 0)
    assert out.peak.max() <= 2
    assert np.allclose(out.overtime, 0)
    assert np.allclose(out.idle, 20)


def test_a_visit_that_takes_longer_makes_the_next_one_wait() -> None:
    out = happens(a_day((600, 20, 1, 0, 0), (620, 20, 1, 0, 0)), stretch=(2.0,))
    assert np.allclose(out.waits, [[0, 20]] * 4)
    assert np.allclose(out.overtime, 20)


def test_two_clinicians_with_one_room_wait_for_it() -> None:
    out = happens(a_day((600, 20, 1, 0, 0), (600, 20, 1, 1, 0)), rooms=(1,))
    assert sorted(out.waits[0]) == [0, 20]
    assert np.allclose(happens(a_day((600, 20, 1, 0, 0), (600, 20, 1, 1, 0)), rooms=(2,)).waits, 0)
    assert np.allclose(happens(a_day((600, 20, 1, 0, -1), (600, 20, 1, 1, -1)), rooms=(1,)).waits, 0)


def test_who_does_not_come_is_waited_for_by_nobody() -> None:
    out = happens(a_day((600, 60, 0, 0, 0), (620, 20, 1, 0, 0)))
    assert np.isnan(out.waits[:, 0]).all()
    assert np.allclose(out.waits[:, 1], 0)
    assert out.peak.max() == 1


def test_a_chance_is_a_share_of_the_repetitions() -> None:
    out = happens(a_day((600, 20, 0.3, 0, 0)), times=4000)
    assert (~np.isnan(out.waits)).mean() == pytest.approx(0.3, abs=0.03)


def test_the_same_seed_is_the_same_day() -> None:
    day = a_day(*[(600 + 10 * n, 15, 0.8, n % 2, 0) for n in range(8)])
    one, other = (happens(day, late=(-10, 0, 10), stretch=(0.8, 1.3)) for _ in range(2))
    assert np.array_equal(one.waits, other.waits, equal_nan=True)
