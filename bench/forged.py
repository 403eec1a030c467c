"""Malformed, replayed and forged webhooks and letters: none falls over, none is lost, none that is forged gets in.

In a whole Heartline of its own, over HTTP, by every webhook there is: text messages, calls, Messenger, comments, other
systems, letters. What is made, is made from a seed.
"""

import argparse
import asyncio
import json
import time
from collections import Counter
from typing import Any

from bench import _house
from bench._forgeries import FORGED, GOOD, SETTINGS, Case, cases
from bench._http import Connection
from heartline.project.cli import place

LANES = 4


def run(arguments: list[str]) -> int:
    """Print how many fell over, were lost, were kept twice, and got in though forged; 1 if any did."""
    parser = argparse.ArgumentParser(prog="heartline bench forged", description=__doc__)
    parser.add_argument("--requests", type=int, default=10_000, help="how many (default: 10000)")
    parser.add_argument("--seed", type=int, default=1, help="what they are made from (default: 1)")
    parser.add_argument("--json", action="store_true", help="print the result as JSON")
    options = parser.parse_args(arguments)
    place.check_writable(place.data_dir())
    place.prepare(place.data_dir())
    with _house.standing(place.data_dir(), SETTINGS) as house:
        made = list(cases(options.seed, options.requests, house.address))
        began = time.monotonic()
        statuses = asyncio.run(_asked(house.port, made))
        found = {"requests": len(made), "seconds": round(time.monotonic() - began), **_judged(made, statuses)}
    print(json.dumps(found, indent=1) if options.json else _said(found))
    return 1 if any(found[name] for name in ("crashed", "lost", "forged_let_in", "kept_twice", "answered_wrong")) else 0


async def _asked(port: int, made: list[Case]) -> list[int]:
    """The status of each, by some connections at once; 0 where the connection broke."""
    statuses = [0] * len(made)

    async def some(first: int) -> None:
        connection = await Connection.open(port)
        for place_ in range(first, len(made), LANES):
            post = made[place_].post
            try:
                statuses[place_], _body = await connection.ask("POST", post.path, post.headers, post.body)
            except (OSError, asyncio.IncompleteReadError):
                connection = await Connection.open(port)
        connection.close()

    await asyncio.gather(*(some(first) for first in range(LANES)))
    return statuses


def _judged(made: list[Case], statuses: list[int]) -> dict[str, Any]:
    from heartline.conversations.models import Message, Original

    texts = Counter(Message.objects.filter(text__contains="case ").values_list("text", flat=True))
    letters = {
        bytes(each)
        for each in Original.objects.filter(message__door="email").values_list("content", flat=True).iterator()
    }
    lost = {case.kept for case in made if isinstance(case.kept, bytes)} - letters
    mute = [case for case in made if case.kind == GOOD and not case.kept and not case.post.path.endswith("/answer")]
    whole = "\n".join(texts)
    missing = [case for case in mute if _mark(case) not in whole]
    return {
        "kinds": dict(Counter(case.kind for case in made)),
        "crashed": sum(status == 0 or status >= 500 for status in statuses),
        "lost": len(lost) + len(missing),
        "forged_let_in": Message.objects.filter(text__contains=FORGED).count(),
        "kept_twice": sum(times > 1 for times in texts.values()),
        "answered_wrong": sum(not case.is_answered_well(status) for case, status in zip(made, statuses, strict=True)),
        "statuses": {f"{kind} {status}": times for (kind, status), times in sorted(_counted(made, statuses).items())},
    }


def _counted(made: list[Case], statuses: list[int]) -> Counter[tuple[str, int]]:
    return Counter((case.kind, status) for case, status in zip(made, statuses, strict=True))


def _mark(case: Case) -> str:
    """The last word of what was written: twelve letters that no other has."""
    return case.post.body.decode("utf-8", "replace").replace("+", " ").partition("case ")[2][:20].split()[1][:12]


def _said(found: dict[str, Any]) -> str:
    kinds = ", ".join(f"{times} {kind}" for kind, times in found["kinds"].items())
    told = ", ".join(
        f"{name.replace('_', ' ')} {found[name]}"
        for name in ("crashed", "lost", "forged_let_in", "kept_twice", "answered_wrong")
    )
    statuses = ", ".join(f"{name}: {times}" for name, times in found["statuses"].items())
    return f"{found['requests']} requests in {found['seconds']} s ({kinds})\n{told}\n{statuses}"
