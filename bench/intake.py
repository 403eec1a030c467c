"""Messages that come in by signed webhooks, until they stand in an agent's open inbox, with many agents connected.

In a whole Heartline of its own (database, web server, worker). First as many as it takes in, beside bare SQL that keeps the
same; then one after the other, while every agent's page listens and asks again for its list whenever something changed.
"""

import argparse
import asyncio
import json
import re
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from bench import _house
from bench._http import Connection
from bench._measure import quantile
from bench._webhooks import SETTINGS, WEBHOOKS, Post, Webhook
from heartline.project.cli import place

INBOX = "/desk/inbox?view=open"
MARK = re.compile(rb"mark(\d+)end")
PATIENCE = 300  # seconds for the worker to come after
AT_ONCE = 30  # as many as a list shows without a further page
_number = count(1)


def run(arguments: list[str]) -> int:
    """Print for each webhook how many a second are kept, and milliseconds until they are seen."""
    parser = argparse.ArgumentParser(prog="heartline bench intake", description=__doc__)
    parser.add_argument("--agents", type=int, default=200, help="agents who have the inbox open (default: 200)")
    parser.add_argument(
        "--kept", type=int, default=1000, help="messages of each webhook for the throughput (default: 1000)"
    )
    parser.add_argument(
        "--seen", type=int, default=90, help="messages of each webhook that agents wait for (default: 90)"
    )
    parser.add_argument("--rate", type=float, default=2.0, help="of these, how many a second come in (default: 2)")
    parser.add_argument("--json", action="store_true", help="print the result as JSON")
    options = parser.parse_args(arguments)
    place.check_writable(place.data_dir())
    place.prepare(place.data_dir())
    with _house.standing(place.data_dir(), SETTINGS) as house:
        clinic = _Clinic.make(options.agents)
        found = []
        for name, webhook in WEBHOOKS.items():
            throughput = asyncio.run(_taken_in(house, webhook, options.kept))
            began = time.perf_counter()
            clinic.settle()
            throughput["worker_after_seconds"] = round(time.perf_counter() - began)
            clinic.tidy()
            seen = asyncio.run(_seen(house, clinic, webhook, options.seen, options.rate))
            found.append({"webhook": name, **throughput, **seen})
            clinic.tidy()
    if options.json:
        print(json.dumps(found, indent=1))
    else:
        for each in found:
            print(", ".join(f"{name.replace('_', ' ')} {value}" for name, value in each.items()))
    return 0


@dataclass(frozen=True, slots=True)
class _Clinic:
    """An organisation with agents who are signed in: their session cookies."""

    cookies: list[str]

    @classmethod
    def make(cls, agents: int) -> "_Clinic":
        from django.test import Client

        from heartline.kernel.db.confine import as_staff
        from heartline.people.models import Account, Organization, Role, StaffMember
        from heartline.people.signin.second_factor import GIVEN

        cookies = []
        with as_staff():
            Organization.objects.create(name="Hill Clinic")
        for number in range(agents):
            account = Account.objects.create(email=f"agent{number}@hill.example")
            StaffMember.objects.create(role=Role.AGENT, name=f"Agent {number}", family=str(number), account=account)
            client = Client()
            client.force_login(account)
            session = client.session
            session[GIVEN] = str(account.pk)
            session.save()
            cookies.append(str(session.session_key))
        return cls(cookies)

    def settle(self) -> None:
        """Wait until the worker has done all that followed from what came in: whose turn it is, and what is said by itself."""
        from procrastinate.contrib.django.models import ProcrastinateJob

        waiting = ProcrastinateJob.objects.filter(status__in=["todo", "doing"], scheduled_at=None)
        until = time.monotonic() + PATIENCE
        while waiting.exists() and time.monotonic() < until:
            time.sleep(0.2)

    def tidy(self) -> None:
        """What came in is done: the lists are empty again."""
        self.settle()
        from heartline.conversations.threads.models import Conversation

        Conversation.objects.update(status="resolved", due="", due_number=None, due_at=None, waiting=False)


async def _taken_in(house: _house.House, webhook: Webhook, messages: int) -> dict[str, Any]:
    """As many a second as four connections at once bring in, and as bare SQL keeps by four connections."""
    posts = [
        webhook(house.address, number, f"Can I come on Tuesday? {number}")
        for number in (next(_number) for _ in range(messages))
    ]
    began = time.perf_counter()
    times = await _by_four(posts, lambda: Connection.open(house.port))
    took = time.perf_counter() - began
    began = time.perf_counter()
    await asyncio.gather(*(asyncio.to_thread(_bare, messages // 4) for _ in range(4)))
    bare = time.perf_counter() - began
    return {
        "kept_per_second": round(messages / took),
        "answered_p50_ms": round(quantile(times, 0.5), 1),
        "answered_p99_ms": round(quantile(times, 0.99), 1),
        "bare_per_second": round(messages // 4 * 4 / bare),
        "ratio": round(took / bare, 1),
    }


async def _by_four(posts: list[Post], connect: Callable[[], Any]) -> list[float]:
    times: list[float] = []

    async def some(mine: list[Post]) -> None:
        connection = await connect()
        for post in mine:
            start = time.perf_counter()
            status, _body = await connection.ask("POST", post.path, post.headers, post.body)
            if status >= 300:
                raise AssertionError(f"{post.path} answered {status}: nothing was kept")
            times.append((time.perf_counter() - start) * 1000)
        connection.close()

    await asyncio.gather(*(some(posts[n::4]) for n in range(4)))
    return times


def _bare(messages: int) -> None:
    """The rows that one message makes (conversation, message, job, entry in the ledger), in a transaction each."""
    import uuid

    from django.db import connection, transaction

    from heartline.kernel import clock

    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM conversations_queue LIMIT 1")
        queue = cursor.fetchone()[0]
        for _ in range(messages):
            thread, now = uuid.uuid4(), clock.now()
            with transaction.atomic():
                cursor.execute(
                    "INSERT INTO conversations_conversation (id, topic, subject, language, door, address, our_address, sender_name, queue_id, owner,"
                    " status, waiting, epoch, due, due_urgent, due_step, deadlines, failures, declined, wants_person, emergency, untold, created_at,"
                    " last_at, excerpt, undelivered) VALUES (%s, 'other', '', 'en', 'sms', %s, '', '', %s, 'nobody', 'awaiting', false, 0, '', false,"
                    " 0, 0, 0, false, false, false, false, %s, %s, '', false)",
                    [thread, thread.hex, queue, now, now],
                )
                cursor.execute(
                    "INSERT INTO conversations_message (id, conversation_id, direction, author, author_name, door, text, language, sensitivity, at,"
                    " address, provider, provider_id, key) VALUES (%s, %s, 'in', 'unknown', '', 'sms', 'Can I come?', 'en', 'clinical', %s, '', 'bare', %s, '')",
                    [uuid.uuid4(), thread, now, thread.hex],
                )
                cursor.execute(
                    "INSERT INTO ledger_event (at, kind, subject_id, actor_kind, actor_label, actor_role, door, data, confidential)"
                    " VALUES (%s, 'message.received', %s, 'system', '', '', 'sms', '{}', false)",
                    [now, thread],
                )
                cursor.execute(
                    "INSERT INTO procrastinate_jobs (queue_name, task_name, priority, args, scheduled_at)"
                    " VALUES ('bare', 'bare', 0, '{}', now() + interval '1 day')"
                )
                cursor.execute("SELECT pg_notify('heartline_live', 'bare')")
    connection.close()


@dataclass
class _Agent:
    """One open inbox: a stream that tells, and a list that is asked for again; never twice at the same time."""

    port: int
    cookie: str
    seen: dict[int, float] = field(default_factory=dict)
    asked: int = 0
    lost: int = 0
    _again: asyncio.Event = field(default_factory=asyncio.Event)

    async def live(self) -> None:
        await asyncio.gather(self._hear(), self._look())

    async def _hear(self) -> None:
        """As browsers do: a stream that ends is asked for again, with what it said last."""
        last = f"{time.time()}"
        while True:
            reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
            head = f"GET /live?topic=staff HTTP/1.1\r\nHost: localhost\r\nCookie: sessionid={self.cookie}\r\nLast-Event-ID: {last}\r\n\r\n"
            writer.write(head.encode())
            status = await reader.readline()
            if b" 200 " not in status:
                raise AssertionError(f"The stream answered {status.decode().strip() or 'nothing'}")
            while line := await reader.readline():
                if line.startswith(b"id: "):
                    last = line[4:].decode().strip()
                elif line.startswith(b"event: changed"):
                    self._again.set()
            self.lost += 1
            writer.close()
            await asyncio.sleep(2)

    async def _look(self) -> None:
        connection = await Connection.open(self.port)
        headers = {"Cookie": f"sessionid={self.cookie}", "X-Heartline-Live": "1", "HX-Request": "true"}
        while True:
            await self._again.wait()
            self._again.clear()
            status, body = await connection.ask("GET", INBOX, headers, b"")
            self.asked += 1
            if status != 200:
                raise AssertionError(f"The inbox answered {status}")
            now = time.perf_counter()
            for found in MARK.findall(body):
                self.seen.setdefault(int(found), now)


async def _seen(house: _house.House, clinic: _Clinic, webhook: Webhook, messages: int, rate: float) -> dict[str, Any]:
    """Milliseconds from the webhook's first byte until it stands in the first agent's list, and in everybody's."""
    agents = [_Agent(house.port, cookie) for cookie in clinic.cookies]
    living = [asyncio.create_task(agent.live()) for agent in agents]
    await asyncio.sleep(3)  # until all of them listen
    connection = await Connection.open(house.port)
    sent: dict[int, float] = {}
    for turn in range(messages):
        if turn % AT_ONCE == 0:
            await _all_see(agents, sent, living)
            await asyncio.to_thread(clinic.tidy)
        number = next(_number)
        post = webhook(house.address, number, f"mark{number}end Can I come on Tuesday?")
        sent[number] = time.perf_counter()
        status, _body = await connection.ask("POST", post.path, post.headers, post.body)
        if status >= 300:
            raise AssertionError(f"{post.path} answered {status}")
        await asyncio.sleep(max(0.0, sent[number] + 1 / rate - time.perf_counter()))
    await _all_see(agents, sent, living)
    for task in living:
        task.cancel()
    await asyncio.gather(*living, return_exceptions=True)
    one = [min(agent.seen[number] for agent in agents) - at for number, at in sent.items()]
    everybody = [max(agent.seen[number] for agent in agents) - at for number, at in sent.items()]
    return {
        "agents": len(agents),
        "seen_p50_ms": round(quantile(one, 0.5) * 1000),
        "seen_p99_ms": round(quantile(one, 0.99) * 1000),
        "seen_by_all_p50_ms": round(quantile(everybody, 0.5) * 1000),
        "seen_by_all_p99_ms": round(quantile(everybody, 0.99) * 1000),
        "lists_asked_for": sum(agent.asked for agent in agents),
        "streams_lost": sum(agent.lost for agent in agents),
    }


async def _all_see(agents: list[_Agent], sent: dict[int, float], living: list["asyncio.Task[None]"]) -> None:
    until = time.monotonic() + 120
    while any(sent.keys() - agent.seen.keys() for agent in agents):
        for task in living:
            if task.done():
                task.result()
        if time.monotonic() > until:
            blind = sum(bool(sent.keys() - agent.seen.keys()) for agent in agents)
            raise AssertionError(f"{blind} agents did not see some messages within two minutes.")
        await asyncio.sleep(0.05)
