"""However many pages ask again by themselves, what a person or a provider asks is worked on at once."""

import asyncio
from collections.abc import Awaitable
from typing import Any

from heartline.project.lanes import BY_PEOPLE, BY_PROVIDERS, BY_THEMSELVES, CONNECTIONS, Lanes

LIVE = [(b"x-heartline-live", b"1")]


class Slow:
    """A clinic whose pages are all being worked on, until they are let go; and a stream that never ends."""

    def __init__(self) -> None:
        self.working = 0
        self.most = 0
        self.go = asyncio.Event()

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        while (await receive()).get("more_body"):
            pass
        if scope["path"] == "/live":
            headers = [(b"Content-Type", b"text/event-stream")]
            await send({"type": "http.response.start", "status": 200, "headers": headers})
            await asyncio.Event().wait()
        self.working += 1
        self.most = max(self.most, self.working)
        try:
            await self.go.wait()
            if scope["path"] == "/broken":
                raise ValueError
        finally:
            self.working -= 1


def ask(
    lanes: Lanes, path: str, headers: list[tuple[bytes, bytes]] | None = None, times: int = 1, endless: bool = False
) -> list["asyncio.Task[None]"]:
    async def heard(event: Any) -> None: ...

    async def said() -> Any:
        await asyncio.sleep(0)
        return {"type": "http.request", "body": b".", "more_body": endless}

    def one() -> Awaitable[None]:
        return lanes({"type": "http", "path": path, "headers": headers or []}, said, heard)

    async def asked() -> None:
        await one()

    return [asyncio.create_task(asked()) for _ in range(times)]


async def settle() -> None:
    for _ in range(20):
        await asyncio.sleep(0)


def test_two_hundred_open_pages_keep_neither_a_person_nor_a_message_waiting() -> None:
    async def story() -> None:
        clinic = Slow()
        lanes = Lanes(clinic)
        pages = ask(lanes, "/desk/inbox", LIVE, times=200)
        await settle()
        assert clinic.working == BY_THEMSELVES
        pressed = ask(lanes, "/desk/inbox")
        told = ask(lanes, "/hooks/twilio/messages")
        await settle()
        assert clinic.working == BY_THEMSELVES + 2
        clinic.go.set()
        await asyncio.gather(*pages, *pressed, *told)

    asyncio.run(story())


def test_never_more_at_a_time_than_there_are_connections_and_all_of_them_in_the_end() -> None:
    async def story() -> None:
        clinic = Slow()
        lanes = Lanes(clinic)
        everything = [
            *ask(lanes, "/desk/inbox", LIVE, times=100),
            *ask(lanes, "/hooks/email", times=100),
            *ask(lanes, "/broken", times=100),
            *ask(lanes, "/me", times=100),
        ]
        await settle()
        assert clinic.working == BY_THEMSELVES + BY_PROVIDERS + BY_PEOPLE == CONNECTIONS
        clinic.go.set()
        ends = await asyncio.gather(*everything, return_exceptions=True)
        assert sum(isinstance(end, ValueError) for end in ends) == 100
        assert sum(end is None for end in ends) == 300
        assert clinic.most == CONNECTIONS

    asyncio.run(story())


def test_open_streams_take_nobodys_turn() -> None:
    async def story() -> None:
        clinic = Slow()
        lanes = Lanes(clinic)
        streams = ask(lanes, "/live", times=200)
        await settle()
        pressed = ask(lanes, "/me", times=BY_PEOPLE)
        await settle()
        assert clinic.working == BY_PEOPLE
        clinic.go.set()
        await asyncio.gather(*pressed)
        for stream in streams:
            stream.cancel()

    asyncio.run(story())


def test_who_sends_without_end_holds_up_nobody() -> None:
    async def story() -> None:
        clinic = Slow()
        lanes = Lanes(clinic)
        dribbling = ask(lanes, "/hooks/email", times=50, endless=True)
        await settle()
        told = ask(lanes, "/hooks/twilio/messages", times=BY_PROVIDERS)
        await settle()
        assert clinic.working == BY_PROVIDERS
        clinic.go.set()
        await asyncio.gather(*told)
        for each in dribbling:
            each.cancel()

    asyncio.run(story())
