"""Run the real ./heartline in a place of its own."""

import os
import signal
import socket
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil

from tests.database import ROOT

PATIENCE = 120.0  # seconds; a busy machine is no failure


def environment(data: Path, **more: str) -> dict[str, str]:
    """As a person's shell would have it: nothing of the test's own databases."""
    ours = ("HEARTLINE_", "DATABASE_URL", "DJANGO_", "PYTEST_", "PYTHONPATH")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    return kept | {"HEARTLINE_DATA": str(data), "PYTHONUNBUFFERED": "1"} | more


def heartline(*arguments: str, data: Path, **more: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [str(ROOT / "heartline"), *arguments],
        env=environment(data, **more),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Up:
    """A running `./heartline up`."""

    def __init__(self, data: Path, port: int) -> None:
        self.began = time.monotonic()
        self.lines: list[str] = []
        self._process = subprocess.Popen(
            [str(ROOT / "heartline"), "up", "--no-demo", "--port", str(port)],
            env=environment(data),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self._ready = threading.Event()
        threading.Thread(target=self._read, daemon=True).start()

    def wait_until_ready(self) -> float:
        """Seconds from the start until it says that it is there."""
        assert self._ready.wait(PATIENCE), self.said
        assert "Press Ctrl-C" in self.said, self.said
        return time.monotonic() - self.began

    def family(self) -> list[psutil.Process]:
        """The supervisor and all below it."""
        supervisor = psutil.Process(self._process.pid)
        return [supervisor, *supervisor.children(recursive=True)]

    def signal(self, number: signal.Signals) -> int:
        self._process.send_signal(number)
        return self._process.wait(PATIENCE)

    @property
    def said(self) -> str:
        return "".join(self.lines)

    def _read(self) -> None:
        assert self._process.stdout
        for line in self._process.stdout:
            self.lines.append(line)
            if "Press Ctrl-C" in line:
                self._ready.set()
        self._ready.set()


@contextmanager
def up(data: Path, port: int) -> Iterator[Up]:
    running = Up(data, port)
    try:
        yield running
    finally:
        running.signal(signal.SIGTERM)


def postgres_in(data: Path) -> list[int]:
    """Server processes whose files are there."""
    found = []
    for process in psutil.process_iter(["name"]):
        try:
            if process.info["name"] == "postgres" and process.cwd() == str((data / "postgres").resolve()):
                found.append(process.pid)
        except (psutil.Error, OSError):
            continue
    return found


def wait_for(condition: Callable[[], bool], *, seconds: float = 30.0) -> bool:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if condition():
            return True
        time.sleep(0.1)
    return False
