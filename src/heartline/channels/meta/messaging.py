"""Messenger's and Instagram's `messaging` events. Ids of persons are page-scoped: the same human has another at each page."""

from collections.abc import Iterator

from heartline.channels.meta.events import PROVIDER, Event, Skipped, Withdrawn
from heartline.channels.traffic.delivery import Delivery, State, Watermark
from heartline.channels.traffic.messages import Door, Inbound, Media
from heartline.channels.traffic.payload import Node
from heartline.channels.traffic.refusal import Malformed

_TYPES = {"image": "image/*", "video": "video/*", "audio": "audio/*", "file": "application/octet-stream"}
_PER_SECOND = 1000


def read(door: Door, account: str, event: Node) -> Iterator[Event]:
    """What one event tells. Raises Malformed."""
    if event.has("message"):
        yield _message(event, door, account)
    elif event.has("postback"):
        yield _postback(event, door, account)
    elif event.has("delivery"):
        yield from _delivered(event, door, account)
    elif event.has("read"):
        yield from _read(event, door, account)
    else:
        known = next((name for name in ("reaction", "optin", "referral", "message_edit") if event.has(name)), "unknown")
        yield Skipped(event.path, known)


def _message(event: Node, door: Door, account: str) -> Event:
    message = event.node("message")
    sender = event.node("sender").needed("id", 100)
    mid = message.needed("mid")
    if message.value.get("is_echo") is True or sender == account:
        # An echo is no message; but where it brings our key back, it is news of one that we may be unsure of.
        key = message.text("metadata")
        return Delivery(PROVIDER, mid, State.SENT, key=key) if key else Skipped(event.path, "echo of our own")
    if message.value.get("is_deleted") is True:
        return Withdrawn(PROVIDER, mid, sender)
    if message.value.get("is_unsupported") is True:
        return _inbound(event, door, account, mid)  # they sent something; what it was, Meta does not say
    return _inbound(
        event,
        door,
        account,
        mid,
        text=message.text("text"),
        media=tuple(_media(message)),
        choice=message.node("quick_reply").text("payload"),
        reply_to=message.node("reply_to").text("mid"),
    )


def _postback(event: Node, door: Door, account: str) -> Event:
    postback = event.node("postback")
    mid = postback.text("mid")
    if not mid:  # older clients send none: person and millisecond make one
        mid = f"postback:{event.node('sender').needed('id', 100)}:{event.number('timestamp')}"
    return _inbound(event, door, account, mid, text=postback.text("title"), choice=postback.text("payload"))


def _inbound(
    event: Node,
    door: Door,
    account: str,
    mid: str,
    *,
    text: str = "",
    media: tuple[Media, ...] = (),
    choice: str = "",
    reply_to: str = "",
) -> Inbound:
    receiver = event.node("recipient").needed("id", 100)
    if receiver != account and door is Door.MESSENGER:
        raise Malformed(f"{event.path}.recipient.id", "is another page than the entry's")
    return Inbound(
        provider=PROVIDER,
        provider_id=mid,
        door=door,
        sender=event.node("sender").needed("id", 100),
        receiver=receiver,
        text=text,
        media=media,
        at=event.moment("timestamp", _PER_SECOND),
        choice=choice,
        reply_to=reply_to,
        raw=dict(event.value),
    )


def _media(message: Node) -> Iterator[Media]:
    for attachment in message.nodes("attachments"):
        kind, payload = attachment.text("type"), attachment.node("payload")
        url = payload.text("url")
        if url.startswith("https://"):
            yield Media(url, _TYPES.get(kind, ""), payload.text("title"), provider_id=kind)


def _delivered(event: Node, door: Door, account: str) -> Iterator[Event]:
    told = event.node("delivery")
    mids = told.value.get("mids")
    if isinstance(mids, list) and all(isinstance(mid, str) and mid for mid in mids):
        yield from (Delivery(PROVIDER, mid, State.DELIVERED) for mid in mids)
    if told.has("watermark"):
        yield _watermark(event, told, door, account, State.DELIVERED)


def _read(event: Node, door: Door, account: str) -> Iterator[Event]:
    """Messenger tells up to when, Instagram which message."""
    told = event.node("read")
    if told.has("mid"):
        yield Delivery(PROVIDER, told.needed("mid"), State.READ, at=event.moment("timestamp", _PER_SECOND))
    else:
        yield _watermark(event, told, door, account, State.READ)


def _watermark(event: Node, told: Node, door: Door, account: str, state: State) -> Watermark:
    until = told.moment("watermark", _PER_SECOND)
    if until is None:
        raise Malformed(f"{told.path}.watermark", "is missing")
    return Watermark(PROVIDER, door, event.node("sender").needed("id", 100), account, state, until)
