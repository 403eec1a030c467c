"""A whole Heartline of its own, as a clinic runs it: database, web server and worker, kept by `up`; gone when the block ends."""

import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from heartline.kernel import embedded

ROOT = Path(__file__).resolve().parents[1]
PATIENCE = 180  # seconds until it answers
GOODBYE = 60  # seconds for its end


@dataclass(frozen=True, slots=True)
class House:
    """Where it answers, and the process that keeps its children."""

    address: str  # "http://localhost:8123"
    port: int
    process: "subprocess.Popen[bytes]"
    data: Path


@contextmanager
def standing(beside: Path, settings: Mapping[str, str]) -> Iterator[House]:
    """Start one with these environment variables, empty, and point Django at its database."""
    with tempfile.TemporaryDirectory(prefix=".bench-", dir=beside) as folder:
        data, port = Path(folder) / "data", _free_port()
        environment = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "EMAIL_URL")}
        environment |= {"HEARTLINE_DATA": str(data), "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT)])}
        process = subprocess.Popen(
            [sys.executable, "-m", "heartline.project", "up", "--no-demo", "--port", str(port)],
            env={**environment, **settings},
            cwd=ROOT,
            stdout=subprocess.DEVNULL,
        )
        try:
            house = House(f"http://localhost:{port}", port, process, data)
            _wait_for(house)
            with embedded.running(data / "postgres") as server:
                os.environ |= {"HEARTLINE_DATA": str(data), "DATABASE_URL": server.uri()}
                import django

                django.setup()
                try:
                    yield house
                finally:
                    from django.db import connections

                    connections.close_all()
        finally:
            process.terminate()
            process.wait(GOODBYE)


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


def _wait_for(house: House) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and house.process.poll() is None:
        try:
            urllib.request.urlopen(house.address, timeout=5).close()
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError("Heartline did not start; its own words are above.")
