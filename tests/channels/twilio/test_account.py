"""One address says which account, which senders, and by what webhooks are signed; what it cannot mean is refused in words."""

import pytest

from heartline.channels.traffic.messages import Door
from heartline.channels.twilio.account import Unreadable, configured
from tests.channels.twilio.forms import ACCOUNT

HERE = "https://care.example.org"


def test_nothing_is_nothing() -> None:
    assert configured("", HERE) is None


def test_an_account_with_its_own_token_signs_with_it() -> None:
    there = configured(f"twilio://{ACCOUNT}:se%40cret@{ACCOUNT}?sms_from=+12025550100", HERE)
    assert there is not None
    assert (there.account.sid, there.account.key, there.account.secret) == (ACCOUNT, ACCOUNT, "se@cret")
    assert (there.account.sms_from, there.doors, there.secrets.tokens) == ("+12025550100", {Door.SMS}, ("se@cret",))
    assert there.account.callback == f"{HERE}/hooks/twilio/status"
    assert there.rates == {Door.SMS: 1}


def test_an_api_key_needs_the_token_too_twice_while_it_is_replaced() -> None:
    url = f"twilio://SK1:secret@{ACCOUNT}?sms_from=+12025550100&whatsapp_from=%2B12025550101&sms_rate=30"
    with pytest.raises(Unreadable, match="auth token"):
        configured(url, HERE)
    there = configured(f"{url}&token=old&token=new", HERE)
    assert there is not None
    assert (there.secrets.tokens, there.account.whatsapp_from) == (("old", "new"), "+12025550101")
    assert there.rates == {Door.SMS: 30, Door.WHATSAPP: 80}


@pytest.mark.parametrize(
    ("url", "wrong"),
    [
        ("https://a:b@c", "begin with twilio"),
        ("twilio://[", "no address"),
        (f"twilio://a@{ACCOUNT}?sms_from=+12025550100", "begin with twilio"),
        (f"twilio://{ACCOUNT}:s@{ACCOUNT}", "sender"),
        (f"twilio://{ACCOUNT}:s@{ACCOUNT}?sms_from=2025550100x", "no number"),
        (f"twilio://{ACCOUNT}:s@{ACCOUNT}?service=MG1", "service"),
        (f"twilio://{ACCOUNT}:s@{ACCOUNT}?sms_from=+12025550100&sms_rate=fast", "sms_rate"),
        (f"twilio://{ACCOUNT}:s@{ACCOUNT}?sms_from=+12025550100&from=x", "unknown: from"),
        (f"twilio://{ACCOUNT}:s@{ACCOUNT}?sms_from=+12025550100&api=ftp://x", "api"),
    ],
)
def test_what_is_wrong_is_said_and_no_secret_with_it(url: str, wrong: str) -> None:
    with pytest.raises(Unreadable, match=wrong) as refused:
        configured(url, HERE)
    assert ":s@" not in str(refused.value)


def test_neither_secret_is_printed() -> None:
    there = configured(f"twilio://SK1:hidden@{ACCOUNT}?sms_from=+12025550100&token=hushed", HERE)
    assert "hidden" not in repr(there) and "hushed" not in repr(there)
