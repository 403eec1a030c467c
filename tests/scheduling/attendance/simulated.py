"""Visits with a known truth: each row's true chance of being missed, drawn from what a booking would know."""

import csv
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass
class Simulated:
    """`chance` is the truth of each row; columns are texts, as a file has them."""

    columns: dict[str, list[str]]
    chance: Floats
    missed: NDArray[np.bool_]

    def write(self, path: Path, order: NDArray[np.int64] | None = None) -> Path:
        rows = list(zip(*self.columns.values(), strict=True))
        with path.open("w", newline="", encoding="utf-8") as file:
            writer = csv.writer(file)
            writer.writerow(self.columns)
            writer.writerows(rows[row] for row in (range(len(rows)) if order is None else order.tolist()))
        return path


def simulate(
    visits: int = 8000, people: int = 900, *, seed: int = 1, spread: float = 1.0, drift: float = 0.0
) -> Simulated:
    """`spread`: how much people differ for reasons nobody wrote down (log odds); `drift`: log odds gained over the year."""
    draw = np.random.default_rng(seed)
    patient = draw.integers(0, people, visits)
    own = draw.normal(0, spread, people)[patient]
    age = draw.integers(1, 90, people)[patient]
    sex = draw.integers(0, 2, people)[patient]
    day = draw.integers(0, 365, visits)
    hour = draw.integers(8, 17, visits)
    lead = np.minimum(draw.exponential(16, visits), 90)
    reminded = draw.random(visits) < 0.6
    distance = draw.exponential(8, people)[patient]
    odds = -2.4 + own + 0.35 * np.log1p(lead) - 0.5 * reminded + 0.02 * np.minimum(distance, 40)
    odds += 0.5 * ((age > 15) & (age < 30)) - 0.3 * (age > 65) + 0.3 * (hour == 8) + drift * day / 365
    chance = 1 / (1 + np.exp(-odds))
    missed = draw.random(visits) < chance
    starts = np.datetime64("2025-01-06T00:00") + day.astype("timedelta64[D]") + hour.astype("timedelta64[h]")
    booked = starts - (lead * 1440).astype(np.int64).astype("timedelta64[m]") - np.timedelta64(30, "m")
    columns = {
        "patient": [f"p{number}" for number in patient],
        "booked_at": [f"{moment}:00Z" for moment in booked],
        "starts_at": [f"{moment}:00Z" for moment in starts],
        "age": [str(each) for each in age],
        "sex": ["F" if each else "M" for each in sex],
        "reminded": ["yes" if each else "no" for each in reminded],
        "attended": ["No-show" if each else "Yes" for each in missed],
        "distance_km": [f"{each:.1f}" for each in distance],
    }
    return Simulated(columns, chance, missed)
