"""Choosing and calibrating a model by time: what is later than all it learned from says how good it is."""

from dataclasses import dataclass, replace

import numpy as np

from heartline.scheduling.attendance.learning.features import Recipe, features, learn_recipe
from heartline.scheduling.attendance.learning.linear import Design, Linear
from heartline.scheduling.attendance.learning.model import Model, log_odds, logistic
from heartline.scheduling.attendance.learning.table import Floats, Ints, Matrix, Visits
from heartline.scheduling.attendance.learning.trees import Trees

# Shares of the training rows by time: learned from up to the first, tried on what follows up to the second.
FOLDS = ((0.45, 0.65), (0.65, 0.8), (0.8, 1.0))
FOLDS_OF_MANY = ((0.75, 1.0),)
MANY = 40_000  # rows; more are judged well enough by one fold
LATEST = 0.25  # share whose level is the level of the forecasts, so that they follow a drift
LEAST_MISSES = 30  # fewer in either part: nothing is learned but the base rate
MOST_ROWS = 400_000  # of the latest; more teach nothing and cost time
STRENGTHS = (0.0003, 0.003, 0.03)  # of the linear model: inverse of its penalty
ROUNDS = (25, 60, 150)  # of boosting
BELIEF = 150.0  # that a tuned model needs no slope (1), as information: a standard deviation of 0.08
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
    starts = visits.starts_at[training]
    folds = [_fold(starts, *shares) for shares in (FOLDS_OF_MANY if len(training) > MANY else FOLDS)]
    if min(_least(missed[part]) for fold in folds for part in fold) < LEAST_MISSES:
        return Fitted(_base(recipe, names, missed), ())
    tried = np.concatenate([later for _, later in folds])
    told = _told(matrix, missed, folds)
    losses = {name: _loss(raw, missed[tried]) for name, raw in told.items()}
    linear = min((name for name in told if name.startswith("linear")), key=losses.__getitem__)
    trees = min((name for name in told if name.startswith("trees")), key=losses.__getitem__)
    told["both"] = (told[linear] + told[trees]) / 2
    losses["both"] = _loss(told["both"], missed[tried])
    losses["base"] = _loss(np.zeros(len(tried)), missed[tried])
    chosen = min((linear, trees, "both", "base"), key=losses.__getitem__)
    scores = tuple(Tried(name, round(loss, 5)) for name, loss in sorted(losses.items()))
    if chosen == "base":  # nothing that is known tells who misses visits
        return Fitted(_base(recipe, names, missed), scores)
    kind, rounds = chosen.split()[0], int(trees.split()[1])
    model = Model(
        kind,
        recipe,
        names,
        _slope(told[chosen], missed[tried]),
        0.0,
        _linear(matrix, missed, float(linear.split()[1])) if kind in ("linear", "both") else None,
        _trees(matrix, missed, (rounds,))[rounds] if kind in ("trees", "both") else None,
        np.array(
            [np.median(column[~np.isnan(column)]) if not np.isnan(column).all() else np.nan for column in matrix.T]
        ),
    )
    # The slope was learned on visits that the models had not seen; the level is that of the latest visits.
    _, latest = earlier(starts, 1 - LATEST)
    level = _level(model.slope * model.raw(matrix[latest]), missed[latest])
    return Fitted(replace(model, intercept=level), scores)


def _fold(starts: Floats, until: float, end: float) -> tuple[Ints, Ints]:
    first, rest = earlier(starts, until)
    following, _ = earlier(starts[rest], (end - until) / (1 - until)) if end < 1 else (np.arange(len(rest)), rest)
    return first, rest[following]


def _least(missed: Floats) -> float:
    return float(min(missed.sum(), len(missed) - missed.sum()))


def _told(matrix: Matrix, missed: Floats, folds: list[tuple[Ints, Ints]]) -> dict[str, Floats]:
    """What each candidate, learned from the first part of each fold, says of its second; the folds one after the other."""
    told: dict[str, list[Floats]] = {}
    for first, later in folds:
        for strength in STRENGTHS:
            model = _linear(matrix[first], missed[first], strength)
            told.setdefault(f"linear {strength}", []).append(model.raw(matrix[later]))
        for rounds, trees in _trees(matrix[first], missed[first], ROUNDS).items():
            told.setdefault(f"trees {rounds}", []).append(trees.raw(matrix[later]))
    return {name: np.concatenate(parts) for name, parts in told.items()}


def _linear(matrix: Matrix, missed: Floats, strength: float) -> Linear:
    design = Design.of(matrix)
    from sklearn.linear_model import LogisticRegression  # takes a second to load: only where a model is fitted

    fitted = LogisticRegression(C=strength, max_iter=300, tol=1e-4).fit(design(matrix), missed)
    return Linear(design, fitted.coef_[0].astype(np.float64), float(fitted.intercept_[0]))


def _trees(matrix: Matrix, missed: Floats, rounds: tuple[int, ...]) -> dict[int, Trees]:
    """Grown once to the most rounds; fewer rounds are its beginning."""
    from sklearn.ensemble import HistGradientBoostingClassifier
    from threadpoolctl import threadpool_limits

    growing = HistGradientBoostingClassifier(
        learning_rate=0.05,
        max_iter=max(rounds),
        max_leaf_nodes=16,
        min_samples_leaf=max(20, min(60, len(missed) // 200)),
        l2_regularization=5.0,
        max_features=0.5,
        early_stopping=False,
        random_state=SEED,
    )
    matrix = np.where(np.isnan(matrix).all(axis=0), 0.0, matrix)  # what is never there cannot be cut into bins
    with threadpool_limits(1, user_api="openmp"):  # threads that wait for each other cost more than they bring here
        whole = Trees.of(growing.fit(matrix, missed))
    return {count: whole.first(count) for count in rounds}


def _base(recipe: Recipe, names: tuple[str, ...], missed: Floats) -> Model:
    return Model("base", recipe, names, 1.0, float(log_odds(np.array([_rate(missed)]))[0]))


def _rate(missed: Floats) -> float:
    return float((missed.sum() + 1) / (len(missed) + 10)) if len(missed) else 0.1


def _loss(raw: Floats, missed: Floats) -> float:
    """Log loss once slope and level are right: what calibration mends should not decide."""
    slope = _slope(raw, missed)
    chance = np.clip(logistic(slope * raw + _level(slope * raw, missed)), 1e-9, 1 - 1e-9)
    return float(-np.mean(missed * np.log(chance) + (1 - missed) * np.log(1 - chance)))


def _slope(raw: Floats, missed: Floats) -> float:
    """Platt's slope, held towards 1 by BELIEF: a few hundred visits alone would say it too wildly."""
    slope, level = 1.0, _level(raw, missed)
    for _ in range(25):
        chance = logistic(slope * raw + level)
        weight = chance * (1 - chance)
        gradient = np.array([np.dot(missed - chance, raw) - BELIEF * (slope - 1), np.sum(missed - chance)])
        cross = np.dot(weight, raw)
        hessian = np.array([[np.dot(weight, raw * raw) + BELIEF, cross], [cross, np.sum(weight) + 1e-9]])
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
