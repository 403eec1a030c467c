"""A small line of one figure over time, drawn on the server; a table beside it says the same in numbers."""

from collections.abc import Mapping, Sequence
from typing import Any

WIDTH, HEIGHT, MARGIN = 240, 48, 5  # units of the drawing, which scales with the text


def context(values: Sequence[float | None], target: float | None = None) -> Mapping[str, Any]:
    """What components/sparkline.html draws: the line with its gaps, the last value's dot, and the height of `target`.

    Values are spaced evenly; None leaves a gap. The scale begins at nought and holds every value and the target.
    """
    known = [value for value in values if value is not None]
    top = max([*known, target or 0]) or 1

    def x(place: int) -> float:
        return round(MARGIN + place * (WIDTH - 2 * MARGIN) / max(len(values) - 1, 1), 1)

    def y(value: float) -> float:
        return round(HEIGHT - MARGIN - value / top * (HEIGHT - 2 * MARGIN), 1)

    parts: list[str] = []
    drawing = False
    for place, value in enumerate(values):
        if value is not None:
            parts.append(f"{'L' if drawing else 'M'}{x(place)} {y(value)}")
        drawing = value is not None
    last = next((place for place in range(len(values) - 1, -1, -1) if values[place] is not None), None)
    return {
        "width": WIDTH,
        "height": HEIGHT,
        "path": " ".join(parts),
        "dot": (x(last), y(values[last] or 0)) if last is not None else None,
        "target": y(target) if target is not None else None,
        "right": WIDTH - MARGIN,
        "left": MARGIN,
    }
