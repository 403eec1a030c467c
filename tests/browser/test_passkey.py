"""A passkey, with a real browser's WebAuthn and a virtual authenticator."""

from typing import Any

from allauth.account.models import EmailAddress
from playwright.sync_api import expect

from tests.factories import a_patient, an_account
from tests.signing_in import code_sent_to


def test_a_patient_makes_a_passkey_and_signs_in_with_nothing_else(browser: Any, server: Any) -> None:
    account = an_account()
    EmailAddress.objects.create(user=account, email=account.email, verified=True, primary=True)
    a_patient(account=account)
    context = browser.new_context(base_url=server.url)
    page = context.new_page()
    devtools = context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    devtools.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
            }
        },
    )

    page.goto("/account/login/code/")
    page.get_by_label("E-mail or mobile number").fill(account.email)
    page.get_by_role("button", name="Send the code").click()
    page.wait_for_url("**/account/login/code/confirm/**")
    page.locator("input[name=code]").fill(code_sent_to(account.email))
    page.get_by_role("button", name="Go on").click()
    page.wait_for_url(server.url + "/")

    page.goto("/account/2fa/webauthn/add/")
    page.locator("input[name=passwordless]").check()
    page.locator("#mfa_webauthn_add").click()
    page.wait_for_url("**/account/2fa/recovery-codes/**")

    context.clear_cookies()
    page.goto("/account/login/")
    page.get_by_role("button", name="Use a passkey").click()
    page.wait_for_url(server.url + "/")
    expect(page.locator("body[data-signed-in]")).to_have_count(1)
    context.close()
