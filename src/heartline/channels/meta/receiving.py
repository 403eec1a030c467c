"""Meta's webhook payloads, as values. One call may hold several entries, and each several events; each is read alone.

Shapes as in Messenger Platform's and Instagram's "Webhook events", WhatsApp Cloud API's "messages webhook reference" and
the Graph API's page and instagram webhooks. Call it only with a body whose signature holds.
"""

from collections.abc import Iterator
from functools import partial

from heartline.channels.meta import comments, messaging, whatsapp
from heartline.channels.meta.events import Event, Skipped, safely
from heartline.channels.traffic.messages import Door
from heartline.channels.traffic.payload import Node, parse
from heartline.channels.traffic.refusal import Malformed

MOST_EVENTS = 5000  # Meta batches up to 1000


def events(body: bytes) -> list[Event]:
    """All that a call tells, in its order. Raises Malformed only where the body as a whole cannot be read."""
    payload = parse(body)
    kind = payload.text("object")
    if kind not in ("page", "instagram", "whatsapp_business_account"):
        raise Malformed("object", "is none that we subscribed to")
    found: list[Event] = []
    for entry in payload.nodes("entry"):
        for event in safely(partial(_entry, kind), entry):
            found.append(event)
            if len(found) > MOST_EVENTS:
                raise Malformed("entry", "holds too many events")
    return found


def _entry(kind: str, entry: Node) -> Iterator[Event]:
    account = entry.needed("id", 100)
    read_change = whatsapp.read if kind == "whatsapp_business_account" else partial(comments.read, kind, account)
    if kind != "whatsapp_business_account":
        door = Door.INSTAGRAM if kind == "instagram" else Door.MESSENGER
        for event in entry.nodes("messaging"):
            yield from safely(partial(messaging.read, door, account), event)
        for event in entry.nodes("standby"):
            yield Skipped(event.path, "another app has the conversation")
    for change in [entry] if entry.has("field") else entry.nodes("changes"):
        yield from safely(read_change, change)
