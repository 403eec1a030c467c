"""Which records of a file, or of two, are of one person: `./heartline bench identity A.csv [B.csv] --predictions OUT.csv`.

Reads FEBRL's columns (or the like; never a social security number) and writes `a,b,score` for each pair that would be
linked; the score is log2 of the odds. Nothing but the records is used: what agreement is worth is learned from them.
"""

import argparse
import csv
import json
import sys
import time
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from bench._records import Records, Unreadable, read, rows
from heartline.people.matching import batch

Pairs = list[tuple[str, str, float]]
_WORDS = {"keys": "Finding whom to compare", "compare": "Comparing", "learn": "Learning"}


def run(arguments: list[str]) -> int:
    """Match one file within itself or two with each other. Returns 0, or 2 for a file that can't be used or written."""
    parser = argparse.ArgumentParser(prog="heartline bench identity", description=__doc__)
    parser.add_argument("first", type=Path, metavar="A.csv")
    parser.add_argument(
        "second", type=Path, nargs="?", metavar="B.csv", help="link A with B; without it, A with itself"
    )
    parser.add_argument("--predictions", type=Path, metavar="OUT.csv", help="where to write a,b,score")
    parser.add_argument("--gold", type=Path, metavar="GOLD.csv", help="true pairs a,b: compare with them afterwards")
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")
    options = parser.parse_args(arguments)
    start = time.perf_counter()
    try:
        first = read(options.first)
        second = read(options.second) if options.second else None
        gold = _gold(options.gold) if options.gold else None
        if options.predictions:
            _write(options.predictions, [])  # before the work, lest it be for nothing
    except OSError as error:
        print(f"{error.filename}: {error.strerror}.", file=sys.stderr)
        return 2
    except Unreadable as error:
        print(error, file=sys.stderr)
        return 2
    pairs = _matched(first, second, quiet=options.json)
    if options.predictions:
        _write(options.predictions, pairs)
    figures = {
        "records": len(first.ids) + (len(second.ids) if second else 0),
        "pairs": len(pairs),
        "seconds": round(time.perf_counter() - start, 1),
    }
    if gold is not None:
        figures |= judged({frozenset(pair[:2]) for pair in pairs}, gold)
    print(json.dumps(figures) if options.json else "\n".join(f"{name}: {value}" for name, value in figures.items()))
    return 0


def judged(found: set[frozenset[str]], gold: set[frozenset[str]]) -> dict[str, float]:
    """Precision, recall and their harmonic mean."""
    right = len(found & gold)
    return {
        "precision": round(right / len(found), 5) if found else 1.0,
        "recall": round(right / len(gold), 5) if gold else 1.0,
        "f1": round(2 * right / (len(found) + len(gold)), 5) if found or gold else 1.0,
    }


def _matched(first: Records, second: Records | None, quiet: bool) -> Pairs:
    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True, disable=quiet) as bar:
        tasks = {what: bar.add_task(words, total=1.0) for what, words in _WORDS.items()}

        def progress(what: str, share: float) -> None:
            bar.update(tasks[what], completed=share)

        if second is None:
            found = batch.within(first.people, progress)
            return [(first.ids[i], first.ids[j], value) for value, i, j in found]
        return [
            (first.ids[i], second.ids[j], value) for value, i, j in batch.across(first.people, second.people, progress)
        ]


def _write(path: Path, pairs: Pairs) -> None:
    with path.open("w", newline="", encoding="utf-8") as out:
        writer = csv.writer(out)
        writer.writerow(["a", "b", "score"])
        writer.writerows((a, b, f"{value:.3f}") for a, b, value in sorted(pairs, key=lambda pair: -pair[2]))


def _gold(path: Path) -> set[frozenset[str]]:
    pairs = [[cell.strip() for cell in row[:2]] for row in rows(path) if row]
    if pairs and pairs[0] == ["a", "b"]:
        pairs = pairs[1:]
    return {frozenset(pair) for pair in pairs if len(pair) == 2}
