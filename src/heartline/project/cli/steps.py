"""Long steps of a command, shown while they last."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console

console = Console(highlight=False, soft_wrap=True)


@contextmanager
def step(words: str) -> Iterator[None]:
    """Show that something is going on, and how long it took."""
    began = time.monotonic()
    with console.status(f"{words} …"):
        yield
    console.print(f"[green]✓[/] {words} [dim]{time.monotonic() - began:.1f} s[/]")
