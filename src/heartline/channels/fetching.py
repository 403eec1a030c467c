"""Files that a provider keeps for us until we fetch them."""

from dataclasses import dataclass

from heartline.channels.registry import twilio
from heartline.channels.traffic.client import PooledClient
from heartline.channels.traffic.http import NoAnswer, NotReached
from heartline.channels.twilio import media
from heartline.channels.twilio.receiving import PROVIDER as TWILIO

MOST_BYTES = 16 * 1024 * 1024  # Twilio takes no more than 16 MB
CLIENT = PooledClient(read=60, most=MOST_BYTES)


@dataclass
class NotFetched(Exception):
    """`again`: it may be there later."""

    again: bool


def fetch(provider: str, url: str) -> bytes:
    """The file behind an address that a provider gave us. Not inside a transaction. Raises NotFetched."""
    there = twilio() if provider == TWILIO else None
    if there is None:
        raise NotFetched(again=False)
    try:
        got = media.fetch(there.account, url, CLIENT)
    except (NotReached, NoAnswer) as error:
        raise NotFetched(again=True) from error
    if isinstance(got, int):  # 404 too: it is told of before it is stored
        raise NotFetched(again=got in (404, 408, 429) or got >= 500)
    return got
