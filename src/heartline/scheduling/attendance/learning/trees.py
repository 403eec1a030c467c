"""Boosted trees as plain arrays: what scikit-learn grew, kept without pickle and walked with numpy."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from heartline.scheduling.attendance.learning.table import Floats, Ints, Matrix


@dataclass(frozen=True, slots=True)
class Trees:
    """Nodes of all trees in a row; `roots` are the first of each. A node whose `left` is −1 is a leaf with `value`."""

    base: float
    roots: Ints
    feature: Ints
    threshold: Floats
    missing_left: NDArray[np.bool_]
    left: Ints
    right: Ints
    value: Floats

    @classmethod
    def of(cls, grown: Any) -> "Trees":
        """From a fitted HistGradientBoostingClassifier of two classes, without categories of its own."""
        nodes = [trees[0].nodes for trees in grown._predictors]
        sizes = np.array([len(each) for each in nodes], dtype=np.int64)
        roots = np.concatenate([[0], np.cumsum(sizes)[:-1]]).astype(np.int64)
        every: Any = np.concatenate(nodes)
        shift, leaf = np.repeat(roots, sizes), every["is_leaf"].astype(bool)
        return cls(
            base=float(np.asarray(grown._baseline_prediction).reshape(-1)[0]),
            roots=roots,
            feature=every["feature_idx"].astype(np.int64),
            threshold=every["num_threshold"].astype(np.float64),
            missing_left=every["missing_go_to_left"].astype(bool),
            left=np.where(leaf, -1, every["left"].astype(np.int64) + shift),
            right=np.where(leaf, -1, every["right"].astype(np.int64) + shift),
            value=every["value"].astype(np.float64),
        )

    def first(self, count: int) -> "Trees":
        """The first so many trees only."""
        end = int(self.roots[count]) if count < len(self.roots) else len(self.feature)
        return Trees(
            base=self.base,
            roots=self.roots[:count],
            feature=self.feature[:end],
            threshold=self.threshold[:end],
            missing_left=self.missing_left[:end],
            left=self.left[:end],
            right=self.right[:end],
            value=self.value[:end],
        )

    def raw(self, matrix: Matrix) -> Floats:
        """The log odds for each row."""
        total = np.full(len(matrix), self.base)
        rows = np.arange(len(matrix))
        for root in self.roots:
            at = np.full(len(matrix), root, dtype=np.int64)
            walking = rows
            while len(walking):
                node = at[walking]
                inside = self.left[node] >= 0
                walking, node = walking[inside], node[inside]
                value = matrix[walking, self.feature[node]]
                goes_left = np.where(np.isnan(value), self.missing_left[node], value <= self.threshold[node])
                at[walking] = np.where(goes_left, self.left[node], self.right[node])
            total += self.value[at]
        return total
