"""Measure hot actions: each prints the ratio to bare SQL doing the same work in the same run."""

import argparse
import sys
from importlib import import_module
from pathlib import Path

from heartline.project.cli import place

BENCHES = Path(__file__).resolve().parents[4] / "bench"


def run(arguments: list[str]) -> int:
    """Run one benchmark by name, or all of them."""
    names = sorted(path.stem for path in BENCHES.glob("*.py") if not path.stem.startswith("_"))
    parser = argparse.ArgumentParser(prog="heartline bench", description=__doc__)
    parser.add_argument("name", nargs="?", choices=names, help="which one (default: all)")
    options = parser.parse_args(arguments)
    try:
        place.check_writable(place.data_dir())
        place.prepare(place.data_dir())
        with place.database():
            import django

            django.setup()
            sys.path.insert(0, str(BENCHES.parent))  # they are no part of the package
            for name in [options.name] if options.name else names:
                import_module(f"bench.{name}").main()
    except place.Trouble as error:
        return place.complain(error)
    return 0
