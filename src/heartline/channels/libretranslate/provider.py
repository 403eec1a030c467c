"""`POST /translate` of LibreTranslate's API (https://docs.libretranslate.com), switched on by HEARTLINE_TRANSLATE_URL.

The address may hold an API key as its user: `https://KEY@translate.example`.
"""

import json
from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit

from django.conf import settings

from heartline.channels.traffic.client import PooledClient
from heartline.channels.traffic.http import Client, NoAnswer, NotReached, Request

PATIENCE = 5.0  # seconds that somebody waits for it who could also answer without
MOST = 5000  # characters of one text
OK = 200


class Untranslated(Exception):
    """It did not translate this; why is for logs, and says nothing of the text."""


@dataclass(frozen=True, slots=True)
class Machine:
    """`name` is how it is called where its work is shown."""

    url: str
    name: str
    key: str = field(default="", repr=False)
    client: Client = field(default_factory=lambda: PooledClient(PATIENCE, PATIENCE), repr=False, compare=False)

    def translate(self, text: str, target: str, source: str = "auto") -> str:
        """In the language `target` (BCP 47). Raises Untranslated, where nothing comes for PATIENCE seconds."""
        asked = {"q": text[:MOST], "source": _code(source), "target": _code(target), "format": "text"}
        if self.key:
            asked["api_key"] = self.key
        request = Request(
            "POST", f"{self.url}/translate", {"Content-Type": "application/json"}, json.dumps(asked).encode()
        )
        try:
            response = self.client(request)
        except (NotReached, NoAnswer) as error:
            raise Untranslated(type(error).__name__) from error
        try:
            told = json.loads(response.body)["translatedText"] if response.status == OK else None
        except (ValueError, KeyError, TypeError) as error:
            raise Untranslated("an answer that cannot be read") from error
        if not isinstance(told, str) or not told.strip():
            raise Untranslated(f"status {response.status}")
        return told.replace("\0", "")


def machine() -> Machine | None:
    """The one that is configured, if any."""
    address = urlsplit(settings.HEARTLINE_TRANSLATE_URL)
    if not address.hostname:
        return None
    where = f"{address.hostname}:{address.port}" if address.port else address.hostname
    url = f"{address.scheme}://{where}{address.path.rstrip('/')}"
    return Machine(url, address.hostname[:60], unquote(address.username or ""))


def _code(language: str) -> str:
    """LibreTranslate knows languages by their first subtag."""
    return language.split("-")[0].lower() or "auto"
