"""Django's migrate, which then brings grants and row-level security up to date."""

from typing import Any

from django.core.management.commands.migrate import Command as MigrateCommand

from heartline.kernel.db import security


class Command(MigrateCommand):
    def handle(self, *args: Any, **options: Any) -> None:
        super().handle(*args, **options)
        if not (options.get("plan") or options.get("check_unapplied") or args or options.get("app_label")):
            security.apply()
            if options["verbosity"]:
                self.stdout.write("Grants and row-level security are up to date.")
