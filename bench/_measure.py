"""How an action is measured: beside bare SQL that does the same work, turn and turn about, in the same run."""

import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import connection

if TYPE_CHECKING:
    from bench._world import World

WARM_UP = 5


@dataclass(frozen=True, slots=True)
class Measurement:
    """Times in milliseconds. `ratio` is the action's median over bare SQL's; `grown` its median over that in a tenth of the data."""

    action: str
    world: str
    p50: float
    p99: float
    per_second: float
    queries: int
    bare_p50: float
    ratio: float
    grown: float | None = None
    note: str = ""


def measure(
    action: str,
    world: "World",
    work: Callable[[], object],
    bare: Callable[[], object],
    turns: int = 200,
    note: str = "",
) -> Measurement:
    """Do both `turns` times (fewer in a small world), alternately, after some turns that warm up."""
    turns = rounds(world, turns)
    mine: list[float] = []
    theirs: list[float] = []
    with counting() as count:
        work()
    queries = len(count)
    for turn in range(turns + WARM_UP):
        for function, times in ((work, mine), (bare, theirs)):
            start = time.perf_counter()
            function()
            took = (time.perf_counter() - start) * 1000
            if turn >= WARM_UP:
                times.append(took)
    p50, bare_p50 = statistics.median(mine), statistics.median(theirs)
    return Measurement(
        action,
        world.name,
        p50,
        quantile(mine, 0.99),
        1000 / statistics.fmean(mine),
        queries,
        bare_p50,
        p50 / bare_p50,
        note=note,
    )


def rounds(world: "World", turns: int) -> int:
    """How often to measure: `turns` times in a whole world, less in a small one, where only the way is tried."""
    return max(10, int(turns * min(1.0, world.scale * 10)))


def quantile(times: list[float], share: float) -> float:
    """The smallest measured time that `share` of all do not exceed."""
    return sorted(times)[min(len(times) - 1, int(share * len(times)))]


@contextmanager
def counting() -> Iterator[list[str]]:
    """Statements sent while the block runs."""
    sent: list[str] = []

    def note(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        sent.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        yield sent
