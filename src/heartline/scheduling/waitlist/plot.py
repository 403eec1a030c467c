"""Ratios of groups to everybody as an accessible SVG: a line for each, with its interval, beside the table that says the same."""

from collections.abc import Sequence
from dataclasses import dataclass

from heartline.scheduling.waitlist.parity import Figure

WIDTH, LEFT, RIGHT, ROW, TOP = 720, 170, 90, 30, 34
MOST = 2.0  # the plot ends at twice the overall rate; what is beyond is drawn at its end


@dataclass(frozen=True, slots=True)
class Mark:
    """Where one group's ratio stands, in the plot's own units."""

    label: str
    said: str
    y: int
    low: float
    x: float
    high: float
    unsure: bool


@dataclass(frozen=True, slots=True)
class Plot:
    marks: list[Mark]
    height: int
    even: float
    ticks: list[tuple[float, str]]
    width: int = WIDTH
    label_x: int = LEFT - 12
    said_x: int = WIDTH - RIGHT + 10
    axis: int = TOP - 14


def plot(rows: Sequence[tuple[str, Figure | None, bool]]) -> Plot:
    """A mark for each (label, ratio, unsure) that has a ratio."""
    marks: list[Mark] = []
    for label, ratio, unsure in rows:
        if ratio is not None:
            y = TOP + ROW * len(marks) + ROW // 2
            ends = (_x(ratio.low), _x(ratio.value), _x(ratio.high))
            marks.append(Mark(label, f"{ratio.value:.2f}", y, *ends, unsure))
    ticks = [(_x(value), f"{value:g}") for value in (0, 0.5, 1, 1.5, 2)]
    return Plot(marks, TOP + ROW * len(marks) + 10, _x(1), ticks)


def _x(ratio: float) -> float:
    return round(LEFT + min(max(ratio, 0), MOST) / MOST * (WIDTH - LEFT - RIGHT), 1)
