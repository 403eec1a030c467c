"""How full a house is: expected people by the quarter of an hour, peaks, and what history says of coming late. Pure.

Nobody is counted twice: a visit adds exactly the minutes that it is expected to stay, times the chance that it happens.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil
from typing import Any

import numpy as np

Floats = np.ndarray[Any, np.dtype[np.float64]]
SLOT = 15  # minutes
SLOTS = 24 * 60 // SLOT
PUNCTUAL = (-12.0, -8.0, -5.0, -2.0, 4.0)  # minutes after the start, where a site has no history of arrivals
STEADY = (0.7, 0.85, 0.95, 1.1, 1.4)  # how long visits take against plan, where ends are not recorded as they happen
ENOUGH = 50  # visits below which history says too little


@dataclass(frozen=True, slots=True)
class Visits:
    """Visits of one day as columns: minutes from midnight, minutes with buffers, and the chance that each happens."""

    start: Floats
    length: Floats
    chance: Floats

    def __len__(self) -> int:
        return len(self.start)


def visits(rows: Sequence[tuple[float, float, float]]) -> Visits:
    """From (start, length, chance)."""
    table = np.array(rows, dtype=np.float64).reshape(-1, 3)
    return Visits(table[:, 0], table[:, 1], table[:, 2])


def presence(day: Visits, lateness: Sequence[float], stretch: Sequence[float]) -> Floats:
    """Expected people in house in each quarter of an hour, on average over it.

    `lateness`: quantiles of arrival after the start, in minutes (early: negative); `stretch`: of actual over planned
    length. Who comes early waits in the house; who comes late is seen from then on.
    """
    load = np.zeros(SLOTS)
    if not len(day):
        return load
    begins = np.arange(SLOTS) * SLOT
    share = day.chance / (len(lateness) * len(stretch))
    for late in lateness:
        arrive = day.start + late
        for factor in stretch:
            leave = np.maximum(arrive, day.start) + day.length * factor
            inside = np.minimum(leave[:, None], begins + SLOT) - np.maximum(arrive[:, None], begins)
            load += (np.clip(inside, 0, SLOT) * share[:, None]).sum(axis=0) / SLOT
    return load


def by_hour(load: Floats) -> Floats:
    """The fullest quarter of each hour: an hour is as full as its worst moment."""
    hours: Floats = load.reshape(24, 60 // SLOT).max(axis=1)
    return hours


@dataclass(frozen=True, slots=True)
class Peak:
    """Hours [first, last] in which it is fuller than comfortable, and how full at the most."""

    first: int
    last: int
    people: float


def peaks(hours: Sequence[float], limit: float) -> list[Peak]:
    """Stretches of hours above `limit`, in order."""
    found: list[Peak] = []
    for hour, people in enumerate(hours):
        if people <= limit:
            continue
        if found and found[-1].last == hour - 1:
            found[-1] = Peak(found[-1].first, hour, max(found[-1].people, people))
        else:
            found.append(Peak(hour, hour, people))
    return found


def default_limit(rooms: int) -> int:
    """Where nobody has set one: a person a room."""
    return max(rooms, 1)


def quantiles(values: Sequence[float], default: Sequence[float], count: int = 5) -> tuple[float, ...]:
    """`count` equally likely values that stand for all; `default` where there are too few, or where nearly all are one
    number, which is how it looks when a time is filled in and not observed."""
    known = np.asarray(values, dtype=np.float64)
    if len(known) < ENOUGH:
        return tuple(default)
    middle = np.median(known)
    if (np.abs(known - middle) < 1e-9).mean() > 0.8:
        return tuple(default)
    at = (np.arange(count) + 0.5) / count
    return tuple(float(value) for value in np.quantile(known, at))


def desk_places(rooms: int) -> int:
    """How many can be checked in at one time: a place for each eight rooms."""
    return max(ceil(rooms / 8), 1)
