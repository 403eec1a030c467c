"""Load the demo clinic: invented people, a year of visits behind and six weeks ahead. Into an empty database only."""

import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn
from rich.table import Column, Table

from heartline.conversations import demo as conversations
from heartline.people import demo as people
from heartline.people.demo.clinic import NotEmpty
from heartline.scheduling import demo as scheduling

PEOPLE, CALENDARS = 0.15, 0.85  # of the time that it takes
CROWD = 20_000  # patients who come and go; more than these are known to the clinic, without visits
MULTITUDE = 0.0004  # the time that one of those takes, as a share of the rest


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--patients", type=int, default=5000, help="how many patients (default: 5000)")
        parser.add_argument("--seed", type=int, default=7, help="another seed draws other people (default: 7)")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["patients"] < 50:
            raise CommandError("The demo clinic needs at least 50 patients.")
        began = time.monotonic()
        console = Console()
        try:
            loaded = _load(console, options["patients"], options["seed"])
        except NotEmpty:
            raise CommandError(
                "There is a clinic in this database already, and nothing was changed. "
                "The demo goes into an empty database only."
            ) from None
        console.print(
            f"The demo clinic is ready after {time.monotonic() - began:.0f} s: {options['patients']:,} patients, "
            f"{loaded.appointments:,} visits, {loaded.events:,} entries in the ledger of their visits."
        )
        if options["verbosity"]:
            console.print(_logins())


def _load(console: Console, patients: int, seed: int) -> scheduling.Loaded:
    """Both parts in one transaction: either the whole clinic is there afterwards, or nothing."""
    columns = (TextColumn("{task.description:<20}"), BarColumn(), TimeElapsedColumn(), TimeRemainingColumn())
    crowd = min(patients, CROWD)
    total = 1.0 + MULTITUDE * (patients - crowd)
    with Progress(*columns, console=console) as bar, transaction.atomic():
        task = bar.add_task("Demo clinic", total=total)

        def show(start: float, part: float) -> people.Progress:
            return lambda what, share: bar.update(task, description=what.capitalize(), completed=start + part * share)

        clinic = people.load(crowd, seed, show(0.0, PEOPLE))
        loaded = scheduling.load(clinic, progress=show(PEOPLE, CALENDARS))
        people.load_duplicates(seed)
        scheduling.load_privacy()
        conversations.load()
        if patients > crowd:
            people.load_multitude(clinic, patients - crowd, show(1.0, total - 1.0))
        bar.update(task, description="Saving", completed=total)
    return loaded


def _logins() -> Table:
    table = Table("Who", Column("E-mail", no_wrap=True), "Password", "What for", box=None)
    for login in people.logins():
        table.add_row(*login)
    return table
