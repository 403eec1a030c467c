"""How many extra places a lane may have, and at which times. Pure."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

import numpy as np
from numpy.typing import NDArray

MOST_PLACES = 12
LIMITS = (5, 10, 20)  # percent: how often more may come than there are places


@dataclass(frozen=True, slots=True)
class Reckoning:
    """`overflow[k − 1]` is the chance that more come than there are ordinary places, with k extra ones; it only grows."""

    visits: int
    expected_missed: float
    usual: float  # the chance that a visit booked into the lane is missed
    limit: float
    places: int
    overflow: tuple[float, ...]

    def to_json(self) -> dict[str, Any]:
        return asdict(self)


def reckon(missed: Sequence[float], usual: float, limit: float) -> Reckoning:
    """The most extra places with which the chance that more come than were to come is at most `limit`.

    `missed` are the chances of the booked visits to be missed, each by itself; who comes into a lane misses as `usual`.
    """
    misses = poisson_binomial(missed)
    overflow: list[float] = []
    for extra in range(1, min(MOST_PLACES, len(missed)) + 1):
        come = poisson_binomial([1 - usual] * extra)
        fewer = np.concatenate([[0.0], np.cumsum(misses)])  # chance that fewer than j are missed
        overflow.append(float(sum(come[j] * fewer[min(j, len(misses))] for j in range(1, extra + 1))))
    places = sum(1 for chance in overflow if chance <= limit)
    return Reckoning(len(missed), float(sum(missed)), usual, limit, places, tuple(round(each, 4) for each in overflow))


def poisson_binomial(chances: Sequence[float]) -> NDArray[np.float64]:
    """The chance of each count, 0 to n, of independent events; exact, one convolution an event."""
    told = np.ones(1)
    for chance in chances:
        told = np.convolve(told, [1 - chance, chance])
    return told


@dataclass(frozen=True, slots=True)
class Taken:
    """A booked visit, and how likely it is missed."""

    starts_at: datetime
    missed: float


def times(
    booked: Sequence[Taken],
    places: int,
    start: datetime,
    end: datetime,
    length: timedelta,
    apart: timedelta,
    step: timedelta,
) -> list[datetime]:
    """Starts of the extra places: where a visit is likeliest to be missed, `apart` from each other, in order of time.

    `start` and all that is returned are on the grid of `step` from local midnight; fewer than `places` if there is no room.
    """
    chosen: list[datetime] = []
    for visit in sorted(booked if places > 0 else (), key=lambda each: (-each.missed, each.starts_at)):
        at = _on_grid(visit.starts_at.astimezone(start.tzinfo), step)
        if at < start or at + length > end or any(abs(at - other) < apart for other in chosen):
            continue
        chosen.append(at)
        if len(chosen) == places:
            break
    return sorted(chosen)


def _on_grid(moment: datetime, step: timedelta) -> datetime:
    midnight = moment.replace(hour=0, minute=0, second=0, microsecond=0)
    return midnight + -(-(moment - midnight) // step) * step
