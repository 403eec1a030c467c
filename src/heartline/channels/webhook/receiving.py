"""What another system sends us: `{"type": "message" | "receipt", "id": …, "sent_at": …}`, signed with `X-Hub-Signature-256`.

The sender's `id` makes a message unique, so one sent twice arrives once; and what was sent a while ago is refused, so that
nobody who has recorded it brings it in again later. Call it only with a body whose signature holds.
"""

from datetime import datetime, timedelta
from typing import Annotated, Literal

from pydantic import AnyHttpUrl, AwareDatetime, BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from heartline.channels.traffic.delivery import Delivery, State
from heartline.channels.traffic.failures import Failure, Why
from heartline.channels.traffic.messages import Door, Inbound, Media
from heartline.channels.traffic.payload import parse
from heartline.channels.traffic.refusal import Malformed
from heartline.channels.webhook.account import System, address_of

CLOSE = timedelta(minutes=10)  # that the other side's clock and the way may take
_Id = Annotated[str, Field(min_length=1, max_length=200)]


class _Media(BaseModel):
    url: AnyHttpUrl
    type: Annotated[str, Field(max_length=200)] = ""
    name: Annotated[str, Field(max_length=300)] = ""
    size: Annotated[int, Field(ge=0)] | None = None


class _Message(BaseModel):
    model_config = ConfigDict(populate_by_name=True)
    type: Literal["message"]
    id: _Id
    sent_at: AwareDatetime
    sender: _Id = Field(alias="from")
    receiver: _Id = Field(alias="to")
    text: Annotated[str, Field(max_length=100_000)] = ""
    sender_name: Annotated[str, Field(alias="from_name", max_length=300)] = ""
    media: Annotated[list[_Media], Field(max_length=20)] = []
    reply_to: Annotated[str, Field(max_length=200)] = ""
    at: AwareDatetime | None = None


class _Receipt(BaseModel):
    type: Literal["receipt"]
    id: _Id
    sent_at: AwareDatetime
    key: Annotated[str, Field(max_length=200)] = ""
    state: State
    reason: Why = Why.UNKNOWN
    at: AwareDatetime | None = None


_PAYLOAD: TypeAdapter[_Message | _Receipt] = TypeAdapter(Annotated[_Message | _Receipt, Field(discriminator="type")])


def read(body: bytes, system: System, now: datetime) -> Inbound | Delivery:
    """A message or a receipt from this system. Raises Malformed."""
    payload = parse(body)
    try:
        told = _PAYLOAD.validate_python(dict(payload.value))
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        if first["type"].startswith("union_tag"):  # pydantic's own words would repeat what was sent
            raise Malformed("body.type", "is neither message nor receipt") from error
        raise Malformed(".".join(str(part) for part in first["loc"]) or "body", first["msg"]) from error
    if abs(now - told.sent_at) > CLOSE:
        raise Malformed("sent_at", f"is more than {CLOSE.seconds // 60} minutes away from our time")
    provider = system.provider
    if isinstance(told, _Receipt):
        why = Failure(told.reason) if told.state is State.FAILED else None
        return Delivery(provider, told.id, told.state, at=told.at, failure=why, key=told.key)
    return Inbound(
        provider=provider,
        provider_id=told.id,
        door=Door.WEBHOOK,
        sender=address_of(system.name, told.sender),
        receiver=told.receiver,
        text=told.text,
        media=tuple(Media(str(each.url), each.type, each.name, each.size) for each in told.media),
        at=min(told.at, now) if told.at else None,
        sender_name=told.sender_name,
        reply_to=told.reply_to,
        raw=dict(payload.value),
    )
