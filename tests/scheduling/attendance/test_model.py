"""A fitted model is arrays: kept and read back it says the same, and its trees say what scikit-learn's do."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.metrics import brier_score_loss, roc_auc_score

from heartline.scheduling.attendance.learning import measures
from heartline.scheduling.attendance.learning.fitting import fit
from heartline.scheduling.attendance.learning.model import Model
from heartline.scheduling.attendance.learning.reading import read
from heartline.scheduling.attendance.learning.trees import Trees
from tests.scheduling.attendance.simulated import simulate


def test_trees_walk_as_scikit_learn_does() -> None:
    draw = np.random.default_rng(1)
    matrix = draw.normal(size=(800, 5))
    matrix[draw.random((800, 5)) < 0.15] = np.nan
    missed = (np.nan_to_num(matrix[:, 0]) + draw.normal(size=800) > 0.5).astype(float)
    grown = HistGradientBoostingClassifier(max_iter=30, random_state=0).fit(matrix, missed)
    np.testing.assert_allclose(Trees.of(grown).raw(matrix), grown.decision_function(matrix), atol=1e-9)


def test_kept_and_read_back_it_says_the_same(tmp_path: "pytest.TempPathFactory") -> None:
    made = read(simulate(4000, seed=2).write(tmp_path / "a.csv"), 0.7)  # type: ignore[operator]
    model = fit(made.visits, made.training).model
    again = Model.from_bytes(model.to_bytes())
    np.testing.assert_array_equal(model.probability(made.visits), again.probability(made.visits))
    assert (again.kind, again.names) == (model.kind, model.names)


def test_code_in_place_of_arrays_is_not_run() -> None:
    with pytest.raises((ValueError, OSError, KeyError)):
        Model.from_bytes(b"\x80\x04cos\nsystem\n(S'true'\ntR.")


@given(st.lists(st.tuples(st.sampled_from([0.05, 0.1, 0.2, 0.4, 0.7]), st.booleans()), min_size=2, max_size=60))
@settings(deadline=None)  # the machine may be busy
def test_measures_agree_with_scikit_learn(pairs: list[tuple[float, bool]]) -> None:
    chance, missed = np.array([pair[0] for pair in pairs]), np.array([float(pair[1]) for pair in pairs])
    assert measures.brier(chance, missed) == pytest.approx(brier_score_loss(missed, chance))
    if 0 < missed.sum() < len(missed):
        assert measures.auc(chance, missed) == pytest.approx(roc_auc_score(missed, chance))


def test_calibration_of_the_truth_is_right_and_of_the_bold_is_not() -> None:
    draw = np.random.default_rng(3)
    chance = draw.beta(2, 8, 40000)
    missed = (draw.random(40000) < chance).astype(float)
    assert measures.calibration_slope(chance, missed) == pytest.approx(1, abs=0.06)
    assert measures.calibration_intercept(chance, missed) == pytest.approx(0, abs=0.05)
    bold = 1 / (1 + np.exp(-2 * np.log(chance / (1 - chance))))
    assert measures.calibration_slope(bold, missed) == pytest.approx(0.5, abs=0.03)
    assert measures.lift(chance, missed) == pytest.approx(
        missed[np.argsort(-chance)[:4000]].mean() / missed.mean(), rel=1e-6
    )
