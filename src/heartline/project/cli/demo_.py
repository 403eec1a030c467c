"""Load the demo clinic, or show how to sign in to it."""

import argparse
import os

from django.core.management import call_command
from django.core.management.base import CommandError
from rich.console import Console

from heartline.project.cli import place, signins, tables

NONE_HERE = "There is no demo clinic here; ./heartline demo loads it."


def run(arguments: list[str]) -> int:
    """`demo` loads it into an empty installation; `demo --logins` only prints the sign-ins."""
    parser = argparse.ArgumentParser(prog="heartline demo", description=__doc__)
    parser.add_argument("--logins", action="store_true", help="only print the sign-ins")
    parser.add_argument("--patients", type=int, default=5000, metavar="N", help="how many patients (default: 5000)")
    parser.add_argument("--seed", type=int, default=7, metavar="N", help="another seed draws other people (default: 7)")
    options = parser.parse_args(arguments)
    try:
        if options.logins and not os.environ.get("DATABASE_URL") and not (place.data_dir() / "postgres").exists():
            raise place.CannotStart(NONE_HERE)
        place.check_writable(place.data_dir())
        place.prepare(place.data_dir())
        with place.database():
            tables.bring_up_to_date()
            if not options.logins:
                call_command("demo", patients=options.patients, seed=options.seed)
            elif shown := signins.table():
                Console(soft_wrap=True).print(shown)
            else:
                raise place.CannotStart(NONE_HERE)
    except place.Trouble as error:
        return place.complain(error)
    except CommandError as error:
        return place.complain(error)
    return 0
