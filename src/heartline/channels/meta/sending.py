"""A message of ours as a request to the Graph API, and what its answer means.

Messenger and Instagram let us answer freely for 24 hours after a person's last message, and a member of staff for seven
days under the `HUMAN_AGENT` tag. The other message tags are not used: they allow less than a reminder needs and may cost
the page its right to send. After that, another door has to carry it. The Send API knows no idempotency key, but gives
`metadata` back in its echo; WhatsApp gives `biz_opaque_callback_data` back in each status.
"""

import json
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from heartline.channels.meta import whatsapp
from heartline.channels.meta.codes import failure
from heartline.channels.traffic.delivery import State
from heartline.channels.traffic.failures import Failure, Why
from heartline.channels.traffic.http import (
    Accepted,
    Client,
    Declined,
    NoAnswer,
    NotReached,
    Outcome,
    Request,
    Response,
    Unsure,
)
from heartline.channels.traffic.messages import Door, Outbound
from heartline.channels.traffic.payload import Node, parse
from heartline.channels.traffic.public import Spot, Where, spot
from heartline.channels.traffic.refusal import Malformed
from heartline.channels.traffic.retry import asked_to_wait
from heartline.channels.traffic.window import HUMAN, REPLY, is_open

MOST_CHARACTERS = {Door.MESSENGER: 2000, Door.WHATSAPP: 4096}
MOST_BYTES = {Door.INSTAGRAM: 1000}  # of UTF-8
_MOST_CAPTION = 1024
_EITHER_WAY = ("1", "131000")  # "unknown error": seen for messages that were sent and for others that were not


@dataclass(frozen=True, slots=True)
class Account:
    """`id` is the page's, the Instagram account's, or the WhatsApp phone number's; `token` may send for it."""

    id: str
    token: str = field(repr=False)
    api: str = "https://graph.facebook.com/v25.0"


def refusal(out: Outbound, last_from_person: datetime | None, now: datetime) -> Failure | None:
    """Why Meta would turn this message away, known before asking it."""
    there = spot(out.to)
    if out.door is Door.COMMENT:
        return None if out.text and not out.media and there else Failure(Why.OUR_REQUEST)
    if out.door not in (Door.MESSENGER, Door.INSTAGRAM, Door.WHATSAPP):
        return Failure(Why.NOT_SUPPORTED)
    if there is not None and (there.where is Where.REVIEW or out.media):
        return Failure(Why.NOT_SUPPORTED)
    if out.template is not None and out.door is not Door.WHATSAPP:
        return Failure(Why.NOT_SUPPORTED)
    if out.template is None and not _may_write(out, last_from_person, now):
        return Failure(Why.WINDOW_CLOSED)
    if len(out.media) > 1 or (out.media and out.text and out.door is not Door.WHATSAPP):
        return Failure(Why.NOT_SUPPORTED)  # one thing a message: the caller sends the picture and the words one by one
    if out.media and out.media[0].type.startswith("audio/") and out.text:
        return Failure(Why.NOT_SUPPORTED)
    if out.media and len(out.text) > _MOST_CAPTION:
        return Failure(Why.TOO_LARGE)
    if len(out.text) > MOST_CHARACTERS.get(out.door, len(out.text)):
        return Failure(Why.TOO_LARGE)
    if len(out.text.encode()) > MOST_BYTES.get(out.door, len(out.text.encode())):
        return Failure(Why.TOO_LARGE)
    return None if out.text or out.media or out.template else Failure(Why.OUR_REQUEST)


def request(account: Account, out: Outbound, last_from_person: datetime | None, now: datetime) -> Request:
    """The POST that sends the message. Ask `refusal` first."""
    if out.door is Door.WHATSAPP:
        return _post(account, "messages", whatsapp.payload(out))
    if there := spot(out.to):
        return (public_reply if out.door is Door.COMMENT else private_reply)(account, there, out.text)
    message: dict[str, Any] = {"text": out.text}
    if out.media:
        family = out.media[0].type.split("/")[0]
        kind = family if family in ("image", "video", "audio") else "file"
        message = {"attachment": {"type": kind, "payload": {"url": out.media[0].url}}}
    if out.door is Door.MESSENGER:
        message["metadata"] = out.key
    how: dict[str, Any] = {"messaging_type": "RESPONSE"}
    if not is_open(last_from_person, now):
        how = {"messaging_type": "MESSAGE_TAG", "tag": "HUMAN_AGENT"}
    return _post(account, "messages", {"recipient": {"id": out.to}, **how, "message": message})


def public_reply(account: Account, there: Spot, words: str) -> Request:
    """Answer a comment in public; `words` come from `public_answer` and nowhere else."""
    return _post(Account(there.id, account.token, account.api), _answers(there), {"message": words})


def private_reply(account: Account, there: Spot, words: str) -> Request:
    """The one private message that may follow a comment or a post, within seven days."""
    if there.where is Where.REVIEW:
        raise ValueError("A review cannot be answered in private.")
    name = "comment_id" if there.where is Where.COMMENT else "post_id"
    return _post(account, "messages", {"recipient": {name: there.id}, "message": {"text": words}})


def answered(account: Account, there: Spot, client: Client) -> Outcome | None:
    """Our own answer that stands there in public already; None if none does, Unsure where Meta does not say."""
    asked = Request(
        "GET",
        f"{account.api}/{there.id}/{_answers(there)}?fields=id,from&limit=100",
        {"Authorization": f"Bearer {account.token}"},
    )
    try:
        response = client(asked)
        given = [each for each in _said(response).nodes("data") if each.node("from").text("id") == account.id]
        if not 200 <= response.status < 300:
            return Unsure()
        return Accepted(given[0].needed("id"), State.SENT) if given else None
    except (NotReached, NoAnswer, Malformed):
        return Unsure()


def send(account: Account, out: Outbound, client: Client, last_from_person: datetime | None, now: datetime) -> Outcome:
    """Ask Meta to send it, once."""
    try:
        return outcome(client(request(account, out, last_from_person, now)), now)
    except NotReached:
        return Declined(Failure(Why.PROVIDER_DOWN))
    except NoAnswer:
        return Unsure()


def outcome(response: Response, now: datetime) -> Outcome:
    """What an answer means."""
    said, asked = _said(response), asked_to_wait(response.header("Retry-After"), now)
    try:
        if 200 <= response.status < 300:
            sid = said.text("message_id") or next((each.text("id") for each in said.nodes("messages")), "")
            state = State.QUEUED if said.has("messages") else State.SENT
            sid = sid or said.text("id")  # of what stands in public
            return Accepted(sid, state, said.text("recipient_id")) if sid else Unsure()
        error = said.node("error")
        reason = failure(error.number("code"), error.number("error_subcode"))
    except Malformed:
        reason = Failure(Why.UNKNOWN)
        if 200 <= response.status < 300:
            return Unsure()
    if response.status == 429:
        return Declined(Failure(Why.BUSY, reason.code or "429"), asked)
    if reason.why is not Why.UNKNOWN:
        return Declined(reason, asked)
    if response.status >= 500 or reason.code in _EITHER_WAY:
        return Unsure()
    return Declined(Failure(Why.OUR_SETTINGS if response.status in (401, 403) else Why.OUR_REQUEST, reason.code), asked)


def _may_write(out: Outbound, last_from_person: datetime | None, now: datetime) -> bool:
    if is_open(last_from_person, now, HUMAN if spot(out.to) else REPLY):
        return True
    return out.by_person and out.door is not Door.WHATSAPP and is_open(last_from_person, now, HUMAN)


def _answers(there: Spot) -> str:
    """Where in the graph what is said under it stands."""
    return "replies" if there.door is Door.INSTAGRAM else "comments"


def _post(account: Account, edge: str, body: dict[str, Any]) -> Request:
    return Request(
        "POST",
        f"{account.api}/{account.id}/{edge}",
        {"Authorization": f"Bearer {account.token}", "Content-Type": "application/json"},
        json.dumps(body, ensure_ascii=False).encode(),
    )


def _said(response: Response) -> Node:
    try:
        return parse(response.body)
    except Malformed:
        return Node({}, "")
