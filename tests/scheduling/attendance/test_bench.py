"""The bench judges a file: close to what could be known at best, calibrated, and deaf to columns that know too much."""

import csv
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from bench.no_show import run
from heartline.scheduling.attendance.learning.history import asked_at, known_before
from heartline.scheduling.attendance.learning.measures import auc
from heartline.scheduling.attendance.learning.reading import Read, read
from tests.scheduling.attendance.simulated import Simulated, simulate


def judged(made: Simulated, tmp_path: Path, capsys: pytest.CaptureFixture[str], **options: Any) -> dict[str, Any]:
    path = made.write(tmp_path / "visits.csv", **options)
    assert run([str(path), "--json", "--predictions", str(tmp_path / "out.csv")]) == 0
    return json.loads(capsys.readouterr().out)  # type: ignore[no-any-return]


def predictions(tmp_path: Path) -> dict[int, float]:
    with (tmp_path / "out.csv").open() as file:
        return {int(row["row"]): float(row["probability"]) for row in csv.DictReader(file)}


def test_without_hidden_ways_it_comes_close_to_the_truth(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    made = simulate(12000, spread=0.0, seed=3)
    told = judged(made, tmp_path, capsys)
    found = predictions(tmp_path)
    rows = np.array(sorted(found))
    oracle = auc(made.chance[rows], made.missed[rows].astype(float))
    assert told["auc"] > oracle - 0.03
    low, high = told["calibration_slope_95"]
    assert low < 1 < high and abs(told["calibration_intercept"]) < 0.2
    off = np.array([found[row] for row in rows]) - made.chance[rows]
    assert np.mean(np.abs(off)) < 0.05


def test_habits_are_learned_from_earlier_visits(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    without = judged(simulate(6000, spread=0.0, seed=5), tmp_path, capsys)["auc"]
    told = judged(simulate(6000, spread=1.6, seed=5), tmp_path, capsys)
    assert told["auc"] > without + 0.06
    assert told["lift_at_10_percent"] > 1.7 and told["brier_skill"] > 0.1


def test_predictions_are_of_every_later_row_in_the_files_order_and_of_missing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    made = simulate(4000, seed=7)
    made.columns["attended"][11:14] = ["", "?", ""]
    order = np.random.default_rng(1).permutation(4000)
    told = judged(made, tmp_path, capsys, order=order)
    found = predictions(tmp_path)
    starts = np.array(made.columns["starts_at"])[order]
    border = min(starts[row] for row in found)
    assert sorted(found) == list(found) == [row for row in range(4000) if starts[row] >= border]
    assert told["test"]["visits"] == len(found) and 0.28 < len(found) / 4000 < 0.32
    known = [row for row in found if made.columns["attended"][order[row]] not in ("", "?")]
    missed = made.missed[order]
    assert auc(np.array([found[row] for row in known]), missed[known].astype(float)) == pytest.approx(
        told["auc"], abs=1e-3
    )
    assert np.mean(list(found.values())) == pytest.approx(missed[list(found)].mean(), abs=0.05)


def test_the_same_file_in_another_order_says_the_same(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    made, order = simulate(3000, seed=8), np.random.default_rng(2).permutation(3000)
    judged(made, tmp_path, capsys)
    straight = predictions(tmp_path)
    judged(made, tmp_path, capsys, order=order)
    shuffled = predictions(tmp_path)
    assert {int(order[row]): chance for row, chance in shuffled.items()} == pytest.approx(straight, abs=0.02)


def leaks(made: Simulated) -> dict[str, list[str]]:
    """Columns that know the outcome, more or less openly."""
    draw, missed = np.random.default_rng(4), made.missed
    starts = made.columns["starts_at"]
    patients = np.array(made.columns["patient"])
    totals = {patient: str(missed[patients == patient].sum()) for patient in set(patients.tolist())}
    running: dict[str, int] = {}
    inclusive = [""] * len(missed)
    for row in np.argsort(starts):
        running[patients[row]] = running.get(patients[row], 0) + int(missed[row])
        inclusive[row] = str(running[patients[row]])
    return {
        "attended_at": ["" if gone else start for gone, start in zip(missed, starts, strict=True)],
        "status": ["missed" if gone else "fulfilled" for gone in missed],
        "checked_in": ["0" if gone else "1" for gone in missed],
        "CancelReason": ["ill" if gone and draw.random() < 0.1 else "" for gone in missed],
        "x17": [f"{draw.normal(3 * gone):.3f}" for gone in missed],
        "visit_minutes": ["" if gone else str(draw.integers(8, 40)) for gone in missed],
        "updated": [f"{start[:10]}T23:00:00Z" for start in starts],
        "patient_misses": [totals[patient] for patient in patients],
        "previous_missed": inclusive,
        "outcome_code": ["A" if gone else "B" for gone in missed],
    }


def test_columns_that_know_the_outcome_are_left_out(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    made = simulate(4000, people=500, seed=9)
    clean = judged(made, tmp_path, capsys)
    planted = leaks(made)
    made.columns |= planted
    told = judged(made, tmp_path, capsys)
    assert set(told["columns_left_out"]) == set(planted)
    assert "distance_km" in told["columns_used"]
    assert told["auc"] == pytest.approx(clean["auc"], abs=1e-9)


def columns(made: Simulated, tmp_path: Path) -> Read:
    return read(made.write(tmp_path / "visits.csv"), 0.7)


def test_honest_further_columns_are_used(tmp_path: Path) -> None:
    made = simulate(4000, seed=10)
    draw = np.random.default_rng(6)
    made.columns["Hipertension"] = ["1" if each else "0" for each in draw.random(4000) < 0.2]
    made.columns["neighbourhood"] = [f"area {each}" for each in draw.integers(0, 80, 4000)]
    made.columns["registered_on"] = ["2020-05-01" if each else "2021-07-09" for each in draw.integers(0, 2, 4000)]
    made.columns["previous_visits"] = [str(each) for each in draw.integers(0, 9, 4000)]
    kept = columns(made, tmp_path).kept
    assert set(kept) == {"distance_km", "Hipertension", "neighbourhood", "registered_on", "previous_visits"}


@pytest.mark.parametrize("name", ["race", "Patient_Race", "ethnicity", "EthnicGroup", "Language", "preferred_language", "religion",
                                  "Nationality", "country_of_birth", "interpreter_needed", "raca_cor", "spoken language"])  # fmt: skip
def test_who_somebody_is_by_birth_is_never_used(name: str, tmp_path: Path) -> None:
    made = simulate(600, seed=11)
    made.columns[name] = ["b" if gone or row % 3 == 0 else "a" for row, gone in enumerate(made.missed)]
    found = columns(made, tmp_path)
    assert found.left_out[name].startswith("never used")
    assert name not in [column.name for column in found.visits.further]


def test_their_values_give_them_away_under_another_name(tmp_path: Path) -> None:
    made = simulate(600, seed=12)
    made.columns["grp"] = ["White" if row % 3 else "Black" for row in range(600)]
    made.columns["grace_period"] = [str(row % 7) for row in range(600)]
    found = columns(made, tmp_path)
    assert found.left_out.keys() == {"grp"} and "grace_period" in found.kept


@pytest.mark.parametrize(
    "form", ["%Y-%m-%d", "%m/%d/%Y %H:%M", "%d/%m/%Y %H:%M", "%Y-%m-%dT%H:%M:%S-03:00", "%d.%m.%Y", "%Y-%m-%d %I:%M %p"]
)
def test_dates_are_read_in_whichever_way(form: str, tmp_path: Path) -> None:
    made = simulate(600, seed=13)
    moments = np.array([text.rstrip("Z") for text in made.columns["starts_at"]], dtype="datetime64[s]")
    for name in ("booked_at", "starts_at"):
        each = np.array([text.rstrip("Z") for text in made.columns[name]], dtype="datetime64[s]")
        made.columns[name] = [moment.strftime(form) for moment in each.astype(object)]
    visits = columns(made, tmp_path).visits
    hours = "%H" in form or "%I" in form
    assert visits.has_hours == hours
    shown = moments if hours else moments.astype("datetime64[D]").astype("datetime64[s]")
    assert np.array_equal(visits.starts_wall, shown.astype(np.int64))
    assert np.all(visits.known_at >= visits.booked_at)


def test_days_only_never_tell_of_the_same_day(tmp_path: Path) -> None:
    """Two visits on one day, the second booked that evening: whether the first was kept is not known by then."""
    made = simulate(400, people=100, seed=14)
    days = [text[:10] for text in made.columns["starts_at"]]
    twins = {name: texts + texts for name, texts in made.columns.items()}
    twins["starts_at"] = days + days
    twins["booked_at"] = made.columns["booked_at"] + [f"{day}T18:00:00Z" for day in days]
    visits = columns(Simulated(twins, np.tile(made.chance, 2), np.tile(made.missed, 2)), tmp_path).visits
    known = known_before(visits.patient, visits.known_at, visits.missed, asked_at(visits))
    for row in range(400, 800):
        assert known.visits[row] == 2 * sum(
            made.columns["patient"][other] == made.columns["patient"][row - 400] and days[other] < days[row - 400]
            for other in range(400)
        )


@pytest.mark.parametrize(("text", "complaint"), [
    ("patient,booked_at,starts_at\n1,2,3\n", "attended"),
    ("", "no rows"),
    ("patient,booked_at,starts_at,attended\n" + "a,x,y,yes\n" * 30, "no dates"),
    ("patient,booked_at,starts_at,attended\n" + "a,2025-01-01,2025-01-02,purple\n" * 30, "purple"),
])  # fmt: skip
def test_a_file_of_something_else_is_refused_with_the_reason(
    text: str, complaint: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "other.csv"
    path.write_text(text)
    assert run([str(path), "--json"]) == 2
    assert complaint in capsys.readouterr().err


def test_nothing_to_learn_is_said_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    made = simulate(60, people=60, seed=15)
    told = judged(made, tmp_path, capsys)
    assert told["model"] == "base" and len(set(predictions(tmp_path).values())) == 1
