"""The bench measures every hot action in a small world, twice, and says so in words and as JSON."""

import json
from pathlib import Path

import pytest

from heartline.project.cli.bench_ import ACTIONS
from tests.project.launching import heartline


@pytest.fixture(scope="module")
def measured(tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, object]]:
    data = tmp_path_factory.mktemp("bench") / "data"
    done = heartline("bench", "--scale", "0.002", "--tries", "20", "--json", data=data)
    assert done.returncode == 0, done.stderr[-2000:]
    assert not list(data.glob(".bench-*"))  # the scratch clinic is gone
    found: list[dict[str, object]] = json.loads(done.stdout)
    return found


def test_each_action_has_its_figures(measured: list[dict[str, object]]) -> None:
    assert len({each["action"] for each in measured}) == len(measured) >= 10
    for each in measured:
        assert 0 < float(str(each["p50"])) <= float(str(each["p99"])), each["action"]
        assert float(str(each["ratio"])) > 0 and float(str(each["grown"])) > 0 and float(str(each["per_second"])) > 0


def test_under_contention_nobody_gets_what_another_has(measured: list[dict[str, object]]) -> None:
    (contended,) = [each for each in measured if each["action"] == "book under contention"]
    assert "20 tries by 64 clients" in str(contended["note"]) and "0 twice" in str(contended["note"])


def test_a_name_that_is_not_there_is_told_those_that_are(tmp_path: Path) -> None:
    refused = heartline("bench", "speed", data=tmp_path / "data")
    assert refused.returncode == 2
    assert all(name in refused.stderr for name in ACTIONS)


@pytest.mark.parametrize("judge", ["identity", "no-show", "waitlist"])
def test_a_judge_explains_itself(judge: str, tmp_path: Path) -> None:
    shown = heartline("bench", judge, "--help", data=tmp_path / "data")
    assert shown.returncode == 0
    assert f"heartline bench {judge}" in shown.stdout
