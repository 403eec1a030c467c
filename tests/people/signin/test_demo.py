"""The demo shows codes and messages; a real clinic shows neither."""

import pytest
from django.test import Client

from heartline.kernel import outbox
from heartline.people.models import Account, Organization
from heartline.people.signin.demo import current_code
from tests.factories import an_organization
from tests.people.signin.test_ways_in import PASSWORD, a_nurse, is_in


@pytest.fixture
def nurse() -> Account:
    an_organization(is_demo=True)
    nurse = a_nurse()
    Account.objects.update(is_demo=True)
    nurse.refresh_from_db()
    return nurse


def test_the_page_that_asks_for_a_code_shows_one_that_works_twice_in_a_row(nurse: Account) -> None:
    for client in (Client(), Client()):
        client.post("/account/login/", {"login": nurse.email, "password": PASSWORD})
        code = current_code(nurse)
        assert code and code in client.get("/account/2fa/authenticate/").content.decode()
        client.post("/account/2fa/authenticate/", {"code": code})
        assert is_in(client, nurse)


def test_never_for_a_real_account_nor_in_a_real_clinic(nurse: Account) -> None:
    Account.objects.update(is_demo=False)
    assert current_code(Account.objects.get()) is None
    Account.objects.update(is_demo=True)
    Organization.objects.update(is_demo=False)
    assert current_code(Account.objects.get()) is None
    assert Client().get("/outbox").status_code == 404


def test_the_outbox_shows_what_would_have_been_sent(nurse: Account) -> None:
    outbox.keep("sms", "+12025550190", "", "<b>123456</b> is your code")
    page = Client().get("/outbox").content.decode()
    assert "&lt;b&gt;123456" in page and "This is a demo" in page
