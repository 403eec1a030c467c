"""Bring the message catalogues to what code and templates say, compile them, and list what is untranslated."""

from typing import Any

from django.core.management.base import BaseCommand

from heartline.kernel import messages


class Command(BaseCommand):
    help = __doc__
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        for app, count in messages.update().items():
            self.stdout.write(f"{app}: {count} messages")
        messages.compile_all()
        gaps = messages.missing()
        for gap in gaps:
            self.stdout.write(gap)
        self.stdout.write(f"{len(gaps)} untranslated.")
