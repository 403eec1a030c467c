"""A scratch server with fsync on, and a world in it that grows; gone when the block ends."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg
from rich.progress import Progress

from heartline.kernel import embedded
from heartline.kernel.embedded.cluster import SUPERUSER

if TYPE_CHECKING:
    from bench._world import World


@contextmanager
def server(beside: Path) -> Iterator[None]:
    """Point Django at a new, migrated database of its own."""
    with (
        tempfile.TemporaryDirectory(prefix=".bench-", dir=beside) as folder,
        embedded.running(Path(folder) / "postgres") as it,
    ):
        os.environ["DATABASE_URL"] = it.uri()
        from heartline.project.cli import tables

        tables.bring_up_to_date()
        with psycopg.connect(it.uri(user=SUPERUSER), autocommit=True) as own:
            own.execute("GRANT pg_checkpoint TO heartline")
            own.execute("CREATE EXTENSION pg_prewarm")
        try:
            yield
        finally:
            from django.db import connections

            connections.close_all()


def grow(world: "World", share: float, name: str, bar: Progress) -> None:
    """Fill in `share` of the data, with progress."""
    task = bar.add_task(name, total=1.0)
    for what, done in world.fill(share):
        bar.update(task, description=f"{name}: {what}", completed=done)
    world.name = name
    bar.remove_task(task)
