"""Pages that are open hear of what changed: NOTIFY at commit, Server-Sent Events to the browser.

Only the topic travels, never content: the page then asks again through its own door, with its own rights.

Nothing is missed between the moment at which a page was read and the one at which its stream stands, nor while a
connection was lost: a stream says since when it knows nothing, and is told at once of what changed after that. Moments
are this machine's clock in seconds; several machines behind one address need clocks that agree.
"""

import asyncio
import time
from collections import defaultdict
from collections.abc import AsyncIterator

import psycopg
from django.conf import settings
from django.db import connection

CHANNEL = "heartline_live"
HEARTBEAT = 20.0  # seconds; shorter than the idle time-outs of common proxies
REMEMBERED = 15 * 60.0  # seconds for which is known when a topic changed last


def notify(*topics: str) -> None:
    """Tell listeners of `topics`, when the current transaction commits. One query."""
    if topics:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_notify(%s, topic) FROM unnest(%s::text[]) AS topic", [CHANNEL, list(topics)])


class Hub:
    """One database connection a process, fanned out to any number of open pages."""

    def __init__(self) -> None:
        self._listeners: dict[str, set[asyncio.Queue[str]]] = defaultdict(set)
        self._task: asyncio.Task[None] | None = None
        self._told: dict[str, float] = {}  # when each topic changed last, the oldest first
        self._hears_since = float("inf")  # when the connection began to hear all

    async def listen(self, topics: list[str], since: float = float("inf")) -> AsyncIterator[str]:
        """Yield SSE frames for `topics` until the client goes away; first what changed after `since`, or may have.

        The id of a frame is the moment up to which the client then knows everything.
        """
        queue: asyncio.Queue[str] = asyncio.Queue(maxsize=100)
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._relay())
        for topic in topics:
            self._listeners[topic].add(queue)
            if self._changed(topic, since):
                queue.put_nowait(topic)
        try:
            yield "retry: 2000\n\n"
            known_to = since
            while True:
                try:
                    topic = await asyncio.wait_for(queue.get(), HEARTBEAT)
                except TimeoutError:
                    topic = ""
                if queue.empty():
                    known_to = time.time()
                changed = f"event: changed\ndata: {topic}" if topic else ": still here"
                yield f"id: {known_to}\n{changed}\n\n"
        finally:
            for topic in topics:
                self._listeners[topic].discard(queue)
                if not self._listeners[topic]:
                    del self._listeners[topic]

    def _changed(self, topic: str, since: float) -> bool:
        """Whether it did after `since`; yes if that is too long ago to know. While nothing is heard yet: all is told soon."""
        known_since = max(self._hears_since, time.time() - REMEMBERED)
        return self._hears_since != float("inf") and (since < known_since or self._told.get(topic, 0.0) > since)

    async def _relay(self) -> None:
        while True:
            try:
                async with await psycopg.AsyncConnection.connect(
                    settings.DATABASE_CONNINFO, autocommit=True
                ) as listener:
                    await listener.execute(f"LISTEN {CHANNEL}")
                    self._hears_since = time.time()
                    self._tell_all()  # something may have changed while nobody listened
                    async for notice in listener.notifies():
                        self._heard(notice.payload)
            except psycopg.OperationalError:
                self._hears_since = float("inf")
                await asyncio.sleep(1)

    def _heard(self, topic: str) -> None:
        now = time.time()
        self._told.pop(topic, None)
        self._told[topic] = now
        while self._told[oldest := next(iter(self._told))] < now - REMEMBERED:
            del self._told[oldest]
        self._tell(topic)

    def _tell(self, topic: str) -> None:
        for queue in self._listeners.get(topic, ()):
            if not queue.full():
                queue.put_nowait(topic)

    def _tell_all(self) -> None:
        for topic in list(self._listeners):
            self._tell(topic)


hub = Hub()
