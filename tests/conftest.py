"""Fixtures shared by all tests: databases, a running server, a real browser."""

import os
import shutil
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import pytest_django
from django.conf import settings
from django.db import connection, connections
from django.test import TransactionTestCase
from django.utils import translation

from heartline.project.cli.test_ import BROWSERS
from tests import database
from tests.nursery import Nursery


@pytest.fixture(scope="session")
def django_db_setup() -> None:
    """The worker's database is a clone of the migrated template already: nothing to make or to throw away."""


@pytest.fixture(scope="session", autouse=True)
def _clone_instead_of_flush() -> None:
    """After a `django_db(transaction=True)` test Django empties every table, which ledger and audit refuse by design.

    A new clone of the template is as quick, and as clean.
    """

    def start_over(_case: TransactionTestCase) -> None:
        _disconnect()
        database.clone(connections.settings["default"]["NAME"])

    TransactionTestCase._fixture_teardown = start_over  # type: ignore[method-assign]


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    """A page asked for in another language leaves this thread in it; the next test begins in English."""
    with translation.override("en"):
        yield


@pytest.fixture
def fresh_db(django_db_blocker: pytest_django.DjangoDbBlocker) -> Iterator[str]:
    """A database of its own in which commits are real: for concurrency, the worker and the browser. Yields its URL."""
    name = f"hl_fresh_{uuid.uuid4().hex[:8]}"
    url = database.clone(name)
    before = connections.settings["default"]["NAME"], settings.DATABASE_CONNINFO
    with django_db_blocker.unblock():
        _switch(name, url)
        try:
            yield url
        finally:
            _switch(*before)
            database.drop(name)


def _switch(name: str, url: str) -> None:
    _disconnect()
    connections.settings["default"]["NAME"] = connection.settings_dict["NAME"] = name
    settings.DATABASE_CONNINFO = url  # whoever listens or works opens connections of its own with it


def _disconnect() -> None:
    connection.close()
    connection.close_pool()


@dataclass
class Running:
    """A running Heartline: its address and its database."""

    url: str
    database_url: str
    data: Path


@pytest.fixture(scope="session")
def _nursery() -> Iterator[Nursery]:
    with Nursery() as nursery:
        yield nursery


@pytest.fixture
def server(_nursery: Nursery, fresh_db: str, tmp_path: Path) -> Iterator[Running]:
    """Heartline on a database of its own. What the test writes through the ORM, the server sees."""
    log = tmp_path / "server.log"
    with _nursery.server(fresh_db, log) as port:
        yield Running(f"http://localhost:{port}", fresh_db, Path(os.environ["HEARTLINE_DATA"]))


def chromium() -> str | None:
    """Path of a Chromium to drive: HEARTLINE_CHROMIUM, else whatever is on the PATH."""
    return os.environ.get("HEARTLINE_CHROMIUM") or next(
        (path for name in BROWSERS if (path := shutil.which(name))), None
    )


@pytest.fixture(scope="session")
def browser() -> Iterator[object]:
    """A real Chromium (playwright's Browser)."""
    path = chromium()
    if path is None:
        if os.environ.get("CI"):
            pytest.fail("No Chromium was found, and CI must not leave out the browser tests.")
        pytest.skip(
            "No Chromium: install it (Debian: apt-get install chromium-headless-shell) or set HEARTLINE_CHROMIUM."
        )
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        started = driver.chromium.launch(
            executable_path=path,
            args=[
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
            ],
        )
        yield started
        started.close()
