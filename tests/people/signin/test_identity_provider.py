"""Staff through the clinic's own identity provider."""

from collections.abc import Iterator
from typing import Any

import pytest
from allauth.socialaccount.models import SocialAccount
from django.test import Client

from heartline.people.models import Account, Patient
from tests.factories import a_patient
from tests.people.signin.identity_server import Provider, running
from tests.people.signin.test_ways_in import a_nurse, a_verified_account, is_in
from tests.signing_in import signed_in


@pytest.fixture
def provider(settings: Any) -> Iterator[Provider]:
    with running() as provider:
        app = {
            "provider_id": "clinic",
            "name": "Clinic",
            "client_id": "heartline",
            "secret": "shared",
            "settings": {"server_url": provider.url},
        }
        settings.HEARTLINE_OIDC = True
        settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": [app]}}
        yield provider


def come_in(client: Client, provider: Provider, process: str = "login", **person: Any) -> Any:
    provider.person = {"sub": "1234", "email_verified": True} | person
    there = client.post(f"/account/oidc/clinic/login/?process={process}")
    assert there.status_code == 302 and there["Location"].startswith(provider.url)
    return client.get("/account/oidc/clinic/login/callback/", provider.authorise(there["Location"]))


def test_staff_are_matched_by_verified_email_and_need_no_further_factor(client: Client, provider: Provider) -> None:
    nurse = a_nurse(second_factor=True)
    answer = come_in(client, provider, email=nurse.email.upper())
    assert is_in(client, nurse) and answer["Location"] == "/desk/"
    client.raise_request_exception = False
    assert not client.get("/desk/").headers.get("Location", "").startswith("/account/2fa/")


def test_the_next_time_the_providers_own_id_counts(client: Client, provider: Provider) -> None:
    nurse = a_nurse()
    come_in(Client(), provider, email=nurse.email)
    come_in(client, provider, email="married-name@example.org")
    assert is_in(client, nurse)


@pytest.mark.parametrize(
    "person", [{"email_verified": False}, {"email_verified": "false"}, {"email": "stranger@example.org"}]
)
def test_nobody_else_comes_in_or_comes_to_be(client: Client, provider: Provider, person: dict[str, Any]) -> None:
    nurse = a_nurse()
    before = Account.objects.count()
    answer = come_in(client, provider, **{"email": nurse.email} | person)
    assert answer["Location"] == "/account/login/" and "_auth_user_id" not in client.session
    assert (Account.objects.count(), Patient.objects.count(), SocialAccount.objects.count()) == (before, 0, 0)


@pytest.mark.parametrize("process", ["login", "connect"])
def test_a_patient_cannot_use_it(provider: Provider, process: str) -> None:
    account = a_verified_account()
    a_patient(account=account)
    client = signed_in(account) if process == "connect" else Client()
    come_in(client, provider, process, email=account.email)
    assert not SocialAccount.objects.exists()


def test_who_left_does_not_come_in_any_more(client: Client, provider: Provider) -> None:
    nurse = a_nurse()
    come_in(Client(), provider, email=nurse.email)
    nurse.staff_member.active = False
    nurse.staff_member.save()
    come_in(client, provider, email=nurse.email)
    assert not is_in(client, nurse)


def test_without_a_provider_there_is_no_such_door(client: Client) -> None:
    assert client.post("/account/oidc/clinic/login/").status_code == 404
