"""Columns that know too much: found by what the training rows show, beside what their names say."""

import numpy as np

from heartline.scheduling.attendance.learning import history, names
from heartline.scheduling.attendance.learning.measures import auc
from heartline.scheduling.attendance.learning.table import Column, Floats, Ints, Visits

TOO_GOOD = 0.90  # no honest single column has been seen to tell missed from kept like this
SUSPICIOUS = 0.72  # … nor one whose name, too, speaks of afterwards
CHANGES = 0.80  # how well a step from one visit of a patient to the next may tell of that very next
WHOLE_FILE = 0.95  # correlation with what the whole file knows of the patient


def leak(column: Column, visits: Visits, training: Ints) -> str:
    """Why this column must not be used, in a few words; empty if nothing speaks against it. Looks at training rows, but for tallies."""
    if names.known_after(column.name) and not names.about_earlier(column.name):
        return "by its name it is known only after the visit"
    rows = training[~np.isnan(visits.missed[training])]
    missed = visits.missed[rows]
    if not 0 < missed.sum() < len(missed):
        return ""
    alone = _alone(column, rows, missed)
    if alone >= TOO_GOOD:
        return f"it tells the outcome almost by itself (AUC {alone:.2f})"
    if alone >= SUSPICIOUS and (names.perhaps_after(column.name) or names.known_after(column.name)):
        return f"its name and how well it tells the outcome (AUC {alone:.2f}) say that it is known only after the visit"
    if column.numbers is not None:
        # A tally over the whole file shows only against the whole file.
        return _of_the_patient(column.numbers, visits, np.flatnonzero(~np.isnan(visits.missed)).astype(np.int64))
    return ""


def _alone(column: Column, rows: Ints, missed: Floats) -> float:
    """AUC of the column by itself, in whichever direction, or of its being there at all."""
    if column.numbers is not None:
        numbers = column.numbers[rows]
        there = ~np.isnan(numbers)
        found = [_either(there.astype(np.float64), missed)]
        if there.sum() > 50:
            found.append(_either(numbers[there], missed[there]) if 0 < missed[there].sum() < there.sum() else 0.5)
            levels, place = np.unique(numbers[there], return_inverse=True)
            if len(levels) <= 50:
                found.append(_by_value(place.astype(np.int64), missed[there]))
        return max(found)
    assert column.codes is not None
    codes = column.codes[rows]
    return max(_by_value(codes + 1, missed), _either((codes >= 0).astype(np.float64), missed))


def _by_value(place: Ints, missed: Floats) -> float:
    """How often each value was missed among the other rows: fitted on every second one, judged on those between."""
    half = np.arange(len(place)) % 2 == 0
    if not 0 < missed[~half].sum() < (~half).sum():
        return 0.5
    size = np.bincount(place[half], minlength=place.max() + 1)
    misses = np.bincount(place[half], weights=missed[half], minlength=place.max() + 1)
    return auc(((misses + missed.mean() * 5) / (size + 5))[place[~half]], missed[~half])


def _either(numbers: Floats, missed: Floats) -> float:
    found = auc(numbers, missed)
    return max(found, 1 - found) if np.isfinite(found) else 0.5


def _of_the_patient(numbers: Floats, visits: Visits, rows: Ints) -> str:
    """Tallies of a patient's own visits that count this visit, or later ones, too."""
    order = rows[np.lexsort((visits.starts_at[rows], visits.patient[rows]))]
    patient, value, missed = visits.patient[order], numbers[order], visits.missed[order]
    follows = (patient[1:] == patient[:-1]) & ~np.isnan(value[1:]) & ~np.isnan(value[:-1])
    if follows.sum() < 100:
        return ""
    step, outcome, before = (value[1:] - value[:-1])[follows], missed[1:][follows], missed[:-1][follows]
    if np.any(step != 0) and 0 < outcome.sum() < len(outcome):
        tells = _either(step, outcome)
        if tells >= CHANGES and tells > _either(step, before):
            return f"it changes with the outcome of the same visit (AUC {tells:.2f})"
    _, place, size = np.unique(patient, return_inverse=True, return_counts=True)
    misses = np.bincount(place, weights=missed)
    often = size[place] >= 2
    steady = np.mean(step == 0) > 0.8
    for told in (misses[place], (misses / size)[place]):
        if steady and np.std(told[often]) > 0 and np.nanstd(value[often]) > 0:
            there = often & ~np.isnan(value)
            if abs(np.corrcoef(value[there], told[there])[0, 1]) >= WHOLE_FILE:
                return "it is a tally over the whole file, later visits included"
    return ""


def counts_ahead(numbers: Floats, visits: Visits, rows: Ints) -> bool:
    """Whether a column that claims to tell of earlier misses tells of more than could be known at the booking."""
    asked = history.asked_at(visits)
    known = history.known_before(visits.patient, visits.known_at, visits.missed, asked)
    at_start = history.known_before(visits.patient, visits.known_at, visits.missed, visits.starts_at)
    waiting = rows[(known.visits != at_start.visits)[rows] & ~np.isnan(numbers[rows])]
    if len(waiting) < 50:
        return False
    for late, early in ((at_start.misses, known.misses), (at_start.visits, known.visits)):
        if np.mean(numbers[waiting] == late[waiting]) > 0.95 and np.mean(numbers[waiting] == early[waiting]) < 0.9:
            return True
    return False
