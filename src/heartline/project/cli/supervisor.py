"""Keeps the web server, the worker and the database running until told to stop."""

import contextlib
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass

LONGEST_PAUSE = 30.0  # seconds between attempts to start a child that keeps falling over
STEADY = 60.0  # seconds after which a child counts as well again
PATIENCE = 12.0  # seconds a child has for ending by itself
LOOK = 0.2  # seconds between two looks


@dataclass
class Child:
    """One process and its history of falling over. `descriptors` are handed down to it."""

    name: str
    arguments: list[str]
    descriptors: tuple[int, ...] = ()
    process: "subprocess.Popen[bytes] | None" = None
    started_at: float = 0.0
    falls: int = 0
    due_at: float = 0.0

    def load(self) -> None:
        """Start the process, which loads its code and then waits for go()."""
        self.started_at = time.monotonic()
        self.process = subprocess.Popen(
            [sys.executable, "-m", "heartline.project.cli.child", self.name, *self.arguments],
            stdin=subprocess.PIPE,  # held open: its end tells the child that we are gone
            pass_fds=self.descriptors,
            start_new_session=True,  # Ctrl-C in the terminal reaches only us; we stop the children in order
        )

    def go(self) -> None:
        """Let it begin; what it needs is there."""
        if self.process is not None and self.process.stdin is not None:
            with contextlib.suppress(BrokenPipeError):  # it fell over: watch() sees that
                self.process.stdin.write(b"\n")
                self.process.stdin.flush()

    def watch(self) -> None:
        """Start it again when it fell over, with a growing pause."""
        now = time.monotonic()
        if self.process is None:
            if now >= self.due_at:
                self.load()
                self.go()
        elif self.process.poll() is not None:
            self.falls = 1 if now - self.started_at > STEADY else self.falls + 1
            pause = min(LONGEST_PAUSE, 0.5 * 2**self.falls)
            print(
                f"The {self.name} ended unexpectedly (status {self.process.returncode}); "
                f"starting it again in {pause:.0f} s.",
                file=sys.stderr,
            )
            self._close_pipe()
            self.process, self.due_at = None, now + pause

    def stop(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)

    def wait(self) -> None:
        if self.process is not None:
            try:
                self.process.wait(PATIENCE)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
            self._close_pipe()

    def _close_pipe(self) -> None:
        if self.process is not None and self.process.stdin is not None:
            with contextlib.suppress(BrokenPipeError):
                self.process.stdin.close()


class Stop(BaseException):
    """A signal asked us to end. Not an Exception, so that no `except Exception` on its way swallows it."""


def _ask_to_stop(*_: object) -> None:
    raise Stop


def catch_signals() -> None:
    """From here on Ctrl-C, SIGTERM and a closed terminal raise Stop."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _ask_to_stop)


def ignore_signals() -> None:
    """While stopping, a second Ctrl-C must not interrupt the clean end."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)


def keep(children: list[Child], also: Callable[[], None]) -> None:
    """Watch `children` until Stop, and call `also` as often."""
    with contextlib.suppress(Stop):
        while True:
            also()
            for child in children:
                child.watch()
            time.sleep(LOOK)


def end(children: list[Child]) -> None:
    """Stop all of them side by side and wait."""
    for child in children:
        child.stop()
    for child in children:
        child.wait()
