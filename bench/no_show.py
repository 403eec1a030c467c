"""Learn who misses visits from the earlier part of a file and be judged by the later part.

The file (CSV) has the columns patient, booked_at, starts_at, age, sex, reminded, attended and any further ones. Rows may
come in any order. The visits that start earliest (70 % unless --share says otherwise) teach; the later ones judge. History is
what was known at each booking: the patient's earlier visits that had begun before it. Columns that tell race, ethnicity,
language, religion or nationality are never used, and columns that know the outcome are left out; the output names both.
"""

import argparse
import csv
import json
import sys
import time
from pathlib import Path

from heartline.scheduling.attendance.learning.judging import judge
from heartline.scheduling.attendance.learning.reading import Unreadable, read

PREDICTIONS = """where to write row,probability for every visit of the later part, in the order of the file. row: 0 for the first
row below the header line. probability: that the visit is MISSED (not attended), 0 to 1. Rows without an outcome are forecast,
too; rows whose start cannot be read are in neither part"""


def run(arguments: list[str]) -> int:
    """0 if the file could be judged, 2 if it is not one of visits or the predictions cannot be written."""
    parser = argparse.ArgumentParser(prog="heartline bench no-show", description=__doc__)
    parser.add_argument("csv", type=Path, help="the file of visits")
    parser.add_argument("--json", action="store_true", help="print JSON")
    parser.add_argument("--predictions", type=Path, metavar="OUT.csv", help=PREDICTIONS)
    parser.add_argument(
        "--share", type=float, default=0.7, help="of the visits, the earliest, to learn from (default 0.7)"
    )
    options = parser.parse_args(arguments)
    if not 0.1 <= options.share <= 0.95:
        parser.error("--share is between 0.1 and 0.95")
    began = time.perf_counter()
    try:
        found = read(options.csv, options.share)
    except (Unreadable, OSError, csv.Error) as error:
        said = f"{error.filename}: {error.strerror}" if isinstance(error, OSError) else error
        print(f"heartline bench no-show: {said}", file=sys.stderr)
        return 2
    if len(found.training) < 20 or len(found.test) < 5:
        print("heartline bench no-show: too few visits to learn from one part and judge by the other", file=sys.stderr)
        return 2
    try:
        if options.predictions:
            options.predictions.open("w").close()  # before the work, lest it be for nothing
    except OSError as error:
        print(f"heartline bench no-show: {error.filename}: {error.strerror}", file=sys.stderr)
        return 2
    verdict, chances = judge(found)
    verdict["seconds"] = round(time.perf_counter() - began, 1)
    if options.predictions:
        rows = sorted(zip(found.test.tolist(), chances.tolist(), strict=True))
        with options.predictions.open("w", newline="", encoding="utf-8") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(["row", "probability"])
            writer.writerows((row, f"{chance:.6f}") for row, chance in rows)
    print(json.dumps(verdict, indent=2) if options.json else _say(verdict))
    return 0


def _say(verdict: dict) -> str:  # type: ignore[type-arg]
    lines = [
        f"{verdict['model']}: learned from {verdict['training']['visits']} visits, judged by {verdict['test']['visits']}"
    ]
    for name in ("auc", "brier", "brier_skill", "calibration_slope", "calibration_intercept", "lift_at_10_percent"):
        low, high = verdict[f"{name}_95"] or (float("nan"), float("nan"))
        value = verdict[name]
        lines.append(f"{name.replace('_', ' ')}: {'–' if value is None else f'{value:.3f}'} ({low:.3f} to {high:.3f})")
    lines += [f"left out: {name} ({why})" for name, why in verdict["columns_left_out"].items()]
    lines += verdict["notes"]
    return "\n".join(lines)
