"""One address says which accounts at Meta; what it cannot mean is refused in words, without anything secret."""

import pytest

from heartline.channels.meta.account import Unreadable, configured
from heartline.channels.traffic.messages import Door

BASE = "meta://our-word:s%40cret@graph.facebook.com/v25.0"


def test_nothing_is_nothing() -> None:
    assert configured("") is None


def test_each_account_opens_its_door() -> None:
    there = configured(f"{BASE}?page=101&page_token=hush&whatsapp=505&whatsapp_token=hush2&secret=next")
    assert there is not None
    assert (there.verify, there.secrets) == ("our-word", ("s@cret", "next"))
    assert set(there.accounts) == {Door.MESSENGER, Door.WHATSAPP}
    page = there.accounts[Door.MESSENGER]
    assert (page.id, page.token, page.api) == ("101", "hush", "https://graph.facebook.com/v25.0")
    assert not any(secret in repr(there) for secret in ("hush", "s@cret", "next", "our-word"))


@pytest.mark.parametrize(
    ("url", "wrong"),
    [
        ("https://a:b@c", "begin with meta"),
        ("meta://[", "no address"),
        ("meta://a@graph.facebook.com/v25.0?page=101&page_token=t", "begin with meta"),
        ("meta://a:b@graph.facebook.com?page=101&page_token=t", "begin with meta"),
        (BASE, "needs an account"),
        (f"{BASE}?page=me&page_token=t", "page is the account's id"),
        (f"{BASE}?page=101", "page_token is missing"),
        (f"{BASE}?page=101&page_token=t&pages=1", "unknown: pages"),
    ],
)
def test_what_is_wrong_is_said_and_no_secret_with_it(url: str, wrong: str) -> None:
    with pytest.raises(Unreadable, match=wrong) as refused:
        configured(url)
    assert "s%40cret" not in str(refused.value) and "s@cret" not in str(refused.value)
