"""Our app and our accounts at Meta, from one address:

    meta://VERIFY:SECRET@graph.facebook.com/v25.0?page=ID&page_token=…&instagram=ID&instagram_token=…

VERIFY is a word of our own, which Meta repeats when the webhook is set up; SECRET is the app's secret, by which webhooks are
signed, and `secret` another one while one replaces the other. Each of `page` (Messenger), `instagram` and `whatsapp` (the id of
a phone number at the Cloud API) switches its door on, with the token that may send for it.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import parse_qs, unquote, urlsplit

from heartline.channels.meta.sending import Account
from heartline.channels.traffic.messages import Door

INCOMING = "/hooks/meta"
DOORS = {"page": Door.MESSENGER, "instagram": Door.INSTAGRAM, "whatsapp": Door.WHATSAPP}
_ID = re.compile(r"\d{3,30}")
_API = re.compile(r"[a-z0-9.-]+(:\d{1,5})?/v\d{1,3}\.\d")
_KNOWN = {*DOORS, *(f"{name}_token" for name in DOORS), "secret"}


class Unreadable(ValueError):
    """The address is not one; the words say what is wrong, and nothing secret."""


@dataclass(frozen=True, slots=True)
class Configured:
    """`verify` answers Meta's question whether the webhook is ours, `secrets` sign what it tells."""

    verify: str = field(repr=False)
    secrets: tuple[str, ...] = field(repr=False)
    accounts: Mapping[Door, Account]


def configured(url: str) -> Configured | None:
    """What `url` says; None where it is empty. Raises Unreadable."""
    if not url:
        return None
    try:
        parts = urlsplit(url)
        verify, secret = unquote(parts.username or ""), unquote(parts.password or "")
        given = parse_qs(parts.query, keep_blank_values=True, strict_parsing=bool(parts.query))
    except ValueError as error:
        raise Unreadable("It is no address.") from error
    api = parts.netloc.rpartition("@")[2] + parts.path
    if parts.scheme != "meta" or not verify or not secret or not _API.fullmatch(api):
        raise Unreadable("It has to begin with meta://VERIFY:SECRET@graph.facebook.com/v25.0.")
    for name in given:
        if name not in _KNOWN:
            raise Unreadable(f"It says something unknown: {name}.")
    accounts = {door: _account(name, given, f"https://{api}") for name, door in DOORS.items() if name in given}
    if not accounts:
        raise Unreadable("It needs an account: page, instagram or whatsapp.")
    return Configured(verify, (secret, *given.get("secret", ())), accounts)


def _account(name: str, given: Mapping[str, list[str]], api: str) -> Account:
    identifier, token = given[name][-1], given.get(f"{name}_token", [""])[-1]
    if not _ID.fullmatch(identifier):
        raise Unreadable(f"{name} is the account's id, a number.")
    if not token:
        raise Unreadable(f"{name}_token is missing: it has to be allowed to send for {name}.")
    return Account(identifier, token, api)
