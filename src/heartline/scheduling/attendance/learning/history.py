"""What was known of somebody when a visit was booked: earlier visits whose outcome was known strictly before.

Nothing depends on the order of rows, and nothing on what happened later; tests/scheduling/attendance proves both.
"""

from dataclasses import dataclass

import numpy as np

from heartline.scheduling.attendance.learning.table import DAY, Floats, Ints, Visits

RECENT = 4  # visits


@dataclass(frozen=True, slots=True)
class Known:
    """One number a visit. `last_missed` is NaN and the times are −inf where there was no earlier visit (or miss)."""

    visits: Ints
    misses: Ints
    recent_visits: Ints
    recent_misses: Ints
    last_missed: Floats
    missed_in_a_row: Ints
    last_at: Floats
    last_miss_at: Floats


def asked_at(visits: Visits) -> Floats:
    """The moment up to which history may be known: the booking, and never later than the visit itself.

    A visit without a known booking has no history.
    """
    return np.where(np.isnan(visits.booked_at), -np.inf, np.minimum(visits.booked_at, visits.starts_at))


def known_before(key: Ints, known_at: Floats, missed: Floats, asked: Floats) -> Known:
    """For each row, the rows of the same key (≥ 0) with an outcome known strictly before `asked` of that row."""
    usable = np.flatnonzero(~np.isnan(missed) & ~np.isnan(known_at) & (key >= 0))
    if not len(usable):
        return _nothing(len(key))
    span = _Spans(key[usable], known_at[usable], missed[usable])
    usable = usable[span.order]
    outcome, at = missed[usable], known_at[usable]
    first, end = span.of(key, asked)
    count = end - first
    total = np.concatenate([[0], np.cumsum(outcome).astype(np.int64)])
    recent = np.maximum(first, end - RECENT)
    place = np.arange(len(usable))
    fresh = np.ones(len(usable), dtype=bool)
    fresh[1:] = key[usable][1:] != key[usable][:-1]
    # Up to and with each place: the last visit that was kept (or the place before the key's first), the last missed.
    kept_last = np.maximum.accumulate(np.maximum(np.where(outcome == 0, place, -1), np.where(fresh, place - 1, -1)))
    miss_last = np.maximum.accumulate(np.where(outcome == 1, place, -1))
    some, last = count > 0, np.maximum(end - 1, 0)
    missed_before = some & (miss_last[last] >= first)
    return Known(
        visits=count,
        misses=total[end] - total[first],
        recent_visits=end - recent,
        recent_misses=total[end] - total[recent],
        last_missed=np.where(some, outcome[last], np.nan),
        missed_in_a_row=np.where(some, np.minimum(last - kept_last[last], count), 0),
        last_at=np.where(some, at[last], -np.inf),
        last_miss_at=np.where(missed_before, at[np.maximum(miss_last[last], 0)], -np.inf),
    )


def _nothing(rows: int) -> Known:
    none, never = np.zeros(rows, dtype=np.int64), np.full(rows, -np.inf)
    return Known(none, none, none, none, np.full(rows, np.nan), none, never, never)


def booked_before(visits: Visits, asked: Floats) -> Ints:
    """How many visits the patient had booked before, whatever came of them."""
    return _counted(visits.patient, visits.booked_at, asked)


def waiting_then(visits: Visits, asked: Floats) -> Ints:
    """How many visits that the patient had booked before were still to come."""
    both = ~np.isnan(visits.booked_at)
    begun = np.where(both, np.maximum(visits.booked_at, visits.known_at), np.nan)
    return _counted(visits.patient, visits.booked_at, asked) - _counted(visits.patient, begun, asked)


def same_day(visits: Visits) -> Ints:
    """How many other visits on that day the patient had by the moment of this booking (booked with it, too)."""
    day = np.floor(np.nan_to_num(visits.starts_wall) / DAY).astype(np.int64)
    _, together = np.unique(np.stack([visits.patient, day]), axis=1, return_inverse=True)
    key = together.reshape(-1).astype(np.int64)
    just_after = np.nextafter(visits.booked_at, np.inf)
    own = (~np.isnan(visits.booked_at)).astype(np.int64)
    others: Ints = np.maximum(_counted(key, visits.booked_at, np.where(own, just_after, -np.inf)) - own, 0)
    return others


def _counted(key: Ints, at: Floats, asked: Floats) -> Ints:
    there = ~np.isnan(at)
    first, end = _Spans(key[there], at[there]).of(key, asked)
    counted: Ints = end - first
    return counted


class _Spans:
    """Rows sorted by key and time, and the stretch of each key's rows before a moment."""

    def __init__(self, key: Ints, at: Floats, then: Floats | None = None) -> None:
        """`then` orders rows of one key and moment, so that the order in which they were given says nothing."""
        self.times, place = np.unique(at, return_inverse=True)
        self.width = len(self.times) + 1
        joint = key * self.width + place
        self.order = np.lexsort((joint,) if then is None else (then, joint))
        self.joint = joint[self.order]

    def of(self, key: Ints, asked: Floats) -> tuple[Ints, Ints]:
        """First place, and the place after the last, for each asked (key, moment)."""
        before = np.searchsorted(self.times, asked, side="left")
        first = np.searchsorted(self.joint, key * self.width, side="left")
        end = np.searchsorted(self.joint, key * self.width + before, side="left")
        end = np.where(key >= 0, end, first)
        return first.astype(np.int64), end.astype(np.int64)
