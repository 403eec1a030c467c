"""What signing in sends and shows is ours: plain, in the reader's language, with nothing in it that a sender typed."""

import time

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.test import Client
from django.utils.translation import override

from heartline.people.models import Account
from heartline.people.signin import letters
from heartline.people.signin.keys import KeyAdapter
from tests.factories import an_account, an_organization
from tests.signing_in import code_sent_to, last_message, signed_in

NEW = {"name": "Buy at evil.example now", "birth_date": "1990-04-01", "contact": "new@example.org"}
ALLAUTH = (
    "Two-Factor",
    "Security Key",
    "Authenticator",
    "Recovery",
    "Please reauth",
    "Confirm Access",
    "Passwordless",
    "Sign Up",
)


@pytest.fixture
def account() -> Account:
    """Signs in with a password, an app, a passkey and spare codes."""
    account = an_account()
    EmailAddress.objects.create(user=account, email=account.email, verified=True, primary=True)
    account.set_password("a long enough secret")
    account.save()
    return account


def just_in(account: Account) -> Client:
    """Signed in a moment ago, so that changes of the account need not be proven again."""
    client = signed_in(account)
    session = client.session
    session["account_authentication_methods"] = [{"method": "password", "at": time.time(), "reauthenticated": True}]
    session["account_authentication_methods_user"] = str(account.pk)
    session.save()
    return client


def test_the_letter_to_a_new_address_names_the_clinic_and_nothing_that_was_typed(client: Client) -> None:
    clinic = an_organization(name="Riverside Clinic")
    page = client.post("/account/signup/", NEW, follow=True).content.decode()
    letter = last_message("new@example.org")
    assert letter.subject == f"Your code for {clinic.name}" and letter.body.endswith(clinic.name)
    assert "evil" not in letter.body and "localhost" not in letter.body
    assert "Enter the code we sent you" in page and "If we know you" not in page
    assert code_sent_to("new@example.org") in letter.body


def test_letters_speak_the_language_of_the_page(client: Client) -> None:
    an_organization(name="Riverside Clinic")
    client.post("/account/signup/", NEW, headers={"accept-language": "es"})
    assert last_message("new@example.org").subject == "Su código para Riverside Clinic"


def test_somebody_unknown_and_somebody_known_already_are_told_where_to_go(client: Client, account: Account) -> None:
    client.post("/account/login/code/", {"contact": "nobody@example.org"})
    assert "/account/signup/" in last_message("nobody@example.org").body
    client.post("/account/signup/", NEW | {"contact": account.email})
    assert "/account/login/code/" in last_message(account.email).body


def test_every_letter_is_written_in_every_language() -> None:
    an_organization(name="Riverside Clinic", phone="+12125550100")
    seen = set()
    for language in ("en", "es", "zh-hans", "vi", "ar"):
        with override(language):
            for name in [*letters.ASKED, *letters.CHANGED]:
                given = {"password_reset_url": "https://x/", "signup_url": "https://x/"}
                request = type("Request", (), {"build_absolute_uri": staticmethod(lambda path: "https://x" + path)})
                letter = letters.write(
                    name, given | {"request": request} | ({"code": "123456"} if "code" in name else {})
                )
                assert letter is not None and "Riverside Clinic" in letter[0], name
                assert "https://x" in letter[1] or "123456" in letter[1] or name in letters.CHANGED or "confirm" in name
                if name in letters.CHANGED:
                    assert "+1 212-555-0100" in letter[1]
                seen.add((name, letter[1]))
    assert len({text for _name, text in seen}) == 5 * (len(letters.ASKED) + len(letters.CHANGED) - 1)  # one said twice


def test_a_changed_password_is_told_in_plain_words(account: Account) -> None:
    an_organization(name="Riverside Clinic", phone="+12125550100")
    words = {
        "oldpassword": "a long enough secret",
        "password1": "another secret one",
        "password2": "another secret one",
    }
    just_in(account).post("/account/password/change/", words)
    letter = last_message(account.email)
    assert letter.subject == "Your account with Riverside Clinic was changed" and "+1 212-555-0100" in letter.body


@pytest.mark.parametrize(
    "path",
    ["", "webauthn/", "webauthn/add/", "totp/activate/", "totp/deactivate/", "recovery-codes/", "reauthenticate/"],
)
@pytest.mark.parametrize("language", ["en", "es", "zh-hans", "vi", "ar"])
def test_pages_about_signing_in_use_plain_words(account: Account, path: str, language: str) -> None:
    an_organization()
    if path != "totp/activate/":
        Authenticator.objects.create(user=account, type="totp", data={"secret": "x"})
        Authenticator.objects.create(
            user=account, type="recovery_codes", data={"seed": KeyAdapter().encrypt("seed"), "used_mask": 0}
        )
    answer = just_in(account).get(f"/account/2fa/{path}", headers={"accept-language": language})
    assert answer.status_code == 200
    assert not [word for word in ALLAUTH if word in answer.content.decode()]
