"""Django's own commands, on Heartline's database."""

import os

from django.core.management import ManagementUtility

from heartline.project.cli import place


def run(arguments: list[str]) -> int:
    """Run one management command; the embedded database is started for it when it does not run yet."""
    if not arguments or {"help", "-h", "--help"}.intersection(arguments):
        return explain("heartline manage", arguments or ["help"])
    try:
        place.check_writable(place.data_dir())
        place.prepare(place.data_dir())
        with place.database():
            return execute("heartline manage", arguments)
    except place.Trouble as error:
        return place.complain(error)


def explain(shown_as: str, arguments: list[str]) -> int:
    """Print help. That needs no database, and makes nothing in the data folder: no signing key either."""
    os.environ.setdefault("HEARTLINE_SECRET_KEY", "for help only")
    return execute(shown_as, arguments)


def execute(shown_as: str, arguments: list[str]) -> int:
    """Hand over to Django, which ends the process itself when a command fails."""
    utility = ManagementUtility([shown_as, *arguments])
    utility.prog_name = shown_as
    utility.execute()
    return 0
