"""Our mail server as a provider, against a real one: what is written arrives as it is, and its no is understood."""

import socket
from collections.abc import Iterator
from email import message_from_bytes, policy
from typing import Any
from uuid import uuid4

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from heartline.channels.email.house import ours
from heartline.channels.email.marks import own_id, thread_of_token
from heartline.channels.models import ProviderHealth
from heartline.channels.registry import Steady, provider_for
from heartline.channels.traffic.failures import Failure, Why
from heartline.channels.traffic.http import Accepted, Declined, Outcome, Unsure
from heartline.channels.traffic.messages import Door, Outbound, Tells

pytestmark = pytest.mark.django_db
THREAD, MESSAGE = uuid4(), uuid4()


class Mailbox:
    """Takes letters, unless `refuses` says what to answer to the recipient (RCPT) or to the letter (DATA)."""

    def __init__(self) -> None:
        self.letters: list[Envelope] = []
        self.refuses: dict[str, str] = {}

    async def handle_RCPT(self, server: SMTP, session: Session, envelope: Envelope, to: str, options: list[str]) -> str:
        if "RCPT" in self.refuses:
            return self.refuses["RCPT"]
        envelope.rcpt_tos.append(to)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        if self.refuses.get("DATA") == "hang up":
            server.transport.close()
        if "DATA" in self.refuses:
            return self.refuses["DATA"]
        self.letters.append(envelope)
        return "250 OK"


@pytest.fixture
def mailbox(settings: Any) -> Iterator[Mailbox]:
    box = Mailbox()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    controller = Controller(box, hostname="127.0.0.1", port=port)
    controller.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    settings.DEFAULT_FROM_EMAIL = "Hill Clinic <care@hill.example>"
    yield box
    controller.stop()


def a_letter(**more: Any) -> Outbound:
    fields = {"to": "ana@example.org", "text": ".\nHello Ana — مرحبا", "subject": "A message from Hill Clinic"} | more
    return Outbound(
        "k1", Door.EMAIL, language="en", tells=Tells.NOTICE, thread=THREAD, message=MESSAGE, by_person=True, **fields
    )


def send(out: Outbound) -> Outcome:
    provider = provider_for(Door.EMAIL)
    assert isinstance(provider, Steady) and provider.name == "smtp"
    return provider.send(out)


def test_a_letter_arrives_with_our_marks_on_it(mailbox: Mailbox) -> None:
    assert send(a_letter()) == Accepted("k1")
    [got] = mailbox.letters
    assert isinstance(got.content, bytes)
    letter = message_from_bytes(got.content, policy=policy.default)
    assert letter.get_content().splitlines() == [".", "Hello Ana — مرحبا"]
    assert (letter["To"], letter["From"], letter["Subject"]) == (
        "ana@example.org", "Hill Clinic <care@hill.example>", "A message from Hill Clinic",
    )  # fmt: skip
    own = own_id(letter["Message-ID"].strip("<>"), ours())
    assert own is not None and (own.thread, own.message) == (THREAD, MESSAGE)
    token = letter["Reply-To"].addresses[0].username.partition("+")[2]
    assert thread_of_token(token, ours()) == THREAD
    assert got.mail_from == letter["Reply-To"].addresses[0].addr_spec  # so that what comes back finds its thread
    assert letter["Auto-Submitted"] is None and letter["List-Unsubscribe"] is None  # an answer, not outreach
    assert ProviderHealth.objects.get(pk="smtp:email").sent == 1


def test_sent_again_it_has_the_same_id_and_a_machine_says_that_it_is_one(mailbox: Mailbox) -> None:
    send(a_letter())
    send(Outbound("k1", Door.EMAIL, "ana@example.org", "Hi", "en", Tells.NOTICE, thread=THREAD, message=MESSAGE))
    first, again = [message_from_bytes(got.content) for got in mailbox.letters if isinstance(got.content, bytes)]
    assert first["Message-ID"] == again["Message-ID"]
    assert again["Auto-Submitted"] == "auto-generated"


@pytest.mark.parametrize(
    ("at", "said", "why"),
    [
        ("RCPT", "550 5.1.1 No such user here", Why.NO_SUCH_ADDRESS),
        ("RCPT", "550 unknown", Why.NO_SUCH_ADDRESS),
        ("RCPT", "550 5.7.1 Blocked by policy", Why.FILTERED),
        ("RCPT", "450 4.2.0 Greylisted, come back later", Why.BUSY),
        ("RCPT", "552 5.2.2 Mailbox full", Why.UNREACHABLE),
        ("DATA", "554 5.7.1 Message rejected as spam", Why.FILTERED),
        ("DATA", "552 5.3.4 Message too large", Why.TOO_LARGE),
        ("DATA", "451 4.3.0 Try again later", Why.BUSY),
    ],
)
def test_what_the_server_says_no_to_is_understood(mailbox: Mailbox, at: str, said: str, why: Why) -> None:
    mailbox.refuses[at] = said
    told = send(a_letter())
    assert isinstance(told, Declined) and told.failure.why == why
    assert mailbox.letters == []


def test_a_connection_that_breaks_after_the_letter_was_handed_over_leaves_us_unsure(mailbox: Mailbox) -> None:
    mailbox.refuses["DATA"] = "hang up"
    assert send(a_letter()) == Unsure()


def test_a_server_that_is_not_there_is_down_for_now(mailbox: Mailbox, settings: Any) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        settings.EMAIL_PORT = closed.getsockname()[1]
        assert send(a_letter()) == Declined(Failure(Why.PROVIDER_DOWN))


def test_an_address_that_is_none_is_not_sent_to(mailbox: Mailbox) -> None:
    told = send(a_letter(to="ana at example"))
    assert isinstance(told, Declined) and told.failure.why == Why.NO_SUCH_ADDRESS
    assert mailbox.letters == []


def test_a_sender_that_answers_cannot_go_to_is_a_setting_of_ours(mailbox: Mailbox, settings: Any) -> None:
    settings.DEFAULT_FROM_EMAIL = "nobody"
    assert send(a_letter()) == Declined(Failure(Why.OUR_SETTINGS, "HEARTLINE_FROM"))
