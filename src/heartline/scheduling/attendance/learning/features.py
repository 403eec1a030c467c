"""From visits to numbers for a model. What has to be learned first (levels, priors) comes from the training rows only."""

from dataclasses import asdict, dataclass, field
from typing import Any

import numpy as np

from heartline.scheduling.attendance.learning import history
from heartline.scheduling.attendance.learning.history import Known
from heartline.scheduling.attendance.learning.table import DAY, Column, Floats, Ints, Matrix, Visits

LEVELS = 40  # a column with more values than this is told by how often its values were missed before
LEAST_ROWS = 20  # of a value, to get a column of its own
OLDEST = 110.0  # years


@dataclass(frozen=True, slots=True)
class Recipe:
    """How columns are made. JSON in, JSON out (`to_json`, `from_json`), so that it can be kept beside the weights."""

    base_rate: float
    prior_visits: float  # how many visits' worth of doubt a patient's own rate starts with
    sexes: tuple[str, ...]
    levels: dict[str, tuple[str, ...]] = field(default_factory=dict)
    rated: tuple[str, ...] = ()  # columns with many values
    numbers: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, kept: dict[str, Any]) -> "Recipe":
        levels = {name: tuple(values) for name, values in kept["levels"].items()}
        lists = {name: tuple(kept[name]) for name in ("sexes", "rated", "numbers")}
        return cls(kept["base_rate"], kept["prior_visits"], levels=levels, **lists)


def learn_recipe(visits: Visits, training: Ints) -> Recipe:
    """What the training rows teach: the base rate, how far patients differ, which values are frequent."""
    known = training[~np.isnan(visits.missed[training])]
    rate = float(np.clip(visits.missed[known].mean(), 1e-4, 1 - 1e-4)) if len(known) else 0.1
    levels, rated, numbers = dict[str, tuple[str, ...]](), list[str](), list[str]()
    for column in visits.further:
        if column.numbers is not None:
            if np.nanstd(column.numbers[training]) > 0:
                numbers.append(column.name)
            continue
        assert column.codes is not None
        counts = np.bincount(column.codes[training] + 1, minlength=len(column.labels) + 1)
        frequent = [code for code in range(len(column.labels)) if counts[code + 1] >= LEAST_ROWS]
        if len(frequent) < 2 and np.count_nonzero(counts) < 2:
            continue
        if len(frequent) > LEVELS or (len(frequent) < 2 and len(column.labels) > LEVELS):
            rated.append(column.name)
        else:
            levels[column.name] = tuple(column.labels[code] for code in frequent)
    sexes = tuple(str(value) for value in np.unique(visits.sex[training]) if value)
    prior = _doubt(visits.patient[known], visits.missed[known], rate)
    return Recipe(rate, prior, sexes, levels, tuple(rated), tuple(numbers))


def _doubt(key: Ints, missed: Floats, rate: float) -> float:
    """Empirical Bayes by moments: the a + b of a beta distribution of patients' own rates; wide when they hardly differ."""
    _, place, count = np.unique(key, return_inverse=True, return_counts=True)
    misses = np.bincount(place, weights=missed, minlength=len(count))
    pairs = float((count * (count - 1)).sum())
    if pairs < 50:
        return 5.0
    # Among pairs of visits of one patient: how much more often both are missed than chance has it.
    together = float((misses * (misses - 1)).sum()) / pairs
    alike = (together - rate**2) / (rate * (1 - rate))
    return float(np.clip(1 / alike - 1, 1.0, 60.0)) if alike > 0 else 60.0


def features(visits: Visits, recipe: Recipe) -> tuple[tuple[str, ...], Matrix]:
    """Names and values (rows × names, NaN where unknown). Each row knows what was known when it was booked."""
    asked = history.asked_at(visits)
    known = history.known_before(visits.patient, visits.known_at, visits.missed, asked)
    made: dict[str, Floats] = _when(visits) | _who(visits, recipe) | _before(visits, known, asked, recipe)
    by_name = {column.name: column for column in visits.further}
    for name in recipe.numbers:
        numbers = by_name[name].numbers if name in by_name else None
        made[f"+{name}"] = np.full(len(visits), np.nan) if numbers is None else numbers
    for name, values in recipe.levels.items():
        made |= _levels(by_name.get(name), name, values, len(visits))
    for name in recipe.rated:
        made |= _rated(by_name.get(name), name, visits, asked, recipe.base_rate)
    return tuple(made), np.column_stack(list(made.values())).astype(np.float64)


def _when(visits: Visits) -> dict[str, Floats]:
    lead = (visits.starts_at - visits.booked_at) / DAY
    days = np.floor(visits.starts_wall / DAY) - np.floor(visits.booked_wall / DAY)
    lead = np.maximum(lead if visits.has_hours else days, 0)
    made = {"lead": np.log1p(lead), "booked_same_day": np.where(np.isnan(days), np.nan, days <= 0)}
    weekday = (np.floor(visits.starts_wall / DAY) + 3) % 7  # 1 January 1970 was a Thursday
    made |= {f"weekday_{number + 1}": (weekday == number).astype(np.float64) for number in range(7)}
    if visits.has_hours:
        made["hour"] = visits.starts_wall / 3600 % 24
    hour_booked = visits.booked_wall / 3600 % 24
    if np.nanstd(hour_booked) > 0:
        made["hour_booked"] = hour_booked
    return made


def _who(visits: Visits, recipe: Recipe) -> dict[str, Floats]:
    age = np.where((visits.age >= 0) & (visits.age <= OLDEST), visits.age, np.nan)
    made = {"age": age, "reminded": visits.reminded}
    return made | {f"sex_{sex}": (visits.sex == sex).astype(np.float64) for sex in recipe.sexes}


def _before(visits: Visits, known: Known, asked: Floats, recipe: Recipe) -> dict[str, Floats]:
    prior = recipe.base_rate * recipe.prior_visits
    starts = visits.starts_at
    with np.errstate(invalid="ignore"):
        since = np.where(np.isfinite(known.last_at), (starts - known.last_at) / DAY, np.nan)
        since_miss = np.where(np.isfinite(known.last_miss_at), (starts - known.last_miss_at) / DAY, np.nan)
    return {
        "missed_share": (known.misses + prior) / (known.visits + recipe.prior_visits),
        "recent_share": (known.recent_misses + recipe.base_rate) / (known.recent_visits + 1),
        "earlier_visits": np.log1p(known.visits),
        "earlier_misses": np.log1p(known.misses),
        "missed_in_a_row": np.minimum(known.missed_in_a_row, 5).astype(np.float64),
        "missed_last": np.nan_to_num(known.last_missed, nan=0.0),
        "first_visit": (known.visits == 0).astype(np.float64),
        "since_last": np.log1p(np.maximum(since, 0)),
        "since_miss": np.log1p(np.maximum(since_miss, 0)),
        "booked_before": np.log1p(history.booked_before(visits, asked)),
        "waiting": np.minimum(history.waiting_then(visits, asked), 10).astype(np.float64),
        "same_day": np.minimum(history.same_day(visits), 5).astype(np.float64),
    }


def _levels(column: Column | None, name: str, values: tuple[str, ...], rows: int) -> dict[str, Floats]:
    if column is None or column.codes is None:
        return {f"+{name}={value}": np.zeros(rows) for value in values}
    labels = {label: code for code, label in enumerate(column.labels)}
    return {f"+{name}={value}": (column.codes == labels.get(value, -2)).astype(np.float64) for value in values}


def _rated(column: Column | None, name: str, visits: Visits, asked: Floats, rate: float) -> dict[str, Floats]:
    """How often this value had been missed by then: the same look back as for patients, so it cannot see ahead."""
    if column is None or column.codes is None:
        return {f"+{name} missed before": np.full(len(visits), rate)}
    known = history.known_before(column.codes, visits.known_at, visits.missed, asked)
    return {f"+{name} missed before": (known.misses + rate * 20) / (known.visits + 20)}
