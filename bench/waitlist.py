"""Simulate a year of the demo clinic's waitlist: freed times offered to nobody, to ten at once, or to one at a time.

The order and the deadlines are the product's own (scheduling/waitlist/rules.py and deadlines.py); people and their answers
are assumed, and the assumptions are printed with the result.
"""

import argparse
import json
import os
import statistics
import sys
import time
from dataclasses import asdict
from datetime import timedelta
from typing import Any

LANGUAGES = ("en", "es", "zh", "vi", "ar")  # the others together: each alone is a few dozen people
PUBLISHED = 8.3  # % of offers accepted, of 177,311 broadcast offers (PMC7315363)


def run(arguments: list[str]) -> int:
    """Print the comparison and the report on parity."""
    parser = argparse.ArgumentParser(
        prog="heartline bench waitlist", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--days", type=int, default=365, help="how long (default: 365)")
    parser.add_argument("--seed", type=int, default=7, help="another seed draws another year (default: 7)")
    parser.add_argument("--willing", type=float, help="share of readers who could come, given long notice")
    parser.add_argument("--json", action="store_true", help="print the result as JSON")
    options = parser.parse_args(arguments)
    if options.days < 30:
        parser.error("less than 30 days say nothing: the list has to fill first")
    found = simulate(options.seed, options.days, options.willing)
    print(json.dumps(found, indent=1)) if options.json else _print(found)
    return 0


def simulate(seed: int, days: int, willing: float | None = None) -> dict[str, Any]:
    """All three ways in the same world. The same for the same arguments, but for `seconds`."""
    _set_up()
    from bench._waitlist_people import ASSUMPTIONS, WILLING, People
    from bench._waitlist_ways import BROADCAST, NONE, SINGLE, Year
    from bench._waitlist_world import FIRST_DAY, make

    began = time.monotonic()
    world = make(seed, days)
    share = WILLING if willing is None else willing
    today = FIRST_DAY + timedelta(days=days // 2)
    results = [Year(world, People(world, seed, today, share), way).run() for way in (NONE, BROADCAST, SINGLE)]
    return {
        "days": days,
        "seed": seed,
        "willing": share,
        "visits": len(world.visits),
        "joined": len(world.joinings),
        "published_accepted_percent": PUBLISHED,
        "ways": [_summary(result) for result in results],
        "parity": {result.way: _parity(world, result, today) for result in results[1:]},
        "assumptions": list(ASSUMPTIONS),
        "seconds": round(time.monotonic() - began, 1),
    }


def _summary(result: Any) -> dict[str, Any]:
    return {
        "way": result.way,
        "freed": result.freed,
        "refilled_percent": _percent(result.refilled, result.freed),
        "stayed_empty": result.freed - result.refilled,
        "by_list": result.by_list,
        "offers": result.offers,
        "accepted_percent": _percent(result.accepted, result.offers),
        "false_hopes": result.false_hopes,
        "false_hopes_percent_of_yes": _percent(result.false_hopes, result.yes),
        "people_asked_percent": _percent(sum(e.offers > 0 for e in result.entries), len(result.entries)),
        "moved_earlier": len(result.gained),
        "mean_days_gained": round(statistics.mean(result.gained), 1) if result.gained else None,
        "median_days_gained": round(statistics.median(result.gained), 1) if result.gained else None,
        "days_gained_in_all": round(sum(result.gained)),
        "median_hours_to_taken": round(statistics.median(result.hours), 1) if result.hours else None,
    }


def _parity(world: Any, result: Any, today: Any) -> dict[str, Any]:
    from heartline.people.demo.person import age
    from heartline.scheduling.waitlist.parity import Case, age_group, by

    def spoken(language: str) -> str:
        stem = language.split("-")[0]
        return stem if stem in LANGUAGES else "other"

    def case(entry: Any) -> Case:
        person = world.people[entry.joining.person]
        return Case(
            spoken(person.language), age_group(age(person.born, today)), entry.offers, int(entry.took),
            entry.ended, entry.gained,
        )  # fmt: skip

    cases = [case(entry) for entry in result.entries]
    return {
        name: [_row(row) for row in (lambda found: [found[0], *found[1]])(by(cases, group))]
        for name, group in (("language", lambda one: one.language), ("age", lambda one: one.age))
    }


def _row(row: Any) -> dict[str, Any]:
    kept = {name: value for name, value in asdict(row).items() if name not in ("group", "people")}
    rounded = {
        name: {part: round(number, 3) for part, number in figure.items()} if figure else None
        for name, figure in kept.items()
    }
    return {"group": row.group or "everybody", "people": row.people, "unsure": row.unsure, **rounded}


def _percent(count: int, of: int) -> float | None:
    return round(100 * count / of, 1) if of else None


def _set_up() -> None:
    """The demo's people and services are told by modules that know Django's models; no database is asked."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "heartline.project.settings")
    import django
    from django.apps import apps

    if not apps.ready:
        django.setup()


def _print(found: dict[str, Any]) -> None:
    from rich.console import Console
    from rich.table import Table

    console = Console(width=None if sys.stdout.isatty() else 140)
    console.print(
        f"{found['days']} days, {found['visits']:,} visits, {found['joined']:,} wishes to be seen sooner; "
        f"seed {found['seed']}; {found['seconds']} s"
    )
    table = Table("", *(way["way"] for way in found["ways"]), box=None)
    for label, name in (
        ("times freed", "freed"), ("refilled, %", "refilled_percent"), ("stayed empty", "stayed_empty"),
        ("taken from the list", "by_list"), ("offers", "offers"), ("offers accepted, %", "accepted_percent"),
        ("said yes, got nothing", "false_hopes"), ("… of all who said yes, %", "false_hopes_percent_of_yes"),
        ("visits moved earlier", "moved_earlier"), ("mean days gained", "mean_days_gained"),
        ("median days gained", "median_days_gained"), ("days gained in all", "days_gained_in_all"),
        ("median hours until taken", "median_hours_to_taken"),
    ):  # fmt: skip
        table.add_row(label, *("–" if way[name] is None else f"{way[name]:,}" for way in found["ways"]))
    console.print(table)
    console.print(f"Published for broadcast offers elsewhere: {found['published_accepted_percent']} % accepted.\n")
    for way, groups in found["parity"].items():
        for name, rows in groups.items():
            console.print(_parity_table(f"Parity by {name}, {way}", rows))
    console.print("Assumed:")
    for each in found["assumptions"]:
        console.print(f"- {each}")


def _parity_table(title: str, rows: list[dict[str, Any]]) -> Any:
    from rich.table import Table

    table = Table("group", "people", "were asked", "to all", "took it", "to all", "days gained", "to all",
                  title=title, box=None, title_justify="left", min_width=100)  # fmt: skip

    def said(figure: dict[str, float] | None, scale: float, places: int) -> str:
        if figure is None:
            return "–"
        value, low, high = (f"{scale * figure[part]:.{places}f}" for part in ("value", "low", "high"))
        return f"{value} ({low}–{high})"

    for row in rows:
        table.add_row(
            row["group"] + (" (few)" if row["unsure"] else ""), str(row["people"]),
            said(row["offered"], 100, 0), said(row["offered_ratio"], 1, 2), said(row["accepted"], 100, 1),
            said(row["accepted_ratio"], 1, 2), said(row["gained"], 1, 1), said(row["gained_ratio"], 1, 2),
        )  # fmt: skip
    return table
