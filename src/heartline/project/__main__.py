"""`python -m heartline.project VERB`: what ./heartline calls once its packages are there."""

import argparse
import sys
from collections.abc import Callable
from importlib import import_module

# Verb → what it does, for --help. Each lives in its own module under cli/.
VERBS = {
    "up": "start Heartline: database, web server and worker",
    "test": "install what tests need and run all of them",
    "demo": "load the demo clinic, or show its sign-ins",
    "import": "read what another system exported (FHIR R4)",
    "bench": "measure hot actions against bare SQL",
    "backup": "write everything into one encrypted file, and prove that it can be restored",
    "restore": "give everything back from such a file, into an empty installation",
    "doctor": "check this installation, in words",
    "manage": "Django's own commands",
}


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="heartline", description="Heartline, the open patient-service platform.")
    verbs = parser.add_subparsers(dest="verb", metavar="VERB", required=True)
    for verb, does in VERBS.items():
        verbs.add_parser(verb, help=does, add_help=False)
    chosen, rest = parser.parse_known_args(arguments[:1])[0].verb, arguments[1:]
    run: Callable[[list[str]], int] = import_module(f"heartline.project.cli.{chosen}_").run
    return run(rest)


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
