"""When there is enough to learn from, and what is kept in view about those whom the list shows."""

from dataclasses import dataclass

import numpy as np

from heartline.scheduling.attendance.learning.model import Model, log_odds
from heartline.scheduling.attendance.learning.table import Floats, Matrix

# Fewer, and a model would tell the chances of the draw.
LEAST_VISITS, LEAST_MISSES, LEAST_DAYS = 1000, 80, 60
LEAST_EFFECT = 0.15  # log odds that something must add before it is named
MOST_NAMED = 3

# What is named, from which features it is put together. Age and sex are used, but not named: nothing can be done about them.
GROUPS = {
    "missed": ("missed_share", "recent_share", "earlier_misses", "missed_in_a_row", "missed_last", "since_miss"),
    "new": ("first_visit", "earlier_visits", "booked_before"),
    "ahead": ("lead", "booked_same_day"),
    "since": ("since_last",),
    "hour": ("hour",),
    "weekday": tuple(f"weekday_{number}" for number in range(1, 8)),
}
BY_PREFIX = {"service": "+service=", "mode": "+mode=", "door": "+door="}


@dataclass(frozen=True, slots=True)
class History:
    """How much there is to learn from."""

    visits: int
    misses: int
    days: int

    @property
    def enough(self) -> bool:
        return self.visits >= LEAST_VISITS and self.misses >= LEAST_MISSES and self.days >= LEAST_DAYS


def evidence(model: Model, matrix: Matrix) -> list[list[list[float | str]]]:
    """For each row, what raises its chance above that of the same visit with the usual value: [[what, number, more], …].

    The strongest first, three at the most, each with the numbers that its sentence needs.
    """
    if model.typical is None or not len(matrix):
        return [[] for _ in range(len(matrix))]
    place = {name: number for number, name in enumerate(model.names)}
    groups = {what: [place[name] for name in names if name in place] for what, names in GROUPS.items()}
    groups |= {
        what: [number for name, number in place.items() if name.startswith(prefix)]
        for what, prefix in BY_PREFIX.items()
    }
    whole = log_odds(model.of_matrix(matrix))
    effects: dict[str, Floats] = {}
    for what, columns in groups.items():
        if columns:
            usual = matrix.copy()
            usual[:, columns] = model.typical[columns]
            effects[what] = whole - log_odds(model.of_matrix(usual))
    return [_named({what: float(effect[row]) for what, effect in effects.items()}, matrix[row], place)
            for row in range(len(matrix))]  # fmt: skip


def _named(effects: dict[str, float], row: Floats, place: dict[str, int]) -> list[list[float | str]]:
    strongest = sorted((what for what, effect in effects.items() if effect >= LEAST_EFFECT), key=lambda w: -effects[w])
    found = [_numbers(what, row, place) for what in strongest]
    return [each for each in found if each][:MOST_NAMED]


def _numbers(what: str, row: Floats, place: dict[str, int]) -> list[float | str]:
    """The numbers of one sentence; empty where it would not be true ("missed 0 of 4")."""
    if what == "missed":
        misses, visits = _count(row, place, "earlier_misses"), _count(row, place, "earlier_visits")
        return [what, misses, visits] if misses else []
    if what == "new":
        return [what] if row[place["first_visit"]] else []
    if what == "ahead":
        days = _count(row, place, "lead")
        return [what, days] if days >= 7 else []
    if what == "since":
        days = row[place["since_last"]]
        return [what, round(float(np.expm1(days)))] if np.isfinite(days) and days > np.log1p(90) else []
    if what == "hour":
        return [what, float(row[place["hour"]])]
    if what == "weekday":
        days_set = [number for number in range(1, 8) if row[place[f"weekday_{number}"]] == 1]
        return [what, days_set[0]] if days_set else []
    return [what]


def _count(row: Floats, place: dict[str, int], name: str) -> int:
    value = row[place[name]]
    return round(float(np.expm1(value))) if np.isfinite(value) else 0
