"""How many requests are worked on at the same time: as many as there are database connections, the rest waits its turn.

Whenever something changes, every page that is open asks again by itself, two hundred of them at once in a large contact
centre. Without an order the last of them would find no connection in time and fail, and so would a person who pressed a
button meanwhile, or a message that a provider brings. So each kind has a lane: none waits for another.
"""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

CONNECTIONS = 24  # to the database, of one web process
BY_PROVIDERS, BY_THEMSELVES = 6, 4  # of these, for webhooks, and for what no person asked for
BY_PEOPLE = CONNECTIONS - BY_PROVIDERS - BY_THEMSELVES

Scope = dict[str, Any]
Receive = Callable[[], Awaitable[Any]]
Send = Callable[[Any], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]


class Lanes:
    """An ASGI application that lets another one work on so many requests of each kind at a time, in their order."""

    def __init__(self, inner: Application) -> None:
        self._inner = inner
        self._hooks = asyncio.Semaphore(BY_PROVIDERS)
        self._live = asyncio.Semaphore(BY_THEMSELVES)
        self._people = asyncio.Semaphore(BY_PEOPLE)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"].startswith("/static/"):  # which asks no database
            return await self._inner(scope, receive, send)
        turn = _Turn(self._lane(scope))

        async def heard() -> Any:
            event = await receive()
            # Whoever sends slowly, or never to the end, holds up nobody: the work begins when all of it is here.
            if event["type"] == "http.request" and not event.get("more_body", False):
                await turn.begin()
            return event

        async def sent(event: Any) -> None:
            if event["type"] == "http.response.start" and _is_stream(event):
                turn.end()  # it stays open for hours and needs no database any more
            await send(event)

        try:
            await self._inner(scope, heard, sent)
        finally:
            turn.end()

    def _lane(self, scope: Scope) -> asyncio.Semaphore:
        if scope["path"].startswith("/hooks/"):
            return self._hooks
        if any(name == b"x-heartline-live" for name, _value in scope["headers"]):
            return self._live
        return self._people


class _Turn:
    """One request's place in its lane; taken once and given back once."""

    def __init__(self, lane: asyncio.Semaphore) -> None:
        self._lane = lane
        self._has = self._had = False

    async def begin(self) -> None:
        if not self._had:
            self._had = True
            await self._lane.acquire()
            self._has = True

    def end(self) -> None:
        if self._has:
            self._has = False
            self._lane.release()


def _is_stream(event: Any) -> bool:
    return any(
        name.lower() == b"content-type" and value.startswith(b"text/event-stream") for name, value in event["headers"]
    )
