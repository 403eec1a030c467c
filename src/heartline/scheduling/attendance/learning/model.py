"""A fitted model as a value: numbers in, a calibrated chance of missing the visit out. Kept as arrays, never as code."""

import io
import json
from dataclasses import dataclass, fields, is_dataclass
from typing import Any

import numpy as np

from heartline.scheduling.attendance.learning.features import Recipe, features
from heartline.scheduling.attendance.learning.linear import Design, Linear
from heartline.scheduling.attendance.learning.table import Floats, Matrix, Visits
from heartline.scheduling.attendance.learning.trees import Trees

FORMAT = 1
FAR = 12.0  # log odds beyond which nothing is believed


@dataclass(frozen=True, slots=True)
class Model:
    """`kind` is "linear", "trees", "both" (the mean of their log odds) or "base" (nothing to be learned)."""

    kind: str
    recipe: Recipe
    names: tuple[str, ...]
    slope: float  # of the calibration, on log odds
    intercept: float
    linear: Linear | None = None
    trees: Trees | None = None
    typical: Floats | None = None  # the middle of each feature among the visits it learned from

    def probability(self, visits: Visits) -> Floats:
        """The chance that each visit is missed, 0 to 1."""
        return self.of_matrix(self.matrix(visits))

    def matrix(self, visits: Visits) -> Matrix:
        """The features that it knows, in its order; one that cannot be had any more is unknown."""
        names, matrix = features(visits, self.recipe)
        return _aligned(names, matrix, self.names)

    def of_matrix(self, matrix: Matrix) -> Floats:
        """As `probability`, from features that are there already, in the order of `names`."""
        return logistic(self.slope * self.raw(matrix) + self.intercept)

    def raw(self, matrix: Matrix) -> Floats:
        """Log odds before calibration."""
        told = [each.raw(matrix) for each in (self.linear, self.trees) if each is not None]
        return np.mean(told, axis=0) if told else np.zeros(len(matrix))

    def to_bytes(self) -> bytes:
        arrays: dict[str, Any] = {}
        head = {"format": FORMAT, "kind": self.kind, "recipe": self.recipe.to_json(), "names": self.names,
                "slope": self.slope, "intercept": self.intercept}  # fmt: skip
        if self.typical is not None:
            arrays["typical"] = self.typical
        if self.linear:
            arrays |= _arrays("design", self.linear.design)
            arrays |= {"weights": self.linear.weights, "linear_intercept": np.array(self.linear.intercept)}
        if self.trees:
            arrays |= _arrays("trees", self.trees)
        kept = io.BytesIO()
        np.savez_compressed(kept, head=np.frombuffer(json.dumps(head).encode(), dtype=np.uint8), **arrays)
        return kept.getvalue()

    @classmethod
    def from_bytes(cls, kept: bytes) -> "Model":
        """Only arrays are read (no pickle): what was tampered with can be wrong, but it cannot run."""
        with np.load(io.BytesIO(kept), allow_pickle=False) as arrays:
            head = json.loads(arrays["head"].tobytes())
            if head["format"] != FORMAT:
                raise ValueError(f"unknown format of model: {head['format']}")
            linear = trees = None
            if "weights" in arrays:
                design = Design(**{name: arrays[f"design.{name}"] for name in _names(Design)})
                linear = Linear(design, arrays["weights"], float(arrays["linear_intercept"]))
            if "trees.roots" in arrays:
                parts = {name: arrays[f"trees.{name}"] for name in _names(Trees)}
                trees = Trees(**parts | {"base": float(parts["base"])})
            recipe = Recipe.from_json(head["recipe"])
            typical = arrays.get("typical", None)
            names = tuple(head["names"])
            return cls(head["kind"], recipe, names, head["slope"], head["intercept"], linear, trees, typical)


def logistic(odds: Floats) -> Floats:
    return 1 / (1 + np.exp(-np.clip(odds, -FAR, FAR)))


def log_odds(chance: Floats) -> Floats:
    kept = np.clip(chance, 1e-6, 1 - 1e-6)
    return np.log(kept / (1 - kept))


def _aligned(names: tuple[str, ...], matrix: Matrix, wanted: tuple[str, ...]) -> Matrix:
    """The columns that the model knows, in its order; one that is not there any more is unknown."""
    if names == wanted:
        return matrix
    place = {name: number for number, name in enumerate(names)}
    missing = np.full(len(matrix), np.nan)
    return np.column_stack([matrix[:, place[name]] if name in place else missing for name in wanted])


def _arrays(prefix: str, value: Any) -> dict[str, Any]:
    assert is_dataclass(value)
    return {f"{prefix}.{name}": np.asarray(getattr(value, name)) for name in _names(type(value))}


def _names(kind: Any) -> list[str]:
    return [each.name for each in fields(kind)]
