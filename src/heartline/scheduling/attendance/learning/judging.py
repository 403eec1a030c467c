"""Learn from the earlier rows, forecast the later ones, and say how good that was."""

from collections.abc import Callable
from typing import Any

import numpy as np

from heartline.scheduling.attendance.learning import measures
from heartline.scheduling.attendance.learning.fitting import Fitted, fit
from heartline.scheduling.attendance.learning.reading import Read
from heartline.scheduling.attendance.learning.table import Bools, Floats, Visits

AGES = ((0, 5), (6, 17), (18, 29), (30, 44), (45, 64), (65, 79), (80, 200))  # years, inclusive
Groups = list[tuple[str, str, Bools]]  # kind, group, rows
NEVER_USED = "race, ethnicity, language, religion, nationality and names are never used"


def judge(found: Read) -> tuple[dict[str, Any], Floats]:
    """The verdict as JSON values, and the chance of missing for each row of `found.test`, in that order."""
    fitted = fit(found.visits, found.training)
    chance = fitted.model.probability(found.visits)[found.test]
    test = found.visits.take(found.test)
    judged = ~np.isnan(test.missed)
    return {
        **_head(found, fitted),
        **verdict(chance[judged], test.take(np.flatnonzero(judged)), fitted.model.recipe.base_rate),
    }, chance


def verdict(chance: Floats, test: Visits, base: float, who: Groups | None = None) -> dict[str, Any]:
    """Every measure with its 95 % interval (null where it cannot be told), reliability, and errors by group."""
    missed = test.missed
    kinds: dict[str, Callable[[Floats | None], float]] = {
        "auc": lambda weight: measures.auc(chance, missed, weight),
        "brier": lambda weight: measures.brier(chance, missed, weight),
        "brier_skill": lambda weight: measures.skill(chance, missed, base, weight),
        "calibration_slope": lambda weight: measures.calibration_slope(chance, missed, weight),
        "calibration_intercept": lambda weight: measures.calibration_intercept(chance, missed, weight),
        "lift_at_10_percent": lambda weight: measures.lift(chance, missed, weight),
    }
    told: dict[str, Any] = {}
    if not len(missed):
        return {f"{name}{end}": None for name in kinds for end in ("", "_95")} | {"reliability": [], "by_group": []}
    for name, kind in kinds.items():
        told[name] = _number(kind(None))
        told[f"{name}_95"] = (span := measures.interval(kind, test.patient)) and [_number(each) for each in span]
    told["lift_at_10_percent_visits"] = round(0.1 * len(missed))
    told["reliability"] = [
        {"visits": each.visits, "foretold": _number(each.foretold), "missed": _number(each.missed)}
        for each in measures.reliability(chance, missed)
    ]
    told["by_group"] = by_group(chance, missed, groups(test) if who is None else who)
    return told


def groups(visits: Visits) -> Groups:
    """Who is who, by sex and by age: kind, group, rows."""
    found = [("sex", sex or "unknown", visits.sex == sex) for sex in (str(each) for each in np.unique(visits.sex))]
    for low, high in AGES:
        found.append(
            ("age", f"{low}+" if high == 200 else f"{low}–{high}", (visits.age >= low) & (visits.age < high + 1))
        )
    return [*found, ("age", "unknown", np.isnan(visits.age))]


def by_group(chance: Floats, missed: Floats, who: Groups) -> list[dict[str, Any]]:
    """How well each group with at least 20 visits is forecast; `off` is foretold minus missed."""
    return [
        {
            "kind": kind,
            "group": group,
            "visits": int(rows.sum()),
            "missed": _number(float(missed[rows].mean())),
            "foretold": _number(float(chance[rows].mean())),
            "off": _number(float(chance[rows].mean() - missed[rows].mean())),
            "auc": _number(measures.auc(chance[rows], missed[rows])),
            "brier": _number(measures.brier(chance[rows], missed[rows])),
        }
        for kind, group, rows in who
        if rows.sum() >= 20
    ]


def _head(found: Read, fitted: Fitted) -> dict[str, Any]:
    visits = found.visits
    return {
        "model": fitted.model.kind,
        "tried": {each.name: each.log_loss for each in fitted.tried},
        "training": {"visits": len(found.training), "missed": _number(np.nanmean(visits.missed[found.training]))},
        "test": {"visits": len(found.test), "missed": _number(np.nanmean(visits.missed[found.test]))},
        "probability_of": "missing the visit (not attended)",
        "never_used": NEVER_USED,
        "columns_used": found.kept,
        "columns_left_out": found.left_out,
        "notes": found.notes,
    }


def _number(value: float | np.floating[Any]) -> float | None:
    return round(float(value), 4) if np.isfinite(value) else None
