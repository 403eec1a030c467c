"""Pages that are open hear of what changed: NOTIFY at commit, Server-Sent Events to the browser.

Only the topic travels, never content: the page then asks again through its own door, with its own rights.
"""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator

import psycopg
from django.conf import settings
from django.db import connection

CHANNEL = "heartline_live"
HEARTBEAT = 20.0  # seconds; shorter than the idle time-outs of common proxies


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

    async def listen(self, topics: list[str]) -> AsyncIterator[str]:
        """Yield SSE frames for `topics` until the client goes away."""
        queue: asyncio.Queue[str] = asyncio.Queue(maxsize=100)
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._relay())
        for topic in topics:
            self._listeners[topic].add(queue)
        try:
            yield "retry: 2000\n\n"
            while True:
                try:
                    topic = await asyncio.wait_for(queue.get(), HEARTBEAT)
                except TimeoutError:
                    yield ": still here\n\n"
                    continue
                yield f"event: changed\ndata: {topic}\n\n"
        finally:
            for topic in topics:
                self._listeners[topic].discard(queue)
                if not self._listeners[topic]:
                    del self._listeners[topic]

    async def _relay(self) -> None:
        while True:
            try:
                async with await psycopg.AsyncConnection.connect(
                    settings.DATABASE_CONNINFO, autocommit=True
                ) as listener:
                    await listener.execute(f"LISTEN {CHANNEL}")
                    self._tell_all()  # something may have changed while nobody listened
                    async for notice in listener.notifies():
                        self._tell(notice.payload)
            except psycopg.OperationalError:
                await asyncio.sleep(1)

    def _tell(self, topic: str) -> None:
        for queue in self._listeners.get(topic, ()):
            if not queue.full():
                queue.put_nowait(topic)

    def _tell_all(self) -> None:
        for topic in list(self._listeners):
            self._tell(topic)


hub = Hub()
