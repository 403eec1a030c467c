"""Bring the message catalogues to what code and templates say, compile them, and list what is untranslated."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from heartline.kernel import messages


class Command(BaseCommand):
    help = __doc__
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--locale", action="append", choices=messages.PLURALS, help="only this one (repeatable)")

    def handle(self, *args: Any, **options: Any) -> None:
        locales = options["locale"] or list(messages.PLURALS)
        for app, count in messages.update(locales).items():
            self.stdout.write(f"{app}: {count} messages")
        messages.compile_all()
        gaps = messages.missing(locales)
        for gap in gaps:
            self.stdout.write(gap)
        self.stdout.write(f"{len(gaps)} untranslated.")
