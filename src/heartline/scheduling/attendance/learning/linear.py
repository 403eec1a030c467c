"""Logistic regression over linear splines, as plain arrays."""

from dataclasses import dataclass

import numpy as np

from heartline.scheduling.attendance.learning.table import Bools, Floats, Ints, Matrix

# Quantiles of the training rows; few rows would only teach many hinges their own noise.
KNOTS_OF_MANY, KNOTS, MANY = (0.1, 0.3, 0.5, 0.7, 0.9), (0.5,), 20_000


@dataclass(frozen=True, slots=True)
class Design:
    """Each column as itself and, if it has more than a few values, as hinges; where it is missing, as its middle and a mark."""

    middle: Floats  # one a column
    hinge_column: Ints
    hinge_at: Floats
    marked: Ints  # columns that are missing now and then
    mean: Floats  # one a made column
    scale: Floats

    @classmethod
    def of(cls, matrix: Matrix) -> "Design":
        with np.errstate(all="ignore"):
            missing = np.isnan(matrix)
            middle = np.array([float(np.median(c[~gone])) if not gone.all() else 0.0
                               for c, gone in zip(matrix.T, missing.T, strict=True)])  # fmt: skip
        columns, places = list[int](), list[float]()
        for number in range(matrix.shape[1]):
            values = matrix[~missing[:, number], number]
            if len(np.unique(values[:5000])) <= 3:
                continue
            for knot in np.unique(np.quantile(values, KNOTS_OF_MANY if len(matrix) > MANY else KNOTS)):
                if values.min() < knot < values.max():
                    columns.append(number)
                    places.append(float(knot))
        marked = np.flatnonzero((missing.mean(axis=0) > 0.002) & ~missing.all(axis=0)).astype(np.int64)
        hinges = np.array(columns, dtype=np.int64), np.array(places, dtype=np.float64)
        plain = cls(middle, *hinges, marked, np.zeros(0), np.ones(0))
        made = plain._made(matrix)
        scale = made.std(axis=0)
        return cls(middle, *hinges, marked, made.mean(axis=0), np.where(scale > 1e-9, scale, 1.0))

    def __call__(self, matrix: Matrix) -> Matrix:
        """The made columns, each with mean 0 and deviation 1 over the rows it was learned from."""
        return (self._made(matrix) - self.mean) / self.scale

    def _made(self, matrix: Matrix) -> Matrix:
        missing: Bools = np.isnan(matrix)
        filled = np.where(missing, self.middle, matrix)
        hinges = np.maximum(filled[:, self.hinge_column] - self.hinge_at, 0)
        return np.hstack([filled, hinges, missing[:, self.marked]])


@dataclass(frozen=True, slots=True)
class Linear:
    design: Design
    weights: Floats
    intercept: float

    def raw(self, matrix: Matrix) -> Floats:
        """The log odds for each row."""
        return self.design(matrix) @ self.weights + self.intercept
