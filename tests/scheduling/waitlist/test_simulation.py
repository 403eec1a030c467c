"""The simulated year: the same for the same seed, whole in its books, and with what it claims of each way of offering."""

from typing import Any

import pytest

from bench.waitlist import simulate


@pytest.fixture(scope="module")
def found() -> dict[str, Any]:
    return simulate(3, 70)


def test_it_is_the_same_for_the_same_seed(found: dict[str, Any]) -> None:
    again = simulate(3, 70)
    assert {**again, "seconds": 0} == {**found, "seconds": 0}


def test_one_holder_at_a_time_leaves_no_false_hopes_and_none_has_no_list(found: dict[str, Any]) -> None:
    none, broadcast, single = found["ways"]
    assert (none["offers"], none["by_list"], none["moved_earlier"]) == (0, 0, 0)
    assert single["false_hopes"] == 0 < broadcast["false_hopes"]
    assert single["accepted_percent"] > broadcast["accepted_percent"]
    assert min(single["refilled_percent"], broadcast["refilled_percent"]) > none["refilled_percent"]
    assert single["mean_days_gained"] > 1


def test_the_report_counts_everybody_once(found: dict[str, Any]) -> None:
    for groups in found["parity"].values():
        for rows in groups.values():
            whole, *parts = rows
            assert whole["people"] == sum(row["people"] for row in parts)
            assert whole["offered"]["low"] <= whole["offered"]["value"] <= whole["offered"]["high"]
    assert len(found["assumptions"]) >= 7
