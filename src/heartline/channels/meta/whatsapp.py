"""WhatsApp's Cloud API: `messages` changes in, requests out."""

import re
from collections.abc import Iterator
from functools import partial
from typing import Any

from heartline.channels.meta.codes import failure
from heartline.channels.meta.events import PROVIDER, Event, Skipped, safely
from heartline.channels.traffic.delivery import Delivery, State
from heartline.channels.traffic.messages import Door, Inbound, Media, Outbound
from heartline.channels.traffic.payload import Node
from heartline.channels.traffic.refusal import Malformed

_MEDIA = ("image", "video", "audio", "document", "sticker")
_STATES = {"sent": State.SENT, "delivered": State.DELIVERED, "read": State.READ, "played": State.READ}
_NUMBER = re.compile(r"[1-9]\d{4,14}")


def read(change: Node) -> Iterator[Event]:
    """What one change tells; each message and status is read alone. Raises Malformed."""
    if change.text("field") != "messages":
        yield Skipped(change.path, "a field that we do not follow")
        return
    value = change.node("value")
    ours = _phone(value.node("metadata").needed("display_phone_number"), value.path)
    names = {each.text("wa_id"): each.node("profile").text("name") for each in value.nodes("contacts")}
    for message in value.nodes("messages"):
        yield from safely(partial(_message, ours, names), message)
    for status in value.nodes("statuses"):
        yield from safely(_status, status)


def _message(ours: str, names: dict[str, str], message: Node) -> Iterator[Event]:
    kind, sender = message.text("type"), message.needed("from")
    if kind in ("reaction", "system"):
        yield Skipped(message.path, kind)
        return
    text, choice = _said(message, kind)
    yield Inbound(
        provider=PROVIDER,
        provider_id=message.needed("id"),
        door=Door.WHATSAPP,
        sender=_phone(sender, message.path),
        receiver=ours,
        text=text,
        media=_media(message, kind),
        at=message.moment("timestamp"),
        sender_name=names.get(sender, ""),
        choice=choice,
        reply_to=message.node("context").text("id"),
        raw=dict(message.value),
    )


def _said(message: Node, kind: str) -> tuple[str, str]:
    """The words, and what a pressed button or a chosen row stands for."""
    if kind == "text":
        return message.node("text").text("body"), ""
    if kind == "button":
        return message.node("button").text("text"), message.node("button").text("payload")
    if kind == "interactive":
        interactive = message.node("interactive")
        chosen = interactive.node("button_reply" if interactive.has("button_reply") else "list_reply")
        return chosen.text("title"), chosen.text("id")
    if kind in _MEDIA:
        return message.node(kind).text("caption"), ""
    return "", ""


def _media(message: Node, kind: str) -> tuple[Media, ...]:
    """The Cloud API gives an id; the file's short-lived address is asked for with it, and our token."""
    if kind not in _MEDIA:
        return ()
    told = message.node(kind)
    return (Media("", told.text("mime_type"), told.text("filename"), provider_id=told.needed("id")),)


def _status(status: Node) -> Iterator[Event]:
    told, provider_id = status.text("status"), status.needed("id")
    at, key = status.moment("timestamp"), status.text("biz_opaque_callback_data")
    if told == "failed":
        code = next((each.number("code") for each in status.nodes("errors")), None)
        yield Delivery(PROVIDER, provider_id, State.FAILED, at=at, failure=failure(code), key=key)
    elif told in _STATES:
        yield Delivery(PROVIDER, provider_id, _STATES[told], at=at, key=key)
    else:
        yield Skipped(status.path, "a state that we do not know")


def _phone(value: str, path: str) -> str:
    bare = re.sub(r"[ ()+-]", "", value)
    if _NUMBER.fullmatch(bare) is None:
        raise Malformed(path, "holds no phone number")
    return f"+{bare}"


def payload(out: Outbound) -> dict[str, Any]:
    """The body of a message to be sent. Our key rides along and comes back with every status."""
    common = {
        "messaging_product": "whatsapp",
        "recipient_type": "individual",
        "to": out.to,
        "biz_opaque_callback_data": out.key,
    }
    if out.template is not None:
        values = [{"type": "text", "text": value} for value in out.template.values]
        template: dict[str, Any] = {
            "name": out.template.provider_id,
            "language": {"code": out.template.language.replace("-", "_")},
        }
        if values:
            template["components"] = [{"type": "body", "parameters": values}]
        return {**common, "type": "template", "template": template}
    if out.media:
        kind = _kind(out.media[0].type)
        media: dict[str, Any] = {"link": out.media[0].url}
        if out.text and kind != "audio":
            media["caption"] = out.text
        if kind == "document" and out.media[0].name:
            media["filename"] = out.media[0].name
        return {**common, "type": kind, kind: media}
    return {**common, "type": "text", "text": {"body": out.text, "preview_url": False}}


def _kind(mime: str) -> str:
    family = mime.split("/")[0]
    return family if family in ("image", "video", "audio") else "document"
