"""Letters by webhook: as by the mailbox, signed, once."""

from typing import Any

import pytest
from django.test import Client

from heartline.channels.models import ProviderHealth
from heartline.conversations.models import Conversation, Message, Original
from tests.doors.hooks.calling import signed

pytestmark = pytest.mark.django_db
SECRET, PATH, KIND = "a-secret-of-the-mail-relay", "/hooks/email", "message/rfc822"
LETTER = (
    b"From: Ana <ana@example.org>\r\nTo: no-reply@localhost\r\nSubject: Friday\r\nMessage-ID: <1@example.org>\r\n"
    b"Content-Type: text/plain; charset=utf-8\r\n\r\nCan I come on Friday?\r\n"
)


@pytest.fixture(autouse=True)
def _switched_on(settings: Any) -> None:
    settings.HEARTLINE_MAIL_SECRETS = ["old-secret", SECRET]


def test_a_letter_is_there_once_byte_for_byte() -> None:
    for _ in range(3):
        assert signed(PATH, LETTER, SECRET, KIND).status_code == 204
    message = Message.objects.get()
    assert message.text == "Friday\n\nCan I come on Friday?" and Conversation.objects.get().door == "email"
    assert bytes(Original.objects.get().content) == LETTER
    assert ProviderHealth.objects.get(pk="smtp:email").received == 1


def test_a_large_letter_is_taken() -> None:
    assert signed(PATH, LETTER + b"More words.\r\n" * 20_000, SECRET, KIND).status_code == 204
    assert Message.objects.exists()


@pytest.mark.parametrize("letter", [b"\x00\xff\xfe no header at all", b"Subject: =?x-nix?Q?=zz?=\r\n\r\n\xff"])
def test_whatever_is_in_a_letter_it_is_kept(letter: bytes) -> None:
    assert signed(PATH, letter, SECRET, KIND).status_code == 204
    assert Message.objects.count() == 1


def test_forged_is_refused_and_nothing_is_kept() -> None:
    assert signed(PATH, LETTER, "guessed", KIND).status_code == 403
    assert Client().post(PATH, LETTER, content_type=KIND).status_code == 403
    assert not Message.objects.exists()


def test_what_is_no_letter_is_said_and_without_a_secret_there_is_no_such_door(settings: Any) -> None:
    assert signed(PATH, b"{}", SECRET).status_code == 415
    assert signed(PATH, b" ", SECRET, KIND).status_code == 400
    assert Client().get(PATH).status_code == 405
    settings.HEARTLINE_MAIL_SECRETS = []
    assert signed(PATH, LETTER, "", KIND).status_code == 404
