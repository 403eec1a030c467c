"""Django's own commands, on Heartline's database."""

from heartline.project.cli import place


def run(arguments: list[str]) -> int:
    """Run one management command; the embedded database is started for it when it does not run yet."""
    try:
        place.check_writable(place.data_dir())
        place.prepare(place.data_dir())
        with place.database():
            from django.core.management import execute_from_command_line

            execute_from_command_line(["heartline manage", *(arguments or ["help"])])
    except place.Trouble as error:
        return place.complain(error)
    return 0
