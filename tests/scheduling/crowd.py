"""Many people at once, each with a database connection of their own and commits that are real."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TypeVar

from django.db import connection

Result = TypeVar("Result")


def all_at_once(calls: Sequence[Callable[[], Result]]) -> list[Result | Exception]:
    """Start all `calls` in the same moment; what each returned or raised, in order."""
    gate = Barrier(len(calls))

    def run(call: Callable[[], Result]) -> Result | Exception:
        gate.wait(30)
        try:
            return call()
        except Exception as error:  # the test looks at what it was
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))
