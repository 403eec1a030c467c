"""Start Heartline: database, web server and worker, until Ctrl-C."""

import argparse
import os
import socket
import sys
import time
import urllib.error
import urllib.request
from contextlib import ExitStack

from rich.console import Console

from heartline.kernel import embedded, look, messages
from heartline.project.cli import listening, place, signins, supervisor, tables
from heartline.project.cli.steps import step
from heartline.project.cli.supervisor import Child

console = Console(highlight=False, soft_wrap=True)
LOOPBACK = ("127.0.0.1", "localhost", "::1")
MOST_WEBS = 3  # web servers; each holds up to project.lanes.CONNECTIONS to the database


def run(arguments: list[str]) -> int:
    """Check everything that can be checked before anything is made; then start, in order; then wait."""
    parser = argparse.ArgumentParser(prog="heartline up", description=__doc__)
    parser.add_argument("--port", type=int, default=8000, metavar="N", help="port of the web server (default: 8000)")
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default: 127.0.0.1)")
    parser.add_argument("--no-demo", action="store_true", help="start empty, without the demo clinic")
    options = parser.parse_args(arguments)
    data, address = place.data_dir(), _address(options)
    try:
        place.check_not_running(data)
        place.check_writable(data)
        with listening.on(options.host, options.port) as listener:
            if url := os.environ.get("DATABASE_URL"):
                place.check_server(url)
            place.prepare(data)
            with place.only_one(data, address):
                return _start(options, listener)
    except place.Trouble as error:
        return place.complain(error)


def _address(options: argparse.Namespace) -> str:
    host = "localhost" if options.host in (*LOOPBACK, "0.0.0.0", "::") else options.host
    return f"http://{host}:{options.port}/"


def _start(options: argparse.Namespace, listener: socket.socket) -> int:
    began = time.monotonic()
    supervisor.catch_signals()
    if not os.environ.get("HEARTLINE_HOSTS"):
        os.environ.setdefault("HEARTLINE_ADDRESS", _address(options))  # links in messages lead to this port
    os.environ["HEARTLINE_LOOK"] = look.VERSION
    webs = [Child("web", [str(listener.fileno())], (listener.fileno(),)) for _ in range(_web_servers())]
    web, worker = webs[0], Child("worker", [])
    try:
        with ExitStack() as kept:
            messages.compile_all()
            with step("Starting the database"):
                server = kept.enter_context(place.database())
            kept.callback(_stop, [*webs, worker])
            web.load()
            with step("Bringing its tables up to date"):
                tables.bring_up_to_date()
            web.go()
            _demo(load=not options.no_demo)
            with step("Waiting for the web server"):
                _wait_for(_address(options), web)
            for child in (worker, *webs[1:]):  # nobody waits for them, so they do not compete for the processor before
                child.load()
                child.go()
            _welcome(options, time.monotonic() - began)
            supervisor.keep([*webs, worker], lambda: _keep_alive(server))
    except supervisor.Stop:
        pass
    console.print("Stopped. Nothing that was saved is lost.")
    return 0


def _web_servers() -> int:
    """One for each processor, so that none stands idle while others wait, and one that falls over stops nobody."""
    return min(MOST_WEBS, os.cpu_count() or 1)


def _keep_alive(server: embedded.Server | None) -> None:
    """The database is shared, and may have been killed under us; an external one is its owner's to keep."""
    if server is not None and not server.alive():
        console.print("The database ended unexpectedly; starting it again.")
        try:
            server.revive()
        except embedded.Unusable as error:
            place.complain(error)
            time.sleep(supervisor.LONGEST_PAUSE / 3)


def _stop(children: list[Child]) -> None:
    """Web and worker first, while the database still answers them."""
    supervisor.ignore_signals()
    console.print("\nStopping …")
    supervisor.end(children)


def _demo(load: bool) -> None:
    from django.core.management import call_command

    from heartline.people.models import Organization

    if load and not Organization.objects.exists():
        console.print("Loading the demo clinic (once; under a minute) …")
        call_command("demo", verbosity=0)  # its sign-ins are shown at the end


def _wait_for(address: str, web: Child) -> None:
    """Until the first page is there. Any answer will do: who is asked by an unknown name may refuse."""
    until = time.monotonic() + 60
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    while time.monotonic() < until and web.falls < 3:
        try:
            direct.open(address, timeout=5).close()
        except urllib.error.HTTPError:
            return
        except OSError:
            web.watch()
            time.sleep(0.05)
        else:
            return
    raise place.CannotStart("The web server does not start; its own words are above.")


def _welcome(options: argparse.Namespace, seconds: float) -> None:
    from heartline.people.models import StaffMember

    address = _address(options)
    console.print(f"\n[bold]Heartline is at {address}[/]  [dim](ready in {seconds:.1f} s)[/]")
    if options.host not in LOOPBACK and not os.environ.get("HEARTLINE_HOSTS"):
        console.print(
            "Other machines are answered only by names that HEARTLINE_HOSTS lists, for instance care.example."
        )
    if shown := signins.table():
        console.print(shown)
        console.print(
            f"[dim]The code of the second factor stands on the page. Messages that would be sent: {address}outbox[/]"
        )
    elif not StaffMember.objects.exists():
        console.print("Nobody can sign in yet. Make the first administrator: ./heartline manage create_staff")
    console.print("Press Ctrl-C to stop.\n")
    sys.stdout.flush()
