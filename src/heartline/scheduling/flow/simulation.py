"""A day in the house, many times over: people come, check in, wait for their clinician and a room, are seen, and leave.

Queues in the order of readiness; a clinician sees one at a time, a room of the service's kind is taken with its
buffers. All repetitions run side by side in numpy, from one seed, so that two ways to plan a day meet the same people
with the same delays. Pure.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np

from heartline.scheduling.flow.rules import Floats

Ints = np.ndarray[Any, np.dtype[np.int64]]
CHECK_IN = 3.0  # minutes
GRID = 5  # minutes, on which people in house are counted
SEED = 11


@dataclass(frozen=True, slots=True)
class Day:
    """Visits as columns of equal length; times in minutes from midnight. `room`: number of the room kind, −1 for none."""

    start: Floats
    length: Floats
    buffer: Floats  # after the visit: room and clinician, not the patient
    chance: Floats
    clinician: Ints
    session: Ints
    room: Ints


@dataclass(frozen=True, slots=True)
class House:
    """`rooms`: how many of each kind; `sessions`: begin and end of each, in minutes."""

    rooms: tuple[int, ...]
    desk: int
    sessions: tuple[tuple[float, float], ...]
    clinicians: int


@dataclass(frozen=True, slots=True)
class Run:
    """What came out: a row a repetition. `waits` holds NaN for who did not come."""

    peak: Floats
    waits: Floats
    idle: Floats
    overtime: Floats
    in_house: Floats  # mean people on the grid


def run(day: Day, house: House, lateness: Any, stretch: Any, times: int, seed: int = SEED) -> Run:
    """Let the day happen `times` times."""
    count = len(day.start)
    draw = np.random.default_rng(seed)
    coming = draw.random((times, count)) < day.chance
    arrive = day.start + draw.choice(np.asarray(lateness), (times, count))
    taking = day.length * draw.choice(np.asarray(stretch), (times, count))
    waits = np.full(arrive.shape, np.nan)
    expected = np.maximum(arrive, day.start)
    arrive = np.where(coming, arrive, np.inf)  # whoever does not come arrives never, and nobody waits for them
    ready = _queue_at_desk(arrive, house.desk)
    begin = _queue_for_clinician(day, house, ready, taking)
    leave = begin + taking
    waits[coming] = (begin - expected)[coming]
    idle, overtime = _of_sessions(day, house, coming, begin, taking)
    in_house = _count(arrive, leave, coming)
    return Run(in_house.max(axis=1), waits, idle, overtime, in_house.mean(axis=0))


def _queue_at_desk(arrive: Floats, places: int) -> Floats:
    times, count = arrive.shape
    rows = np.arange(times)
    free = np.zeros((times, places))
    ready = np.full_like(arrive, np.inf)
    order = np.argsort(arrive, axis=1, kind="stable")
    for turn in range(count):
        who = order[:, turn]
        place = free.argmin(axis=1)
        done = np.maximum(arrive[rows, who], free[rows, place]) + CHECK_IN
        there = np.isfinite(done)
        free[rows[there], place[there]] = done[there]
        ready[rows, who] = done
    return ready


def _queue_for_clinician(day: Day, house: House, ready: Floats, taking: Floats) -> Floats:
    times, count = ready.shape
    rows = np.arange(times)
    clinicians = np.zeros((times, max(house.clinicians, 1)))
    most = max([*house.rooms, 1])
    rooms = np.full((times, len(house.rooms) + 1, most), np.inf)
    for each, number in enumerate(house.rooms):
        rooms[:, each, :number] = 0
    rooms[:, -1, :] = 0  # whoever needs no room has one at any time
    can = np.maximum(ready, day.start)
    begin = np.full_like(ready, np.inf)
    order = np.argsort(can, axis=1, kind="stable")
    for turn in range(count):
        who = order[:, turn]
        clinician, kind = day.clinician[who], day.room[who]
        room = rooms[rows, kind].argmin(axis=1)
        free = np.where(kind < 0, 0, rooms[rows, kind, room])
        starts = np.maximum(np.maximum(can[rows, who], clinicians[rows, clinician]), free)
        until = starts + taking[rows, who] + day.buffer[who]
        there = np.isfinite(starts)
        clinicians[rows[there], clinician[there]] = until[there]
        needs = there & (kind >= 0)
        rooms[rows[needs], kind[needs], room[needs]] = until[needs]
        begin[rows, who] = starts
    return begin


def _of_sessions(day: Day, house: House, coming: Any, begin: Floats, taking: Floats) -> tuple[Floats, Floats]:
    """Minutes in which clinicians wait for patients, and in which they work past the end, of all sessions together."""
    times = begin.shape[0]
    idle, overtime = np.zeros(times), np.zeros(times)
    for session, (starts, ends) in enumerate(house.sessions):
        mine = day.session == session
        if not mine.any():
            continue
        seen = coming[:, mine]
        busy = np.where(seen, taking[:, mine] + day.buffer[mine], 0).sum(axis=1)
        last = np.where(seen, begin[:, mine] + taking[:, mine], starts).max(axis=1)
        overtime += np.maximum(last - ends, 0)
        idle += np.maximum(np.maximum(last, ends) - starts - busy, 0)
    return idle, overtime


def _count(arrive: Floats, leave: Floats, coming: Any) -> Floats:
    """People in house at each moment of the grid, a row a repetition."""
    times = arrive.shape[0]
    slots = 24 * 60 // GRID + 1
    change = np.zeros((times, slots + 1))
    rows = np.broadcast_to(np.arange(times)[:, None], arrive.shape)
    for moments, step in ((arrive, 1), (leave, -1)):
        at = np.clip(np.where(coming, moments, 0) // GRID, 0, slots).astype(np.int64)
        np.add.at(change, (rows[coming], at[coming]), step)
    return np.cumsum(change, axis=1)
