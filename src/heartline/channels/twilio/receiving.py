"""Twilio's webhooks for messages, as values: a message that came in, or news of one that went out.

Fields as in "Twilio's request to your incoming message webhook URL" and "Track outbound message status" of its docs.
Twilio adds fields without notice, so unknown ones are kept and mean nothing. None of these webhooks says when a thing
happened (`RawDlrDoneDate`, yymmddhhmm, is the carrier's and has no zone): the time is that at which it arrived.
"""

import re
from collections.abc import Mapping, Sequence

from heartline.channels.traffic.delivery import Delivery, State
from heartline.channels.traffic.messages import Door, Inbound, Media, Opt
from heartline.channels.traffic.payload import storable
from heartline.channels.traffic.refusal import Malformed
from heartline.channels.twilio.codes import failure

PROVIDER = "twilio"
MOST_MEDIA = 10
_WHATSAPP = "whatsapp:"
_MESSAGE_SID = re.compile(r"(SM|MM)[0-9a-fA-F]{32}")
_ADDRESS = re.compile(r"\+[1-9]\d{4,14}|[1-9]\d{2,7}|[A-Za-z0-9 ._-]{1,15}")  # E.164, a short code, or a named sender
_OPTS = {"STOP": Opt.OUT, "START": Opt.IN, "HELP": Opt.HELP}
_STATES = {
    "accepted": State.QUEUED,
    "scheduled": State.QUEUED,
    "queued": State.QUEUED,
    "sending": State.QUEUED,
    "sent": State.SENT,
    "delivered": State.DELIVERED,
    "read": State.READ,
    "undelivered": State.FAILED,
    "failed": State.FAILED,
    "canceled": State.FAILED,
}

Form = Mapping[str, Sequence[str]]


def message(form: Form) -> Inbound:
    """A message that somebody sent us. Raises Malformed."""
    sender, door = _address(form, "From")
    receiver, _ = _address(form, "To")
    return Inbound(
        provider=PROVIDER,
        provider_id=sid(form, "MessageSid", _MESSAGE_SID),
        door=door,
        sender=sender,
        receiver=receiver,
        text=optional(form, "Body"),
        media=_media(form),
        sender_name=optional(form, "ProfileName"),
        choice=optional(form, "ButtonPayload") or optional(form, "ListId"),
        reply_to=optional(form, "OriginalRepliedMessageSid"),
        opt=_OPTS.get(optional(form, "OptOutType").strip().upper()),
        raw={storable(name): [storable(value) for value in values] for name, values in form.items()},
    )


def delivery(form: Form, key: str = "") -> Delivery | None:
    """What became of a message of ours. `key` is what we had put into the callback's address. Raises Malformed.

    None for a state that Twilio may yet invent: no news is no harm.
    """
    provider_id = sid(form, "MessageSid", _MESSAGE_SID)
    state = _STATES.get(one(form, "MessageStatus").lower())
    if state is None:
        return None
    why = failure(optional(form, "ErrorCode")) if state is State.FAILED else None
    return Delivery(PROVIDER, provider_id, state, failure=why, key=key)


def door_of(form: Form) -> Door:
    """By which door the message went that there is news of; its sender or recipient says so. Raises Malformed."""
    return Door.WHATSAPP if optional(form, "To").startswith(_WHATSAPP) else Door.SMS


def one(form: Form, name: str) -> str:
    """The field's one value. Raises Malformed where there is none or more than one."""
    values = form.get(name, ())
    if len(values) != 1 or not values[0]:
        raise Malformed(name, "is missing" if not any(values) else "is there more than once")
    return values[0]


def optional(form: Form, name: str) -> str:
    """The field's value, or nothing; without what no database takes."""
    values = form.get(name, ())
    if len(values) > 1:
        raise Malformed(name, "is there more than once")
    return storable(values[0]) if values else ""


def sid(form: Form, name: str, shape: re.Pattern[str]) -> str:
    """One of Twilio's ids: two letters and 32 hexadecimal digits."""
    value = one(form, name)
    if shape.fullmatch(value) is None:
        raise Malformed(name, "is no id of Twilio's")
    return value


def _address(form: Form, name: str) -> tuple[str, Door]:
    value = one(form, name)
    door = Door.WHATSAPP if value.startswith(_WHATSAPP) else Door.SMS
    address = value.removeprefix(_WHATSAPP)
    if _ADDRESS.fullmatch(address) is None:
        raise Malformed(name, "is no phone number")
    return address, door


def _media(form: Form) -> tuple[Media, ...]:
    count = optional(form, "NumMedia") or "0"
    if not (count.isascii() and count.isdigit()) or len(count) > 2 or int(count) > MOST_MEDIA:
        raise Malformed("NumMedia", "is no count of attachments")
    found = []
    for number in range(int(count)):
        url = one(form, f"MediaUrl{number}")
        if not url.startswith("https://"):
            raise Malformed(f"MediaUrl{number}", "is no https address")
        found.append(Media(url, optional(form, f"MediaContentType{number}")))
    return tuple(found)
