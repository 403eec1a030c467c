"""Nobody learns from an answer whether an account exists: same status, same headers, same words, same work."""

import re
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.test import Client

from heartline.people.models import Account, Patient
from tests.factories import an_account, an_organization
from tests.signing_in import last_message

PHONE, UNKNOWN_PHONE = "+12025550150", "+12025550151"
EMAIL, UNKNOWN_EMAIL = "known@example.org", "xnown@example.org"


@pytest.fixture(autouse=True)
def known() -> Account:
    an_organization()
    account = an_account(phone=PHONE, phone_verified=True)
    account.email = EMAIL
    account.set_password("a long enough secret")
    account.save()
    EmailAddress.objects.create(user=account, email=EMAIL, verified=True, primary=True)
    return account


def seen_by_a_stranger(address: str, data: dict[str, str]) -> list[Any]:
    """Everything of the answer, and of the page that it leads to, but what is random or was typed."""
    client = Client()
    client.get(address)
    answers = [client.post(address, data)]
    if answers[0].status_code == 302:
        answers.append(client.get(answers[0]["Location"]))
    return [
        (answer.status_code, headers(answer), neutral(answer.content.decode()), sorted(client.cookies))
        for answer in answers
    ]


def headers(answer: Any) -> dict[str, Any]:
    """All but the time of day; the directives of the policy in any order."""
    said = {name: value for name, value in answer.headers.items() if name != "Expires"}
    return said | {"Content-Security-Policy": sorted(said["Content-Security-Policy"].split("; "))}


def neutral(page: str) -> str:
    page = re.sub(r'(csrfmiddlewaretoken" value|X-CSRFToken": )[^>]*', "", page)
    for typed in (EMAIL, UNKNOWN_EMAIL, PHONE, UNKNOWN_PHONE):
        page = page.replace(typed, "…").replace(typed.removeprefix("+"), "…")
    return re.sub(r"\+?1[ 0-9-]{10,14}", "…", page)


@pytest.mark.parametrize(
    ("address", "field", "rest"),
    [
        ("/account/login/code/", "contact", {}),
        ("/account/login/", "login", {"password": "not the right one"}),
        ("/account/signup/", "contact", {"name": "Ana López", "birth_date": "1990-03-04"}),
        ("/account/password/reset/", "email", {}),
    ],
)
@pytest.mark.parametrize(("there", "not_there"), [(EMAIL, UNKNOWN_EMAIL), (PHONE, UNKNOWN_PHONE)])
def test_the_answer_is_the_same(address: str, field: str, rest: dict[str, str], there: str, not_there: str) -> None:
    answers = [seen_by_a_stranger(address, rest | {field: contact}) for contact in (there, not_there)]
    assert answers[0] == answers[1]


def test_the_wrong_code_is_answered_alike() -> None:
    pages = []
    for contact in (EMAIL, UNKNOWN_EMAIL):
        client = Client()
        client.post("/account/login/code/", {"contact": contact})
        answer = client.post("/account/login/code/confirm/", {"code": "123456"})
        pages.append((answer.status_code, neutral(answer.content.decode())))
    assert pages[0] == pages[1]


def test_an_unknown_number_is_told_by_text_not_on_the_page() -> None:
    seen_by_a_stranger("/account/login/code/", {"contact": UNKNOWN_PHONE})
    assert "no account" in last_message(UNKNOWN_PHONE).body


@pytest.mark.parametrize(("there", "not_there"), [(EMAIL, UNKNOWN_EMAIL), (PHONE, UNKNOWN_PHONE)])
def test_signing_up_does_the_same_work(there: str, not_there: str) -> None:
    """Time follows work: nearly as many queries for an account that exists as for a new one."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    counts = []
    for contact in (there, not_there):
        with CaptureQueriesContext(connection) as queries:
            Client().post("/account/signup/", {"name": "Ana López", "birth_date": "1990-03-04", "contact": contact})
        counts.append(len(queries))
    assert abs(counts[0] - counts[1]) <= 12, counts
    assert Patient.objects.count() == 1
