"""Start Heartline: database, web server and worker, until Ctrl-C."""

import argparse
import os
import socket
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from io import StringIO

from rich.console import Console
from rich.table import Table

from heartline.project.cli import place, supervisor
from heartline.project.cli.supervisor import Child

console = Console(highlight=False)


def run(arguments: list[str]) -> int:
    """Check everything that can be checked before anything is made; then start, in order; then wait."""
    parser = argparse.ArgumentParser(prog="heartline up", description=__doc__)
    parser.add_argument("--port", type=int, default=8000, metavar="N", help="port of the web server (default: 8000)")
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default: 127.0.0.1)")
    parser.add_argument("--no-demo", action="store_true", help="start empty, without the demo clinic")
    options = parser.parse_args(arguments)
    try:
        check_port(options.host, options.port)
        place.check_writable(place.data_dir())
        if url := os.environ.get("DATABASE_URL"):
            place.check_server(url)
        place.prepare(place.data_dir())
        with place.only_one(place.data_dir()):
            return _start(options)
    except place.Trouble as error:
        return place.complain(error)


def check_port(host: str, port: int) -> None:
    """Raise CannotStart when the port cannot be had."""
    if not 0 < port < 65536:
        raise place.CannotStart(f"{port} is not a port: choose one from 1 to 65535.")
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise place.CannotStart(
                f"Port {port} on {host} cannot be used ({error.strerror}): stop what uses it, "
                f"or choose another, for instance --port {port + 1 if port < 65535 else 8000}."
            ) from error


def _start(options: argparse.Namespace) -> int:
    began = time.monotonic()
    supervisor.catch_signals()
    children = [Child("web", [options.host, str(options.port)]), Child("worker", [])]
    try:
        with ExitStack() as kept:
            with step("Starting the database"):
                kept.enter_context(place.database())
            kept.callback(_stop, children)
            with step("Bringing its tables up to date"):
                _migrate()
            for child in children:
                child.start()
            _demo(load=not options.no_demo)
            with step("Waiting for the web server"):
                _wait_for(options.host, options.port, children)
            _welcome(options, time.monotonic() - began)
            supervisor.keep(children)
    except supervisor.Stop:
        pass
    console.print("Stopped. Nothing that was saved is lost.")
    return 0


def _stop(children: list[Child]) -> None:
    """Web and worker first, while the database still answers them."""
    supervisor.ignore_signals()
    console.print("\nStopping …")
    supervisor.end(children)


@contextmanager
def step(words: str) -> Iterator[None]:
    """Show that something is going on, and how long it took."""
    began = time.monotonic()
    with console.status(f"{words} …"):
        yield
    console.print(f"[green]✓[/] {words} [dim]{time.monotonic() - began:.1f} s[/]")


def _migrate() -> None:
    import django

    django.setup()
    from django.core.management import call_command

    from heartline.kernel import messages

    messages.compile_all()
    call_command("migrate", verbosity=0, stdout=StringIO())


def _demo(load: bool) -> None:
    from django.core.management import call_command

    from heartline.people.models import Organization

    if load and not Organization.objects.exists():
        console.print("Loading the demo clinic (once; under a minute) …")
        call_command("demo")


def _wait_for(host: str, port: int, children: list[Child]) -> None:
    address = "127.0.0.1" if host == "0.0.0.0" else host
    for _ in range(300):
        with socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET) as probe:
            if probe.connect_ex((address, port)) == 0:
                return
        for child in children:
            child.watch()
        time.sleep(0.1)
    raise place.CannotStart("The web server did not come up in 30 seconds; its words are above.")


def _welcome(options: argparse.Namespace, seconds: float) -> None:
    from heartline.people.models import Organization, StaffMember

    host = "localhost" if options.host in ("127.0.0.1", "0.0.0.0") else options.host
    console.print(f"\n[bold]Heartline is at http://{host}:{options.port}/[/]  [dim](ready in {seconds:.1f} s)[/]")
    if Organization.objects.filter(is_demo=True).exists():
        from heartline.people.demo import logins

        table = Table(title="Sign in as", title_justify="left", box=None, padding=(0, 2, 0, 0))
        for heading in ("Who", "E-mail", "Password", ""):
            table.add_column(heading)
        for row in logins():
            table.add_row(*(str(cell) for cell in row))
        console.print(table)
        console.print(f"[dim]Messages that would be sent: http://{host}:{options.port}/outbox[/]")
    elif not StaffMember.objects.exists():
        console.print("Nobody can sign in yet. Make the first administrator: ./heartline manage create_admin")
    console.print("Press Ctrl-C to stop.\n")
    sys.stdout.flush()
