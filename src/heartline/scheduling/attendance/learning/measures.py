"""How good a forecast was: discrimination, calibration, use, and how sure one can be of the figures."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from heartline.scheduling.attendance.learning.model import log_odds, logistic
from heartline.scheduling.attendance.learning.table import Floats, Ints

RESAMPLES = 200
SEED = 20


@dataclass(frozen=True, slots=True)
class Bin:
    """A tenth of the visits by forecast: how many, how often foretold, how often missed."""

    visits: int
    foretold: float
    missed: float


def auc(chance: Floats, missed: Floats, weight: Floats | None = None) -> float:
    """The share of pairs (one missed, one kept) in which the missed one was given more; ties count half. NaN if one kind."""
    weight = np.ones(len(chance)) if weight is None else weight
    values, place = np.unique(chance, return_inverse=True)
    misses = np.bincount(place, weights=weight * missed, minlength=len(values))
    kept = np.bincount(place, weights=weight * (1 - missed), minlength=len(values))
    pairs = misses.sum() * kept.sum()
    below = np.cumsum(kept) - kept
    return float((misses * (below + kept / 2)).sum() / pairs) if pairs > 0 else float("nan")


def brier(chance: Floats, missed: Floats, weight: Floats | None = None) -> float:
    return float(np.average((chance - missed) ** 2, weights=weight))


def skill(chance: Floats, missed: Floats, base: float, weight: Floats | None = None) -> float:
    """Brier skill against always saying `base` (the share missed in training): 0 no better, 1 perfect."""
    plain = brier(np.full(len(missed), base), missed, weight)
    return 1 - brier(chance, missed, weight) / plain if plain > 0 else float("nan")


def calibration_slope(chance: Floats, missed: Floats, weight: Floats | None = None) -> float:
    """1 is right; below 1 the forecasts were too bold, above too timid."""
    odds, weight = log_odds(chance), np.ones(len(chance)) if weight is None else weight
    if np.average((odds - np.average(odds, weights=weight)) ** 2, weights=weight) < 1e-9:
        return float("nan")
    found = np.array([0.0, 1.0])
    for _ in range(15):
        told = logistic(found[0] + found[1] * odds)
        inner = weight * told * (1 - told)
        off = weight * (missed - told)
        hessian = np.array([[inner.sum(), inner @ odds], [inner @ odds, inner @ (odds * odds)]]) + 1e-9 * np.eye(2)
        step = np.linalg.solve(hessian, np.array([off.sum(), off @ odds]))
        found = found + np.clip(step, -2, 2)
        if np.abs(step).max() < 1e-7:
            break
    return float(found[1])


def calibration_intercept(chance: Floats, missed: Floats, weight: Floats | None = None) -> float:
    """Calibration in the large, slope held at 1: 0 is right, above 0 more were missed than foretold (in log odds)."""
    odds, weight = log_odds(chance), np.ones(len(chance)) if weight is None else weight
    level = 0.0
    for _ in range(25):
        told = logistic(odds + level)
        step = float(weight @ (missed - told)) / max(float(weight @ (told * (1 - told))), 1e-9)
        level += float(np.clip(step, -2, 2))
        if abs(step) < 1e-8:
            break
    return level


def lift(chance: Floats, missed: Floats, weight: Floats | None = None, share: float = 0.1) -> float:
    """How much more often the tenth with the highest chances was missed than all. Ties at the edge count in part."""
    weight = np.ones(len(chance)) if weight is None else weight
    order = np.argsort(-chance, kind="stable")
    values, place = np.unique(-chance[order], return_inverse=True)
    size = np.bincount(place, weights=weight[order], minlength=len(values))
    misses = np.bincount(place, weights=(weight * missed)[order], minlength=len(values))
    room = share * size.sum()
    taken = np.clip(room - (np.cumsum(size) - size), 0, size)
    caught = float((misses * taken / np.maximum(size, 1e-12)).sum())
    base = misses.sum() / size.sum()
    return float(caught / room / base) if base > 0 and room > 0 else float("nan")


def reliability(chance: Floats, missed: Floats, bins: int = 10) -> list[Bin]:
    """Equally many visits in each, the least likely to be missed first."""
    order = np.argsort(chance, kind="stable")
    parts = [part for part in np.array_split(order, bins) if len(part)]
    return [Bin(len(part), float(chance[part].mean()), float(missed[part].mean())) for part in parts]


def interval(
    measure: Callable[[Floats], float], patients: Ints, resamples: int = RESAMPLES
) -> tuple[float, float] | None:
    """95 % by the bootstrap over patients: somebody's visits are alike, so they are drawn together. `measure` takes weights."""
    _, place = np.unique(patients, return_inverse=True)
    count = int(place.max()) + 1 if len(place) else 0
    if count < 20:
        return None
    draw = np.random.default_rng(SEED)
    found = [measure(np.bincount(draw.integers(0, count, count), minlength=count)[place].astype(np.float64))
             for _ in range(resamples)]  # fmt: skip
    found = [value for value in found if np.isfinite(value)]
    return (float(np.quantile(found, 0.025)), float(np.quantile(found, 0.975))) if found else None
