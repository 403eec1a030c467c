"""What came along with a text message lies at Twilio: fetched with our key, which goes nowhere else.

Twilio answers with the address of its store ("Media resource" of its docs), which is signed and takes no key.
"""

from urllib.parse import urlsplit

from heartline.channels.traffic.http import Client, Request
from heartline.channels.twilio.sending import Account, authorization

STORES = (".twiliocdn.com", ".twilio.com", ".amazonaws.com")
MOST_HOPS = 3


def fetch(account: Account, url: str, client: Client) -> bytes | int:
    """The file, or the status with which it was not given (0: it lies where we do not look). Raises NotReached or NoAnswer."""
    headers = authorization(account)
    if not url.startswith(f"{account.api}/"):
        return 0
    for _hop in range(MOST_HOPS):
        answer = client(Request("GET", url, headers))
        if answer.status == 200:
            return answer.body
        url, headers = answer.header("Location") or "", {}
        if answer.status not in (301, 302, 303, 307, 308):
            return answer.status
        if not _is_store(url):
            return 0
    return 0


def _is_store(url: str) -> bool:
    parts = urlsplit(url)
    return parts.scheme == "https" and f".{parts.hostname or ''}".endswith(STORES)
