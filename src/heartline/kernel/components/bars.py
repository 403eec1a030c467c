"""A small bar plot as SVG, drawn on the server: hours across, people up, a line for the limit. A table stands beside it.

A plot is a mapping:
    bars    list of {label, value, part?, short?}: `part` is what of the value is certain, drawn full; the rest lighter;
            `short` stands below the bar (empty: nothing)
    limit   a value for the dashed line, or None
    outline list of values drawn as a stepped line over the bars (how it was before), or None
    top     the value at the top (default: the highest of all; give one to draw several alike)
    title   what it is of, in words
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil
from typing import Any

WIDTH, HEIGHT, FOOT, HEAD, SIDE = 320, 132, 18, 14, 24


@dataclass(frozen=True, slots=True)
class Bar:
    """Places in the drawing; `over`: above the limit, marked by shape as well as colour."""

    x: float
    y: float
    width: float
    height: float
    part_y: float
    part_height: float
    over: bool
    said: str
    short: str

    @property
    def middle(self) -> float:
        return round(self.x + self.width / 2, 1)

    @property
    def above(self) -> float:
        return round(self.y - 4, 1)


def context(plot: Mapping[str, Any]) -> dict[str, Any]:
    """The plot with every place computed."""
    bars, limit = list(plot["bars"]), plot.get("limit")
    outline: Sequence[float] = plot.get("outline") or ()
    values = [bar["value"] for bar in bars] + list(outline) + ([limit] if limit else [])
    top = max(float(plot.get("top") or 0), max(values, default=0), 1.0)
    room = HEIGHT - HEAD - FOOT
    step = (WIDTH - SIDE) / max(len(bars), 1)

    def height(value: float) -> float:
        return round(value / top * room, 1)

    def y(value: float) -> float:
        return round(HEIGHT - FOOT - height(value), 1)

    return {
        "title": plot.get("title", ""),
        "box": f"0 0 {WIDTH} {HEIGHT}",
        "right": WIDTH,
        "side": SIDE,
        "floor": HEIGHT - FOOT,
        "foot": HEIGHT - 4,
        "limit": limit,
        "limit_y": y(limit) if limit else None,
        "limit_label_y": y(limit) - 3 if limit else None,
        "top": ceil(top),
        "top_y": y(top) + 4,
        "bars": [_bar(bar, n, step, limit, y, height) for n, bar in enumerate(bars)],
        "outline": _steps(outline, step, y),
    }


def _bar(bar: Mapping[str, Any], number: int, step: float, limit: float | None, y: Any, height: Any) -> Bar:
    value, part = float(bar["value"]), min(float(bar.get("part", bar["value"])), float(bar["value"]))
    return Bar(
        x=round(SIDE + number * step + step * 0.1, 1),
        y=y(value),
        width=round(step * 0.8, 1),
        height=height(value),
        part_y=y(part),
        part_height=height(part),
        over=limit is not None and value > limit,
        said=f"{bar['label']}: {value:.1f}",
        short=bar.get("short", ""),
    )


def _steps(values: Sequence[float], step: float, y: Any) -> str:
    points = []
    for number, value in enumerate(values):
        left = round(SIDE + number * step, 1)
        points += [f"{left},{y(value)}", f"{round(left + step, 1)},{y(value)}"]
    return " ".join(points)
