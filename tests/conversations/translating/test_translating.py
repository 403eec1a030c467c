"""A machine's translations: marked, read and confirmed before they are sent, kept in both languages, and in nobody's way."""

import json
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from heartline.channels.libretranslate import provider
from heartline.conversations.models import Conversation, Message, Translation
from heartline.conversations.threads import actions as threads
from heartline.kernel.models import Event
from heartline.people.models import StaffMember
from tests.conversations.scene import Carrier, in_portal, work
from tests.factories import an_account
from tests.people.people import at_work, known
from tests.signing_in import signed_in

pytestmark = pytest.mark.django_db


class Machine:
    """A real HTTP server that speaks LibreTranslate's API. `answers`: status, body; `sleeps` before each."""

    def __init__(self) -> None:
        self.asked: list[dict[str, Any]] = []
        self.status, self.body, self.sleeps = 200, '{"translatedText": "Descanse. <b>&"}', 0.0
        machine = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                length = int(self.headers["Content-Length"])
                machine.asked.append({"path": self.path, **json.loads(self.rfile.read(length))})
                time.sleep(machine.sleeps)
                self.send_response(machine.status)
                self.end_headers()
                self.wfile.write(machine.body.encode())

            def log_message(self, *_args: object) -> None: ...

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        Thread(target=self.server.serve_forever, daemon=True).start()


@pytest.fixture
def machine(settings: Any) -> Iterator[Machine]:
    made = Machine()
    settings.HEARTLINE_TRANSLATE_URL = f"http://se%2Fcret@127.0.0.1:{made.server.server_port}/api"
    yield made
    made.server.shutdown()
    made.server.server_close()


@pytest.fixture
def nora() -> StaffMember:
    return at_work()


@pytest.fixture
def desk(nora: StaffMember) -> Client:
    assert nora.account
    return signed_in(nora.account)


@pytest.fixture
def written(carrier: Carrier) -> Conversation:
    """Somebody has written in Spanish."""
    account = an_account()
    account.language = "es"
    account.save()
    conversation = in_portal(known("Ana Ruiz", account=account), "Me duele el brazo.")
    work()
    conversation.refresh_from_db()
    return conversation


def page(answer: Any) -> str:
    return str(answer.content.decode())


def seal_in(text: str) -> str:
    return text.split('name="translated" value="')[1].split('"')[0]


class TestReading:
    def test_side_by_side_marked_once(self, machine: Machine, written: Conversation, desk: Client) -> None:
        message = written.messages.get(direction="in")
        where = reverse("desk:inbox_translation", args=[written.pk, message.pk])
        for _turn in range(2):
            shown = page(desk.post(where, follow=True))
        assert "Me duele el brazo." in shown and "Descanse. &lt;b&gt;&amp;" in shown
        assert "Machine translation by 127.0.0.1: it may be wrong" in shown
        [asked] = machine.asked
        assert (asked["path"], asked["source"], asked["target"]) == ("/api/translate", "es", "en")
        assert asked["api_key"] == "se/cret"
        assert Event.objects.filter(kind="message.translated").count() == 1

    @pytest.mark.parametrize(
        ("status", "body"),
        [(500, "{}"), (200, "nonsense"), (200, '{"translatedText": 3}'), (200, "[]"), (403, '{"error": "no"}')],
    )
    def test_a_machine_that_fails_hinders_nobody(
        self, machine: Machine, written: Conversation, desk: Client, status: int, body: str
    ) -> None:
        machine.status, machine.body = status, body
        message = written.messages.get(direction="in")
        answer = desk.post(reverse("desk:inbox_translation", args=[written.pk, message.pk]))
        assert "It could not be translated now." in page(answer)
        assert not Translation.objects.exists()

    def test_nor_does_one_that_does_not_answer(
        self, machine: Machine, written: Conversation, desk: Client, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        machine.sleeps = 0.5
        monkeypatch.setattr(provider, "PATIENCE", 0.05)
        sent = {"text": "Rest it.", "says": "clinical", "key": "k"}
        answer = page(desk.post(reverse("desk:inbox_proposal", args=[written.pk]), sent))
        assert "It could not be translated now." in answer and "Rest it.</textarea>" in answer
        desk.post(reverse("desk:inbox_answer", args=[written.pk]), sent)
        assert written.messages.filter(text="Rest it.").exists()


class TestAnswering:
    def test_read_mended_confirmed_and_kept_in_both(
        self, machine: Machine, written: Conversation, desk: Client
    ) -> None:
        sent = {"text": "Rest it.", "key": "k"}
        proposed = page(desk.post(reverse("desk:inbox_proposal", args=[written.pk]), sent))
        assert "Descanse. &lt;b&gt;&amp;</textarea>" in proposed and "Rest it." in proposed
        assert (machine.asked[0]["source"], machine.asked[0]["target"]) == ("en", "es")
        assert not written.messages.filter(direction="out", author="person").exists()

        send = reverse("desk:inbox_answer", args=[written.pk])
        mended = {"text": "Descanse el brazo.", "key": "k", "translated": seal_in(proposed)}
        refused = desk.post(send, mended)
        assert refused.status_code == 422 and seal_in(page(refused)) and "Descanse el brazo." in page(refused)
        assert not written.messages.filter(direction="out", author="person").exists()

        shown = page(desk.post(send, mended | {"confirmed": "1"}, follow=True))
        message = written.messages.get(text="Descanse el brazo.")
        kept = Translation.objects.get(message=message)
        assert (kept.kind, kept.language, kept.text, kept.proposed) == ("written", "en", "Rest it.", "Descanse. <b>&")
        assert kept.confirmed_at and kept.provider == "127.0.0.1"
        assert "Nora Nuñez read and confirmed what was sent" in shown

    def test_a_seal_that_somebody_made_up_is_none(self, machine: Machine, written: Conversation, desk: Client) -> None:
        sent = {"text": "Rest it.", "key": "k", "translated": "made:up"}
        desk.post(reverse("desk:inbox_answer", args=[written.pk]), sent)
        assert written.messages.filter(text="Rest it.").exists() and not Translation.objects.exists()


def test_without_a_machine_nothing_of_it_shows(written: Conversation, desk: Client) -> None:
    shown = page(desk.get(reverse("desk:inbox_thread", args=[written.pk])))
    assert "Translate" not in shown
    assert "Ask for an interpreter" in shown


def test_they_go_with_their_message(machine: Machine, written: Conversation, desk: Client) -> None:
    message = Message.objects.get(conversation=written, direction="in")
    desk.post(reverse("desk:inbox_translation", args=[written.pk, message.pk]))
    other = known("Bo Lund")
    threads.belongs_to(written.pk, other)
    assert Translation.objects.get().patient_id == other.pk
