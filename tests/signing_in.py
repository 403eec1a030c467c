"""Sign in for tests of something else, and read what was sent."""

import re

from django.test import Client

from heartline.kernel import outbox
from heartline.people.models import Account
from heartline.people.signin.second_factor import GIVEN


def signed_in(account: Account, client: Client | None = None) -> Client:
    """A client in which `account` is signed in, with a second factor given."""
    client = client or Client()
    client.force_login(account)
    session = client.session
    session[GIVEN] = str(account.pk)
    session.save()
    return client


def last_message(to: str) -> outbox.Message:
    """The newest message to this e-mail address or number."""
    return next(message for message in outbox.kept(100) if message.to == to)


def code_sent_to(to: str) -> str:
    """The six digits of the newest message to `to`."""
    found = re.search(r"\b\d{6}\b", last_message(to).body)
    assert found, last_message(to)
    return found.group()
