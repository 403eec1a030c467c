"""Read what another system exported."""

import argparse

from heartline.project.cli import manage_


def run(arguments: list[str]) -> int:
    """`import fhir PATH …`: every further word is the management command's."""
    parser = argparse.ArgumentParser(prog="heartline import", description=__doc__)
    kinds = parser.add_subparsers(dest="kind", metavar="KIND", required=True)
    kinds.add_parser("fhir", help="FHIR R4 bundles and NDJSON: a file or a folder", add_help=False)
    parser.parse_known_args(arguments[:1])
    return manage_.run(["import_fhir", *arguments[1:]])
