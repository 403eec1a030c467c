"""Streams: who may hear what, how soon, and how many at once."""

import asyncio
import time
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.test import Client

from heartline.kernel import live
from heartline.people.models import Role
from tests.factories import a_patient, a_proxy, a_staff_member, an_account
from tests.signing_in import signed_in

TOPIC = "day:00000000-0000-0000-0000-000000000001:2030-01-01"


@pytest.mark.django_db
class TestWhoMayHear:
    def test_nobody_who_is_not_signed_in(self) -> None:
        assert Client().get("/live?topic=staff").status_code == 204

    def test_a_patient_only_their_own(self) -> None:
        mine, other = a_patient(account=an_account()), a_patient()
        client = signed_in(mine.account)
        for topic in (f"patient:{other.pk}", "staff", TOPIC, f"patient:{mine.pk}&topic=staff", "", "patient:*"):
            assert client.get(f"/live?topic={topic}").status_code == 403, topic
        assert client.get(f"/live?topic=patient:{mine.pk}").streaming

    def test_a_proxy_whom_they_act_for(self) -> None:
        child, holder = a_patient(), an_account()
        a_proxy(child, holder)
        assert signed_in(holder).get(f"/live?topic=patient:{child.pk}").streaming

    def test_staff_what_there_is(self) -> None:
        client = signed_in(a_staff_member(Role.NURSE, account=an_account()).account)
        assert client.get(f"/live?topic=staff&topic={TOPIC}").streaming
        assert client.get("/live?topic=anything").status_code == 403


async def opened(
    port: int, cookie: str, since: float = 1e12, heard: str = ""
) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    """A stream of a page that was asked for at `since`, or that heard all until `heard` (its last event's id)."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    last = f"Last-Event-ID: {heard}\r\n" if heard else ""
    asked = (
        f"GET /live?since={since}&topic={TOPIC} HTTP/1.1\r\nHost: localhost\r\nCookie: sessionid={cookie}\r\n{last}\r\n"
    )
    writer.write(asked.encode())
    head = await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), 60)
    assert b" 200 " in head.splitlines()[0], head
    await asyncio.wait_for(reader.readuntil(b"retry: 2000"), 60)
    return reader, writer


def test_two_hundred_open_pages_hear_of_a_change_and_others_are_still_served(server: Any) -> None:
    client = signed_in(a_staff_member(Role.NURSE, account=an_account()).account)
    cookie = client.session.session_key
    port = int(server.url.rsplit(":", 1)[1])

    async def listen() -> None:
        streams = [await opened(port, cookie) for _ in range(200)]
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(b"GET /account/login/ HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
        assert b" 200 " in await asyncio.wait_for(reader.readline(), 10)
        writer.close()
        await asyncio.to_thread(tell, server)
        await asyncio.gather(*(asyncio.wait_for(reader.readuntil(b"event: changed"), 10) for reader, _ in streams))
        for _, writer in streams:
            writer.close()

    run(listen())


def test_what_changed_before_the_stream_stood_or_while_it_was_lost_is_told(server: Any) -> None:
    client = signed_in(a_staff_member(Role.NURSE, account=an_account()).account)
    cookie = client.session.session_key
    port = int(server.url.rsplit(":", 1)[1])

    writers = []

    async def stream(**known: Any) -> asyncio.StreamReader:
        reader, writer = await opened(port, cookie, **known)
        writers.append(writer)  # closed when nobody has it any more
        return reader

    async def listen() -> None:
        first = await stream()  # from here on the server hears
        page_read = time.time()
        await asyncio.to_thread(tell, server)
        await asyncio.wait_for(first.readuntil(b"event: changed"), 10)
        late = await stream(since=page_read)
        heard = await asyncio.wait_for(late.readuntil(b"event: changed"), 10)
        last = heard.decode().rsplit("id: ", 1)[1].split()[0]
        informed = await stream(since=page_read, heard=last)
        ignorant = await stream(since=page_read, heard="nobody wrote this")
        await asyncio.wait_for(ignorant.readuntil(b"event: changed"), 10)
        with pytest.raises(TimeoutError):  # it knows already
            await asyncio.wait_for(informed.readuntil(b"event: changed"), 0.5)
        await asyncio.to_thread(tell, server)
        await asyncio.wait_for(informed.readuntil(b"event: changed"), 10)

    run(listen())


def tell(server: Any) -> None:
    import psycopg

    with psycopg.connect(server.database_url, autocommit=True) as connection:
        connection.execute("SELECT pg_notify(%s, %s)", [live.CHANNEL, TOPIC])


def run(doing: Coroutine[Any, Any, None]) -> None:
    """In a thread of its own: the browser's driver, if it was started before, runs a loop in this one."""
    with ThreadPoolExecutor(1) as thread:
        thread.submit(asyncio.run, doing).result()
