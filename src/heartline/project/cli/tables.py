"""The database's tables, brought up to what the code expects."""

from io import StringIO

import django
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor


def bring_up_to_date() -> None:
    """Migrate if anything is to be migrated; in any case put grants and policies right."""
    django.setup()
    from heartline.kernel.db import security  # needs Django set up

    if missing():
        call_command("migrate", verbosity=0, stdout=StringIO())
    else:
        security.apply()  # they may have changed without the tables


def missing() -> int:
    """How many migrations are not applied yet."""
    executor = MigrationExecutor(connection)
    return len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
