"""Choosing and calibrating a model by time: what is later than all it learned from says how good it is."""

from dataclasses import dataclass

import numpy as np
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.linear_model import LogisticRegression

from heartline.scheduling.attendance.learning.features import features, learn_recipe
from heartline.scheduling.attendance.learning.linear import Design, Linear
from heartline.scheduling.attendance.learning.model import Model, log_odds, logistic
from heartline.scheduling.attendance.learning.table import Floats, Ints, Matrix, Visits
from heartline.scheduling.attendance.learning.trees import Trees

LATER = 0.25  # share of the training rows, the latest, that choose and calibrate
LEAST_MISSES = 30  # fewer in either part: nothing is learned but the base rate
MOST_ROWS = 400_000  # of the latest; more teach nothing and cost time
STRENGTHS = (0.003, 0.03, 0.3)  # of the linear model: inverse of its penalty
ROUNDS = (60, 120, 200)  # of boosting
SEED = 20


@dataclass(frozen=True, slots=True)
class Tried:
    """One candidate, and its log loss on the later slice of the training rows."""

    name: str
    log_loss: float


@dataclass(frozen=True, slots=True)
class Fitted:
    model: Model
    tried: tuple[Tried, ...]


def earlier(starts_at: Floats, share: float) -> tuple[Ints, Ints]:
    """Rows of the earlier `share` by start, and the rest. Visits that start together stay together; by time within."""
    order = np.lexsort((np.arange(len(starts_at)), starts_at)).astype(np.int64)
    order = order[~np.isnan(starts_at[order])]
    if not len(order):
        return order, order
    border = starts_at[order[min(int(len(order) * share), len(order) - 1)]]
    first = starts_at[order] < border
    return order[first], order[~first]


def fit(visits: Visits, training: Ints) -> Fitted:
    """Learn from these rows of `visits` (the others may only be looked back on as history, each in its time)."""
    training = training[~np.isnan(visits.missed[training])][-MOST_ROWS:]
    recipe = learn_recipe(visits, training)
    names, matrix = features(visits, recipe)
    matrix, missed = matrix[training], visits.missed[training]
    first, later = earlier(visits.starts_at[training], 1 - LATER)
    enough = min(*(side(missed[part]) for part in (first, later) for side in (np.sum, lambda m: np.sum(1 - m))))
    if enough < LEAST_MISSES:
        return Fitted(Model("base", recipe, names, 1.0, float(log_odds(np.array([_rate(missed)]))[0])), ())

    linears = {strength: _linear(matrix[first], missed[first], strength) for strength in STRENGTHS}
    stages = _trees(matrix[first], missed[first], ROUNDS)
    told = {f"linear {strength}": model.raw(matrix[later]) for strength, model in linears.items()}
    told |= {f"trees {rounds}": model.raw(matrix[later]) for rounds, model in stages.items()}
    best_linear = min(STRENGTHS, key=lambda strength: _loss(told[f"linear {strength}"], missed[later]))
    best_rounds = min(ROUNDS, key=lambda rounds: _loss(told[f"trees {rounds}"], missed[later]))
    one, other = f"linear {best_linear}", f"trees {best_rounds}"
    told["both"] = (told[one] + told[other]) / 2
    losses = {name: _loss(raw, missed[later]) for name, raw in told.items()}
    chosen = min((one, other, "both"), key=losses.__getitem__)

    kind = chosen.split()[0]
    slope = _slope(told[chosen], missed[later])
    model = Model(
        kind,
        recipe,
        names,
        slope,
        0.0,
        _linear(matrix, missed, best_linear) if kind in ("linear", "both") else None,
        _trees(matrix, missed, (best_rounds,))[best_rounds] if kind in ("trees", "both") else None,
    )
    # The slope was learned on visits it had not seen; the level is that of the latest ones, so that it follows a drift.
    level = _level(slope * model.raw(matrix[later]), missed[later])
    calibrated = Model(kind, recipe, names, slope, level, model.linear, model.trees)
    return Fitted(calibrated, tuple(Tried(name, round(loss, 5)) for name, loss in sorted(losses.items())))


def _linear(matrix: Matrix, missed: Floats, strength: float) -> Linear:
    design = Design.of(matrix)
    fitted = LogisticRegression(C=strength, max_iter=300, tol=1e-4).fit(design(matrix), missed)
    return Linear(design, fitted.coef_[0].astype(np.float64), float(fitted.intercept_[0]))


def _trees(matrix: Matrix, missed: Floats, rounds: tuple[int, ...]) -> dict[int, Trees]:
    """Grown once to the most rounds; fewer rounds are its beginning."""
    grown = HistGradientBoostingClassifier(
        learning_rate=0.05,
        max_iter=max(rounds),
        max_leaf_nodes=16,
        min_samples_leaf=max(20, min(60, len(missed) // 200)),
        l2_regularization=5.0,
        max_features=0.5,
        early_stopping=False,
        random_state=SEED,
    ).fit(matrix, missed)
    whole = Trees.of(grown)
    return {count: whole.first(count) for count in rounds}


def _rate(missed: Floats) -> float:
    return float((missed.sum() + 1) / (len(missed) + 10)) if len(missed) else 0.1


def _loss(raw: Floats, missed: Floats) -> float:
    """Log loss once slope and level are right: what calibration mends should not decide."""
    slope = _slope(raw, missed)
    chance = np.clip(logistic(slope * raw + _level(slope * raw, missed)), 1e-9, 1 - 1e-9)
    return float(-np.mean(missed * np.log(chance) + (1 - missed) * np.log(1 - chance)))


def _slope(raw: Floats, missed: Floats) -> float:
    """Platt's slope, held a little towards 1."""
    slope, level = 1.0, _level(raw, missed)
    for _ in range(25):
        chance = logistic(slope * raw + level)
        weight = chance * (1 - chance)
        gradient = np.array([np.dot(missed - chance, raw) - 5 * (slope - 1), np.sum(missed - chance)])
        cross = np.dot(weight, raw)
        hessian = np.array([[np.dot(weight, raw * raw) + 5, cross], [cross, np.sum(weight) + 1e-9]])
        step = np.linalg.solve(hessian, gradient)
        slope, level = slope + step[0], level + step[1]
        if np.abs(step).max() < 1e-8:
            break
    return float(np.clip(slope, 0.1, 3.0))


def _level(raw: Floats, missed: Floats) -> float:
    """The intercept with which the mean chance is the share that was missed."""
    wanted, low, high = float(np.clip(missed.mean(), 1e-4, 1 - 1e-4)), -15.0, 15.0
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if logistic(raw + middle).mean() < wanted else (low, middle)
    return (low + high) / 2
