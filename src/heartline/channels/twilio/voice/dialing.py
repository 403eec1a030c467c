"""To have a phone of ours rung: Twilio's Calls resource."""

from urllib.parse import urlencode

from heartline.channels.traffic.http import Client, NoAnswer, NotReached, Request
from heartline.channels.twilio.sending import Account, authorization

RINGS = 25  # seconds


def request(account: Account, to: str, from_: str, url: str) -> Request:
    """The POST that calls `to`; what is said there stands at `url`."""
    pairs = [("To", to), ("From", from_), ("Url", url), ("Method", "POST"), ("Timeout", str(RINGS))]
    return Request(
        "POST",
        f"{account.api}/2010-04-01/Accounts/{account.sid}/Calls.json",
        {**authorization(account), "Content-Type": "application/x-www-form-urlencoded"},
        urlencode(pairs).encode("ascii"),
    )


def dial(account: Account, to: str, from_: str, url: str, client: Client) -> bool:
    """Whether Twilio rings it now. Where no answer came, it may."""
    try:
        return 200 <= client(request(account, to, from_, url)).status < 300
    except NotReached:
        return False
    except NoAnswer:
        return True
