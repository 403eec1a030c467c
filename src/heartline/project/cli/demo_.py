"""Load the demo clinic, or show how to sign in to it."""

import argparse

from heartline.project.cli import manage_


def run(arguments: list[str]) -> int:
    """`demo` loads it into an empty installation; `demo --logins` only prints the sign-ins."""
    parser = argparse.ArgumentParser(prog="heartline demo", description=__doc__)
    parser.add_argument("--logins", action="store_true", help="print the sign-ins and the current second-factor code")
    options = parser.parse_args(arguments)
    if options.logins:
        return manage_.run(["demo_logins"])
    return manage_.run(["migrate", "--verbosity=0"]) or manage_.run(["demo"])
