"""Our account at Twilio, from one address:

    twilio://KEY:SECRET@ACCOUNT?sms_from=+15550100&whatsapp_from=+15550101&voice_from=+15550102&service=MG…&token=…

KEY and SECRET are an API key's (SK…), or the account's own id and auth token. Webhooks are signed with the auth token: with an
API key it is given as `token`, twice while one replaces the other. `sms_rate` and `whatsapp_rate` are the messages (segments, for
texts) a second that the senders may send; without them what Twilio gives a single US number and a new WhatsApp sender.
`voice_from` is the number at which we are called, and from which the phones of our own people are rung.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit

from heartline.channels.traffic.messages import Door
from heartline.channels.twilio.sending import Account
from heartline.channels.twilio.signature import Secrets

_ACCOUNT = re.compile(r"AC[0-9a-fA-F]{32}")
_NUMBER = re.compile(r"\+[1-9]\d{4,14}|[1-9]\d{2,7}")
_SERVICE = re.compile(r"MG[0-9a-fA-F]{32}")
_KNOWN = {"sms_from", "whatsapp_from", "service", "token", "sms_rate", "whatsapp_rate", "voice_from", "api"}
RATES = {Door.SMS: 1, Door.WHATSAPP: 80}
STATUS = "/hooks/twilio/status"
INCOMING = "/hooks/twilio/messages"
CALLS = "/hooks/twilio/calls/answer"
AGENTS = "/hooks/twilio/calls/agent"


class Unreadable(ValueError):
    """The address is not one; the words say what is wrong, and nothing secret."""


@dataclass(frozen=True, slots=True)
class Configured:
    """`rates`: messages a second by door."""

    account: Account
    secrets: Secrets
    doors: frozenset[Door]
    rates: Mapping[Door, int] = field(default_factory=dict)
    voice_from: str = ""


def configured(url: str, public: str) -> Configured | None:
    """What `url` says; None where it is empty. `public` is where Twilio reaches us ("https://…"). Raises Unreadable."""
    if not url:
        return None
    try:
        parts = urlsplit(url)
        user, password = unquote(parts.username or ""), unquote(parts.password or "")
    except ValueError as error:
        raise Unreadable("It is no address.") from error
    sid = parts.netloc.rpartition("@")[2]
    if parts.scheme != "twilio" or not user or not password or not _ACCOUNT.fullmatch(sid):
        raise Unreadable("It has to begin with twilio://KEY:SECRET@ACCOUNT, where ACCOUNT is AC and 32 digits.")
    given = _query(parts.query)
    sms, whatsapp, service = (_one(given, name) for name in ("sms_from", "whatsapp_from", "service"))
    _check(given)
    doors = {Door.SMS} if sms or service else set()
    doors |= {Door.WHATSAPP} if whatsapp else set()
    voice = _one(given, "voice_from")
    if not doors and not voice:
        raise Unreadable("It needs a sender: sms_from, service, whatsapp_from or voice_from.")
    tokens = tuple(given.get("token", ())) or ((password,) if user == sid else ())
    if not tokens:
        raise Unreadable(
            "With an API key, the account's auth token is needed too (token): webhooks are signed with it."
        )
    account = Account(
        sid, user, password, f"{public}{STATUS}", service, sms, whatsapp, _one(given, "api") or "https://api.twilio.com"
    )
    rates = {door: int(_one(given, f"{door.value}_rate") or RATES[door]) for door in doors}
    return Configured(account, Secrets(tokens), frozenset(doors), rates, voice)


def _query(query: str) -> dict[str, list[str]]:
    """As it is written: a "+" is a plus here, since numbers begin with it."""
    found: dict[str, list[str]] = {}
    for pair in filter(None, query.split("&")):
        name, _, value = pair.partition("=")
        found.setdefault(unquote(name), []).append(unquote(value))
    return found


def _one(given: Mapping[str, list[str]], name: str) -> str:
    return given.get(name, [""])[-1]


def _check(given: Mapping[str, list[str]]) -> None:
    for name in given:
        if name not in _KNOWN:
            raise Unreadable(f"It says something unknown: {name}.")
    for name in ("sms_from", "whatsapp_from", "voice_from"):
        if _one(given, name) and not _NUMBER.fullmatch(_one(given, name)):
            raise Unreadable(f"{name} is no number: it begins with + and the country.")
    if _one(given, "service") and not _SERVICE.fullmatch(_one(given, "service")):
        raise Unreadable("service is MG and 32 digits.")
    for name in ("sms_rate", "whatsapp_rate"):
        rate = _one(given, name)
        if rate and not (rate.isascii() and rate.isdigit() and 0 < int(rate) <= 1000):
            raise Unreadable(f"{name} is a whole number of messages a second.")
    if _one(given, "api") and urlsplit(_one(given, "api")).scheme not in ("https", "http"):
        raise Unreadable("api is an https address.")
