"""History is what was known before each booking: against a slow count, whatever the order of rows, whatever comes later."""

from dataclasses import replace

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from heartline.scheduling.attendance.learning import history
from heartline.scheduling.attendance.learning.features import features, learn_recipe
from heartline.scheduling.attendance.learning.table import DAY, Column, Visits

# patient, booked (hours), lead (hours, now and then before the booking), outcome
ROW = st.tuples(st.integers(0, 3), st.integers(0, 400), st.integers(-3, 120), st.sampled_from([0.0, 1.0, float("nan")]))
ROWS = st.lists(ROW, min_size=1, max_size=25)


def table(rows: list[tuple[int, int, int, float]]) -> Visits:
    patient, booked, lead, missed = (np.array(each) for each in zip(*rows, strict=True))
    booked, starts = booked * 3600.0, (booked + lead) * 3600.0
    kinds = Column("kind", codes=np.array(patient % 2, dtype=np.int64), labels=("a", "b"))
    return Visits(
        patient=patient.astype(np.int64), booked_at=booked, starts_at=starts, known_at=starts, booked_wall=booked,
        starts_wall=starts, has_hours=True, age=np.full(len(rows), 40.0), sex=np.array(["female"] * len(rows)),
        reminded=np.full(len(rows), np.nan), missed=missed.astype(float), further=(kinds,),
    )  # fmt: skip


@given(ROWS)
@settings(deadline=None)  # the machine may be busy
def test_earlier_visits_are_counted_as_by_hand(rows: list[tuple[int, int, int, float]]) -> None:
    visits = table(rows)
    known = history.known_before(visits.patient, visits.known_at, visits.missed, history.asked_at(visits))
    for row in range(len(rows)):
        asked = min(visits.booked_at[row], visits.starts_at[row])
        before = [
            other for other in range(len(rows))
            if visits.patient[other] == visits.patient[row] and visits.known_at[other] < asked
            and not np.isnan(visits.missed[other])
        ]  # fmt: skip
        before.sort(key=lambda other: (visits.known_at[other], visits.missed[other]))
        outcomes = [visits.missed[other] for other in before]
        assert (known.visits[row], known.misses[row]) == (len(outcomes), sum(outcomes))
        assert known.recent_misses[row] == sum(outcomes[-history.RECENT :])
        assert not outcomes or known.last_missed[row] == outcomes[-1]
        streak = next((place for place, missed in enumerate(reversed(outcomes)) if not missed), len(outcomes))
        assert known.missed_in_a_row[row] == streak
        last_miss = max((visits.known_at[other] for other in before if visits.missed[other]), default=-np.inf)
        assert known.last_miss_at[row] == last_miss
        waits = [
            other for other in range(len(rows))
            if visits.patient[other] == visits.patient[row] and visits.booked_at[other] < asked
            and max(visits.booked_at[other], visits.known_at[other]) >= asked
        ]  # fmt: skip
        assert history.waiting_then(visits, history.asked_at(visits))[row] == len(waits)


@given(ROWS, st.randoms(use_true_random=False))
@settings(deadline=None)  # the machine may be busy
def test_the_order_of_rows_changes_nothing(rows: list[tuple[int, int, int, float]], random: object) -> None:
    visits = table(rows)
    recipe = learn_recipe(visits, np.arange(len(rows)))
    order = np.array(random.sample(range(len(rows)), len(rows)), dtype=np.int64)  # type: ignore[attr-defined]
    _, straight = features(visits, recipe)
    _, shuffled = features(visits.take(order), recipe)
    np.testing.assert_array_equal(straight[order], shuffled)


@given(ROWS, st.integers(0, 24))
@settings(max_examples=200, deadline=None)
def test_what_comes_later_changes_nothing(rows: list[tuple[int, int, int, float]], which: int) -> None:
    """Outcomes of visits that begin at or after a booking, and bookings made after it, may become anything."""
    which %= len(rows)
    visits = table(rows)
    recipe = learn_recipe(visits, np.arange(len(rows)))
    asked = min(visits.booked_at[which], visits.starts_at[which])
    unknown_yet = visits.known_at >= asked
    later = visits.booked_at > visits.booked_at[which]
    changed = replace(
        visits,
        missed=np.where(unknown_yet, 1 - np.nan_to_num(visits.missed), visits.missed),
        starts_at=np.where(later, visits.starts_at + 3 * DAY, visits.starts_at),
        known_at=np.where(later, visits.known_at + 3 * DAY, visits.known_at),
        starts_wall=np.where(later, visits.starts_wall + 3 * DAY, visits.starts_wall),
    )
    names, before = features(visits, recipe)
    _, after = features(changed, recipe)
    assert np.array_equal(before[which], after[which], equal_nan=True), names


def test_a_visit_never_knows_its_own_outcome() -> None:
    rows = [(0, 100, -3, 1.0), (0, 100, 0, 1.0)]  # booked after it began; booked as it began
    known = history.known_before(
        *(getattr(table(rows), name) for name in ("patient", "known_at", "missed")), history.asked_at(table(rows))
    )
    assert list(known.visits) == [0, 1]  # the second knows the first, which began three hours before
