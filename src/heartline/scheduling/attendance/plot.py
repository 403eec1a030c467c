"""The calibration plot: what was foretold against what came, drawn on the server; the table beside it says the same."""

from collections.abc import Sequence
from typing import Any

SIZE, MARGIN = 320, 44  # units of the drawing
STEPS = (0.1, 0.2, 0.3, 0.5, 0.8, 1.0)


def calibration(bins: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Points with their 95 % intervals (Wilson) on axes from nought to a little above the highest."""
    highest = max([0.05, *(max(each["foretold"], _wilson(each)[1]) for each in bins)])
    top = next((step for step in STEPS if step >= highest), 1.0)

    def place(share: float) -> float:
        return round(share / top * (SIZE - 2 * MARGIN), 1)

    def x(share: float) -> float:
        return MARGIN + place(share)

    def y(share: float) -> float:
        return SIZE - MARGIN - place(share)

    marks = []
    for each in bins:
        low, high = _wilson(each)
        marks.append({"x": x(each["foretold"]), "y": y(each["missed"]), "low": y(low), "high": y(min(high, top))})
    ticks = [top * part / 4 for part in range(5)]
    return {
        "size": SIZE,
        "marks": marks,
        "origin": (x(0), y(0)),
        "far": (x(top), y(top)),
        "x_ticks": [(x(tick), f"{100 * tick:.0f} %") for tick in ticks],
        "y_ticks": [(y(tick), f"{100 * tick:.0f} %") for tick in ticks],
        "edge": SIZE - MARGIN,
        "rows": [
            {"visits": each["visits"], "foretold": 100 * each["foretold"], "missed": 100 * each["missed"],
             "low": 100 * _wilson(each)[0], "high": 100 * _wilson(each)[1]}
            for each in bins
        ],
    }  # fmt: skip


def _wilson(each: dict[str, Any]) -> tuple[float, float]:
    """95 % interval of a share."""
    count, share, z = each["visits"], each["missed"], 1.96
    middle = (share + z * z / (2 * count)) / (1 + z * z / count)
    half = z / (1 + z * z / count) * (share * (1 - share) / count + z * z / (4 * count * count)) ** 0.5
    return max(0.0, middle - half), min(1.0, middle + half)
