"""Read what another system exported."""

import argparse
from pathlib import Path

from heartline.project.cli import manage_, place, tables


def run(arguments: list[str]) -> int:
    """`import fhir PATH …`: every further word is the management command's, `--help` too."""
    parser = argparse.ArgumentParser(prog="heartline import", description=__doc__)
    kinds = parser.add_subparsers(dest="kind", metavar="KIND", required=True)
    kinds.add_parser("fhir", help="FHIR R4 bundles and NDJSON: a file or a folder", add_help=False)
    parser.parse_known_args(arguments[:1])
    if {"-h", "--help"}.intersection(arguments[1:]):
        return manage_.explain("heartline import fhir", ["import_fhir", "--help"])
    try:
        if arguments[1:] and not any(Path(word).expanduser().exists() for word in arguments[1:]):
            raise place.CannotStart(f"There is nothing at {arguments[1]}; nothing was read or made.")
        place.check_writable(place.data_dir())
        place.prepare(place.data_dir())
        with place.database():
            tables.bring_up_to_date()
            return manage_.execute("heartline import fhir", ["import_fhir", *arguments[1:]])
    except place.Trouble as error:
        return place.complain(error)
