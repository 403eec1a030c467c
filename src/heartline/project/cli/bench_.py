"""Measure hot actions beside bare SQL that does the same work, in a scratch clinic; or judge a file, or simulate.

Without a name, all hot actions: first in a tenth of the data, then in the whole (a thousand clinicians, 1.8 million reservations, a million
patients), so that the growth shows. The installation's own data is not touched.
"""

import argparse
import json
import sys
from collections.abc import Callable
from dataclasses import asdict, replace
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from heartline.project.cli import place

if TYPE_CHECKING:
    from bench._measure import Measurement
    from bench._world import World

BENCHES = Path(__file__).resolve().parents[4] / "bench"
ACTIONS = ("availability", "booking", "contention", "find", "timeline", "day")
Subject = Callable[["World"], "Measurement"]


def run(arguments: list[str]) -> int:
    """Hot actions by name, or one judge with its own arguments."""
    judges = sorted(
        path.stem.replace("_", "-")
        for path in BENCHES.glob("*.py")
        if not path.stem.startswith("_") and path.stem not in ACTIONS
    )
    sys.path.insert(0, str(BENCHES.parent))  # they are no part of the package
    if arguments and arguments[0] in judges:
        return _judge(arguments[0], arguments[1:])
    parser = argparse.ArgumentParser(
        prog="heartline bench",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        epilog=f"Judges and simulations, each with its own --help: {', '.join(judges)}.",
    )
    parser.add_argument(
        "name", nargs="*", metavar="NAME", help=f"which hot actions (default: all): {', '.join(ACTIONS)}"
    )
    parser.add_argument("--json", action="store_true", help="print the measurements as JSON")
    parser.add_argument(
        "--scale", type=float, default=1.0, metavar="N", help="share of the data that is the whole (default: 1)"
    )
    parser.add_argument(
        "--tries", type=int, default=2000, metavar="N", help="tries under contention, a side (default: 2000)"
    )
    options = parser.parse_args(arguments)
    if unknown := [name for name in options.name if name not in ACTIONS]:
        parser.error(f"there is no {unknown[0]}: choose from {', '.join([*ACTIONS, *judges])}")
    try:
        place.check_writable(place.data_dir())
        place.prepare(place.data_dir())
        found = _measured(options.name or list(ACTIONS), options.scale, options.tries)
    except place.Trouble as error:
        return place.complain(error)
    print(json.dumps([asdict(each) for each in found], indent=1)) if options.json else _print(found)
    return 0


def _judge(name: str, arguments: list[str]) -> int:
    module: ModuleType = import_module(f"bench.{name.replace('-', '_')}")
    if not getattr(module, "NEEDS_CLINIC", False) or {"-h", "--help"}.intersection(arguments):
        status: int = module.run(arguments)
        return status
    try:
        place.check_writable(place.data_dir())
        place.prepare(place.data_dir())
        with place.database():
            import django

            django.setup()
            status = module.run(arguments)
    except place.Trouble as error:
        return place.complain(error)
    return status


def _measured(names: list[str], scale: float, tries: int) -> list["Measurement"]:
    """Every subject in a tenth, then in the whole; what comes back is the whole's, with what it had been in a tenth."""
    from bench import _scratch

    with Progress(console=Console(stderr=True), transient=True) as bar, _scratch.server(place.data_dir()):
        from bench._world import World

        subjects: list[Subject] = [each for name in names for each in import_module(f"bench.{name}").SUBJECTS]
        world = World(scale, tries)
        found: list[list[Measurement]] = []
        world.found()
        for share, name in ((0.1, "a tenth"), (0.9, "the whole")):
            _scratch.grow(world, share, name, bar)
            task = bar.add_task(f"measuring in {name}", total=len(subjects))
            found.append([])
            for subject in subjects:
                found[-1].append(subject(world))
                bar.advance(task)
            bar.remove_task(task)
    small, whole = found
    return [replace(now, grown=now.p50 / before.p50) for now, before in zip(whole, small, strict=True)]


def _print(found: list["Measurement"]) -> None:
    table = Table("Action", box=None)
    for title in ("p50 ms", "p99 ms", "per second", "queries", "bare SQL ms", "ratio", "×10 data"):
        table.add_column(title, justify="right")
    for each in found:
        table.add_row(
            f"{each.action}\n[dim]{each.note}[/]" if each.note else each.action,
            f"{each.p50:.1f}", f"{each.p99:.1f}", f"{each.per_second:,.0f}", str(each.queries or ""), f"{each.bare_p50:.1f}",
            f"{each.ratio:.1f}", f"{each.grown:.2f}" if each.grown else "",
        )  # fmt: skip
    Console(width=None if sys.stdout.isatty() else 140).print(table)
