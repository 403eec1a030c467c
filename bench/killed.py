"""Web server, worker and database killed at random while messages come in and answers go out: nothing lost, nothing twice.

In a whole Heartline of its own. Every message comes from a number of its own, by signed webhook, and is posted again until
it is acknowledged, as providers do; each is answered at once by what the clinic says by itself, through a provider of our
own that now and then takes a message and loses its answer.
"""

import argparse
import asyncio
import json
import random
import threading
import time
from collections import Counter
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import psutil
from rich.progress import Progress

from bench import _house
from bench._http import Connection
from bench._webhooks import SETTINGS, Post, text_message
from heartline.project.cli import place

LANES = 4
LOST_ANSWERS = 0.01  # of the provider's
SETTLED = (
    15 * 60
)  # seconds for what is under way at the end: a send whose answer was lost is asked for after two minutes


def run(arguments: list[str]) -> int:
    """Print what was acknowledged, kept and sent; 1 if anything was lost or came twice."""
    parser = argparse.ArgumentParser(prog="heartline bench killed", description=__doc__)
    parser.add_argument("--messages", type=int, default=100_000, help="how many come in (default: 100000)")
    parser.add_argument("--every", type=float, default=15.0, help="seconds between two kills (default: 15)")
    parser.add_argument("--seed", type=int, default=1, help="what is killed when (default: 1)")
    parser.add_argument("--json", action="store_true", help="print the result as JSON")
    options = parser.parse_args(arguments)
    place.check_writable(place.data_dir())
    place.prepare(place.data_dir())
    provider = _Provider.start()
    url = SETTINGS["HEARTLINE_TWILIO_URL"].replace("http://127.0.0.1:9", provider.address) + "&sms_rate=1000"
    with _house.standing(place.data_dir(), {**SETTINGS, "HEARTLINE_TWILIO_URL": url}) as house:
        killer = _Killer(house, options.every, random.Random(options.seed))
        began = time.monotonic()
        posts = [
            text_message(house.address, number, f"mark{number}end Is it open?") for number in range(options.messages)
        ]
        with Progress(disable=options.json) as progress, killer:
            task = progress.add_task("Messages", total=len(posts))
            again = asyncio.run(_post_all(house.port, posts, lambda: progress.advance(task)))
        took = time.monotonic() - began
        found = {
            "messages": len(posts),
            "seconds": round(took),
            "killed": dict(killer.killed),
            "posted_again": again,
            **_judged(len(posts), provider),
        }
    print(
        json.dumps(found, indent=1)
        if options.json
        else "\n".join(f"{name.replace('_', ' ')}: {value}" for name, value in found.items())
    )
    return (
        1
        if any(found[name] for name in ("lost", "kept_twice", "sent_twice", "not_sent", "said_sent_but_is_not"))
        else 0
    )


async def _post_all(port: int, posts: list[Post], done: Callable[[], None]) -> int:
    """How often one had to be posted again until it was acknowledged."""
    again = 0

    async def lane(mine: list[Post]) -> None:
        nonlocal again
        connection: Connection | None = None
        for post in mine:
            while True:
                try:
                    connection = connection or await Connection.open(port)
                    status, _body = await asyncio.wait_for(
                        connection.ask("POST", post.path, post.headers, post.body), 30
                    )
                    if status < 300:
                        break
                except (OSError, TimeoutError, asyncio.IncompleteReadError):
                    connection = None
                again += 1
                await asyncio.sleep(0.3)
            done()

    await asyncio.gather(*(lane(posts[n::LANES]) for n in range(LANES)))
    return again


def _judged(messages: int, provider: "_Provider") -> dict[str, int]:
    """What is in the database and at the provider, once nothing is under way any more."""
    from heartline.conversations.delivering.models import Delivery
    from heartline.conversations.threads.models import Message
    from heartline.kernel.db.confine import as_staff

    state = Delivery.State
    until = time.monotonic() + SETTLED
    while time.monotonic() < until:
        with as_staff():
            waiting = Delivery.objects.filter(state__in=[state.QUEUED, state.SENDING]).count()
            unanswered = (
                Message.objects.filter(direction="in").count() - Delivery.objects.values("to").distinct().count()
            )
        if not waiting and not unanswered:
            break
        time.sleep(2)
    with as_staff():
        kept = Counter(Message.objects.filter(direction="in").values_list("provider_id", flat=True))
        ended = list(Delivery.objects.values_list("to", "state"))
    there = Counter((to, text) for to, text in provider.taken)
    sent_to = {to for to, _text in provider.taken}
    said_sent = {to for to, how in ended if how in (state.SENT, state.DELIVERED, state.READ)}
    return {
        "kept": len(kept),
        "lost": messages - len(kept),
        "kept_twice": sum(times - 1 for times in kept.values()),
        "answers": len(ended),
        "at_the_provider": len(provider.taken),
        "sent_twice": sum(times - 1 for times in there.values()),
        "not_sent": len({to for to, _how in ended} - sent_to),
        "said_sent_but_is_not": len(said_sent - sent_to),
        "given_up": sum(how not in (state.SENT, state.DELIVERED, state.READ) for _to, how in ended),
        "answers_lost_by_the_provider": provider.lost,
    }


class _Killer:
    """Kills one of the three after another, as `kill -9` does, while the block lasts."""

    def __init__(self, house: _house.House, every: float, chance: random.Random) -> None:
        self._house, self._every, self._chance = house, every, chance
        self.killed: Counter[str] = Counter()
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def __enter__(self) -> None:
        self._thread.start()

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._over.wait(self._every * self._chance.uniform(0.5, 1.5)):
            name = self._chance.choice(["web", "worker", "database"])
            if found := self._find(name):
                self._chance.choice(found).kill()
                self.killed[name] += 1

    def _find(self, name: str) -> list[psutil.Process]:
        if name == "database":
            lines = (self._house.data / "postgres" / "postmaster.pid").read_text().splitlines()
            return [psutil.Process(int(lines[0]))] if lines and psutil.pid_exists(int(lines[0])) else []
        children = psutil.Process(self._house.process.pid).children(recursive=True)
        return [each for each in children if each.is_running() and name in _arguments(each)]


def _arguments(process: psutil.Process) -> list[str]:
    try:
        return list(process.cmdline())
    except psutil.Error:
        return []


class _Provider:
    """Twilio's Messages resource, as far as we ask it: takes messages, and tells which it took."""

    def __init__(self) -> None:
        self.taken: list[tuple[str, str]] = []
        self.lost = 0
        self.address = ""
        self._lock = threading.Lock()
        self._chance = random.Random(2)

    @classmethod
    def start(cls) -> "_Provider":
        provider = cls()
        server = ThreadingHTTPServer(("127.0.0.1", 0), provider._handler())
        provider.address = f"http://127.0.0.1:{server.server_address[1]}"
        threading.Thread(target=server.serve_forever, daemon=True).start()
        return provider

    def _take(self, to: str, text: str) -> str | None:
        """The message's id, or None where the answer is lost on its way."""
        with self._lock:
            self.taken.append((to, text))
            if self._chance.random() < LOST_ANSWERS:
                self.lost += 1
                return None
            return f"SM{len(self.taken):032x}"

    def _sent_to(self, to: str) -> list[dict[str, Any]]:
        with self._lock:
            return [
                {"sid": f"SM{number:032x}", "to": to, "body": text, "direction": "outbound-api", "status": "sent"}
                for number, (whom, text) in enumerate(self.taken, start=1)
                if whom == to
            ]

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        provider = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                form = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
                sid = provider._take(form["To"][0], form["Body"][0])
                if sid is None:
                    self.close_connection = True
                    return
                self._answer(201, {"sid": sid, "status": "queued"})

            def do_GET(self) -> None:
                to = parse_qs(urlsplit(self.path).query)["To"][0]
                self._answer(200, {"messages": provider._sent_to(to)})

            def _answer(self, status: int, said: dict[str, Any]) -> None:
                body = json.dumps(said).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, format: str, *args: Any) -> None:
                pass

        return Handler
