"""Fixtures shared by all tests: databases, a running server, a real browser."""

import os
import shutil
import socket
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests import database

ROOT = database.ROOT


@pytest.fixture(scope="session")
def django_db_setup() -> None:
    """The worker's database is a clone of the migrated template already: nothing to make or to throw away."""


@pytest.fixture
def fresh_db(django_db_blocker: pytest.FixtureRequest) -> Iterator[str]:
    """A database of its own in which commits are real: for concurrency, the worker and the browser. Yields its URL."""
    from django.db import connection, connections

    name = f"hl_fresh_{uuid.uuid4().hex[:8]}"
    url = database.clone(name)
    settings = connections.settings["default"]
    before = settings["NAME"]
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        _switch(settings, name)
        try:
            yield url
        finally:
            _switch(settings, before)
            database.drop(name)
    del connection


def _switch(settings: dict[str, object], name: object) -> None:
    from django.db import connection

    connection.close()
    connection.close_pool()
    settings["NAME"] = connection.settings_dict["NAME"] = name


@dataclass
class Running:
    """A running Heartline: its address and its database."""

    url: str
    database_url: str
    data: Path


@pytest.fixture
def server(fresh_db: str, tmp_path: Path) -> Iterator[Running]:
    """uvicorn on a database of its own. What the test writes through the ORM, the server sees."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    data = Path(os.environ["HEARTLINE_DATA"])
    log = (tmp_path / "server.log").open("w")
    process = subprocess.Popen(
        [sys.executable, "-m", "uvicorn", "heartline.project.asgi:application", f"--port={port}", "--log-level=warning",
         "--lifespan=off"],
        cwd=ROOT,
        env={**os.environ, "DATABASE_URL": fresh_db, "PYTHONPATH": str(database.SOURCE)},
        stdout=log,
        stderr=log,
    )
    try:
        _wait_for(port, process, tmp_path / "server.log")
        yield Running(f"http://localhost:{port}", fresh_db, data)
    finally:
        process.terminate()
        process.wait(10)


def _wait_for(port: int, process: "subprocess.Popen[bytes]", log: Path) -> None:
    for _ in range(200):
        if process.poll() is not None:
            raise RuntimeError(f"The server did not start:\n{log.read_text()}")
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise RuntimeError("The server did not start in 20 seconds.")


def chromium() -> str | None:
    """Path of a Chromium to drive: HEARTLINE_CHROMIUM, else whatever is on the PATH."""
    return os.environ.get("HEARTLINE_CHROMIUM") or next(
        (path for name in ("chromium", "chromium-browser", "google-chrome") if (path := shutil.which(name))), None
    )


@pytest.fixture(scope="session")
def browser() -> Iterator[object]:
    """A real Chromium (playwright's Browser)."""
    path = chromium()
    if path is None:
        if os.environ.get("CI"):
            pytest.fail("No Chromium was found, and CI must not leave out the browser tests.")
        pytest.skip("No Chromium: install it (Debian: apt-get install chromium) or set HEARTLINE_CHROMIUM.")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        started = driver.chromium.launch(
            executable_path=path,
            args=["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
                  "--disable-component-update", "--disable-sync"],
        )
        yield started
        started.close()
