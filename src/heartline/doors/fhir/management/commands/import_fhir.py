"""Read what another system exported: FHIR R4 Bundles, resources or NDJSON, a file or a folder, .gz too."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any
from zoneinfo import available_timezones

from django.core.management.base import BaseCommand, CommandError
from rich.console import Console

from heartline.doors.fhir import importing
from heartline.doors.fhir.printing import Bar, show
from heartline.scheduling.models import Service


class Command(BaseCommand):
    help = (
        "Read patients, staff, places, coverage, visits and free times that another system exported as FHIR R4 "
        "(Bundle, single resource or NDJSON; a file or a folder; .gz too). Safe to repeat: nothing is doubled. "
        "Exit status 0 when every file was read to its end, 1 when one was not, 2 when there is nothing to read."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.prog = "heartline import fhir"  # as people call it
        parser.add_argument("path", metavar="PATH", type=Path)
        parser.add_argument(
            "--source", metavar="NAME", default="",
            help="the system it comes from; ids other than UUIDs are unique within it (default: the file's folder)",
        )  # fmt: skip
        parser.add_argument("--report", metavar="FILE", type=Path, help="write the whole report as JSON")
        parser.add_argument(
            "--time-zone", metavar="ZONE", default="",
            help="of places, which FHIR R4 does not tell, as in America/New_York (default: that of the sites here)",
        )  # fmt: skip
        parser.add_argument(
            "--online", choices=Service.Online.values, default=Service.Online.ANYONE,
            help="who may book by themselves the services of published schedules (default: anyone)",
        )  # fmt: skip

        parser.add_argument(
            "--organization", metavar="NAME", default="",
            help="what to call the organization that runs here, if there is none yet (default: the source's name)",
        )  # fmt: skip

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["path"]
        if options["time_zone"] and options["time_zone"] not in available_timezones():
            raise CommandError(
                f"{options['time_zone']} is no time zone; write it as in America/New_York.", returncode=2
            )
        console = Console(file=self.stdout, highlight=False)  # type: ignore[arg-type]
        try:
            with Bar(Console(stderr=True)) as bar:
                report = importing.run(
                    path, source=options["source"], time_zone=options["time_zone"], online=options["online"],
                    organization=options["organization"], progress=bar.advance, passes=bar.total,
                )  # fmt: skip
        except FileNotFoundError:
            raise CommandError(f"There is nothing at {path}.", returncode=2) from None
        show(report, console)
        if not (report.files_read or report.files_broken):
            raise CommandError(
                f"There is no FHIR file in {path} (.json, .ndjson or .jsonl, each also .gz).", returncode=2
            )
        if options["report"]:
            try:
                text = json.dumps(report.as_json(), indent=2, ensure_ascii=False) + "\n"
                options["report"].write_text(text, "utf-8")
            except OSError as problem:
                raise CommandError(f"The import is done, but the report could not be written: {problem}") from None
            console.print(f"The whole report is in {options['report']}.")
        if report.files_broken:
            raise SystemExit(1)
