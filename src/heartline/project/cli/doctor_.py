"""Check this installation, in words. Exit status 0 when all is well."""

import argparse
import os
import re
import stat
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from importlib import metadata
from pathlib import Path

from rich.console import Console

from heartline.project.backup import journal
from heartline.project.cli import place, tables

Finding = tuple[str, str]  # ("ok" | "note" | "wrong", sentence)
ROOT = Path(__file__).resolve().parents[4]
PIN = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[^\]]*\])?==([^\s;\\]+)", re.MULTILINE)
MARKS = {"ok": "[green]✓[/]", "note": "[yellow]![/]", "wrong": "[red]✗[/]"}


def run(arguments: list[str]) -> int:
    """Print one line a check."""
    argparse.ArgumentParser(prog="heartline doctor", description=__doc__).parse_args(arguments)
    console = Console(highlight=False, soft_wrap=True)
    wrong = 0
    try:
        for finding in _checks():
            console.print(f"{MARKS[finding[0]]} {finding[1]}")
            wrong += finding[0] == "wrong"
    except place.Trouble as error:
        console.print(f"{MARKS['wrong']} {error}")
        wrong += 1
    console.print("All is well." if not wrong else f"{wrong} thing(s) need attention.")
    return 1 if wrong else 0


def _checks() -> Iterator[Finding]:
    yield "ok", f"Python {sys.version_info.major}.{sys.version_info.minor}."
    yield from _packages()
    yield from _data()
    data, embedded = place.data_dir(), not os.environ.get("DATABASE_URL")
    if embedded and not (data / "postgres").exists():
        yield "note", "There is no database yet: ./heartline up makes it."
        return
    place.prepare(data)
    with place.database():
        import django

        django.setup()
        yield (
            "ok",
            "The database is the one that comes with Heartline." if embedded else "The database is in DATABASE_URL.",
        )
        yield from _server()
        if count := tables.missing():
            yield "wrong", f"{count} change(s) to the tables are not applied: ./heartline manage migrate (or: up)."
            return  # the rest would look into tables that are not there
        yield "ok", "The tables are up to date."
        checks: list[Callable[[], Iterator[Finding]]] = [
            _confinement,
            _audit,
            _worker,
            _catalogues,
            _mail,
            _channels,
            _backups,
        ]
        for check in checks:
            yield from check()


def _packages() -> Iterator[Finding]:
    """What is installed, against the lock. ./heartline looks only at the lock's hash, for speed."""
    pinned = dict(PIN.findall((ROOT / "requirements" / "base.txt").read_text()))
    wrong = []
    for name, version in pinned.items():
        try:
            installed = metadata.version(name)
        except metadata.PackageNotFoundError:
            installed = "missing"
        if installed != version:
            wrong.append(f"{name} {installed} instead of {version}")
    if wrong:
        yield "wrong", f"Packages differ from the lock ({'; '.join(wrong)}): remove .venv and start ./heartline again."
    else:
        yield "ok", f"All {len(pinned)} packages are those of the lock."


def _data() -> Iterator[Finding]:
    data = place.data_dir()
    place.check_writable(data)
    if not data.exists():
        yield "note", f"The data folder {data} is not there yet: ./heartline up makes it."
        return
    yield "ok", f"The data folder {data} is writable."
    for private in (data, data / "media", data / "outbox"):
        if private.exists() and stat.S_IMODE(private.stat().st_mode) & 0o044:
            yield "wrong", f"Others on this machine can read {private}: chmod go-r it."
    secret = data / "secret"
    if os.environ.get("HEARTLINE_SECRET_KEY"):
        yield "ok", "The signing key comes from HEARTLINE_SECRET_KEY."
    elif not secret.exists():
        yield "note", "No signing key yet: it is made at the first start."
    elif stat.S_IMODE(secret.stat().st_mode) & 0o077:
        yield "wrong", f"Others on this machine can read the signing key {secret}: chmod 600 it."
    else:
        yield "ok", "The signing key is private."
    push = data / "push-key"
    if push.exists() and stat.S_IMODE(push.stat().st_mode) & 0o077:
        yield "wrong", f"Others on this machine can read the key of notifications {push}: chmod 600 it."


def _server() -> Iterator[Finding]:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('server_version'), current_setting('fsync')")
        version, fsync = cursor.fetchone()
    yield "ok", f"PostgreSQL {version} answers."
    if fsync != "on":
        yield "wrong", "The database runs without fsync: a power cut could lose what was acknowledged."


def _confinement() -> Iterator[Finding]:
    from heartline.kernel.db import security

    problems = security.problems()
    for problem in problems:
        yield "wrong", f"{problem} ./heartline manage migrate mends it."
    if not problems:
        yield "ok", "Row-level security confines patients' requests on every table with a patient."


def _audit() -> Iterator[Finding]:
    from heartline.kernel import audit
    from heartline.kernel.db import security

    for problem in security.unguarded():
        yield "wrong", problem
    verdict = audit.verify()
    anchor = place.data_dir() / "audit-anchor"
    if not verdict.whole:
        yield (
            "wrong",
            (
                f"The audit log does not fit together at entry {verdict.broken_at}: somebody changed it behind Heartline's "
                "back. Keep a copy of the database and tell the privacy officer."
            ),
        )
        return
    if anchor.exists():
        place_, _space, digest = anchor.read_text().partition(" ")
        if not audit.holds(int(place_), bytes.fromhex(digest)):
            yield (
                "wrong",
                f"The audit log has lost entries: entry {place_}, seen by an earlier check, is gone or changed.",
            )
            return
    anchor.write_text(f"{verdict.entries} {verdict.head.hex()}")
    yield "ok", f"The audit log is whole: {verdict.entries} entries, chained."


def _worker() -> Iterator[Finding]:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM procrastinate_workers WHERE last_heartbeat > now() - interval '1 minute'")
        (alive,) = cursor.fetchone()
        cursor.execute(
            "SELECT count(*) FILTER (WHERE status = 'failed'), count(*) FILTER (WHERE status = 'todo' "
            "AND coalesce(scheduled_at, now()) < now() - interval '10 minutes') FROM procrastinate_jobs"
        )
        failed, late = cursor.fetchone()
    yield ("ok", "The worker is alive.") if alive else ("note", "No worker is running: ./heartline up starts one.")
    if failed:
        yield "wrong", f"{failed} job(s) failed for good: ./heartline manage procrastinate healthchecks shows more."
    if late and alive:
        yield "wrong", f"{late} job(s) have waited for more than ten minutes."


def _catalogues() -> Iterator[Finding]:
    from heartline.kernel import messages

    compiled = messages.compile_all()
    yield "ok", "The translations are compiled." if not compiled else f"{compiled} translations were compiled just now."


def _mail() -> Iterator[Finding]:
    from heartline.people.models import Organization

    if not os.environ.get("EMAIL_URL") and Organization.objects.filter(is_demo=False).exists():
        yield "wrong", "EMAIL_URL is not set: sign-in codes and confirmations are kept in the outbox and reach nobody."


def _channels() -> Iterator[Finding]:
    from heartline.channels.health.queries import meta_problem, systems_problem, twilio_problem, ways
    from heartline.channels.health.rules import Condition

    if problem := twilio_problem():
        yield "wrong", f"HEARTLINE_TWILIO_URL cannot be read, so no text message goes out. {problem}"
    if problem := meta_problem():
        yield "wrong", f"HEARTLINE_META_URL cannot be read, so Messenger and Instagram are closed. {problem}"
    if problem := systems_problem():
        yield "wrong", f"HEARTLINE_SYSTEMS cannot be read, so no other system can write to us. {problem}"
    for way in ways():
        if way.condition is Condition.AILING:
            yield "wrong", f"The last message by {way.door} was not taken ({way.provider}): {way.health.words}"


def _backups() -> Iterator[Finding]:
    from heartline.people.models import Organization

    data, now = place.data_dir(), datetime.now(UTC)
    if back := journal.read(data, journal.RESTORED):
        yield "ok", f"Restored from {back.file}: all {back.rows:,} rows were as they had been at {back.made_at}."
    last = journal.read(data, journal.LAST)
    if last is None:
        if Organization.objects.filter(is_demo=False).exists():
            yield "wrong", "There is no backup yet: ./heartline backup makes one."
        else:
            yield "note", "There is no backup yet: ./heartline backup makes one."
    elif not Path(last.file).exists():
        yield "note", f"The last backup, {last.file}, is no longer there: moved to a safe place, it is hoped."
    elif not last.verified:
        yield "wrong", f"The last backup, {last.file}, was not verified: ./heartline backup makes one that is."
    elif now - last.when > timedelta(days=2):
        yield "wrong", f"The last backup is {(now - last.when).days} days old: ./heartline backup makes a new one."
    else:
        yield "ok", f"The last backup is of {last.made_at}, and was restored into a scratch database and compared."
