"""A letter that came in by e-mail: read, judged, and brought to where it belongs. Nothing that arrives is lost.

What a machine wrote wakes nobody: an answer from an answering machine is kept in its conversation, a letter that came back
is news of the one that was sent, a loop is dropped. (RFC 3834 on automatic answers, RFC 3464 on reports.)
"""

from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256

from heartline.channels.email.house import ours
from heartline.channels.email.kinds import Judged, Kind, judge
from heartline.channels.email.letter import Letter
from heartline.channels.email.marks import Ours, own_id
from heartline.channels.email.reading import read
from heartline.channels.email.returned import Reason
from heartline.channels.email.threading import Known, ids_to_look_up, place
from heartline.channels.traffic.delivery import Delivery as News
from heartline.channels.traffic.delivery import State
from heartline.channels.traffic.failures import Failure, Why
from heartline.channels.traffic.messages import Door, Inbound
from heartline.conversations.attachments.actions import keep_what_came
from heartline.conversations.attachments.rules import Sent
from heartline.conversations.delivering.actions import news
from heartline.conversations.delivering.models import Delivery
from heartline.conversations.models import Message
from heartline.conversations.receiving.actions import receive
from heartline.conversations.receiving.models import Original

PROVIDER = "email"
WHY = {
    Reason.NO_SUCH_ADDRESS: Why.NO_SUCH_ADDRESS,
    Reason.NO_SUCH_DOMAIN: Why.NO_SUCH_ADDRESS,
    Reason.CLOSED: Why.GONE,
    Reason.TOO_LARGE: Why.TOO_LARGE,
    Reason.REFUSED: Why.BLOCKED,
    Reason.UNREACHABLE: Why.UNREACHABLE,
    Reason.FULL: Why.UNREACHABLE,
}
SILENT = frozenset({Kind.AUTO_REPLY, Kind.NOTICE, Kind.LIST, Kind.CALENDAR_REPLY, Kind.COMPLAINT})


class Became(StrEnum):
    """What a letter turned out to be."""

    MESSAGE = "message"
    KEPT = "kept"  # in a conversation, without waking anybody
    NEWS = "news"  # of a letter of ours
    KNOWN = "known"  # it was here before
    DROPPED = "dropped"  # our own, come round


@dataclass(frozen=True, slots=True)
class Taken:
    became: Became
    message: Message | None = None


def take_in(raw: bytes) -> Taken:
    """Read a letter and bring it to where it belongs. Call as staff, in one transaction; never raises for what is in it."""
    who, letter = ours(), read(raw)
    judged = judge(letter, who, raw)
    if judged.kind == Kind.LOOP:
        return Taken(Became.DROPPED)
    if judged.kind in (Kind.BOUNCE, Kind.READ_RECEIPT) and _tell(judged, who):
        return Taken(Became.NEWS)
    placed = place(letter, who, _known(letter), judged.about)
    silent = judged.kind in SILENT or judged.kind in (Kind.BOUNCE, Kind.READ_RECEIPT)
    message = receive(_inbound(raw, letter, who), thread=placed.thread, silent=silent)
    if message is None:
        return Taken(Became.KNOWN)
    Original.objects.create(message=message, content=raw)
    keep_what_came(message, _files(letter))
    return Taken(Became.KEPT if silent else Became.MESSAGE, message)


def _inbound(raw: bytes, letter: Letter, who: Ours) -> Inbound:
    sender = next(iter(letter.reply_to), letter.sender)
    return Inbound(
        provider=PROVIDER,
        provider_id=(letter.message_id or sha256(raw).hexdigest())[:250],
        door=Door.EMAIL,
        sender=sender.address.lower()[:254] if sender else "",
        receiver=who.address,
        text=_text(letter),
        sender_name=letter.sender.name[:200] if letter.sender else "",
    )


def _text(letter: Letter) -> str:
    """What was newly written, under its subject, with what a reader has to know of what could not be read."""
    said = letter.new or letter.text
    notes = "\n".join(f"[{note.words}]" for note in letter.notes)
    return "\n\n".join(part for part in (letter.subject, said, notes) if part)


def _files(letter: Letter) -> list[Sent]:
    """What came along; of what is missing the letter's own notes tell. What is not kept lies in the original."""
    return [
        Sent(each.name, each.content, each.declared, each.inline)
        for each in letter.attachments
        if each.content is not None
    ]


def _tell(judged: Judged, who: Ours) -> bool:
    """Whether it was about a letter of ours, of which this is the news."""
    known = False
    for identifier in judged.about:
        own = own_id(identifier, who)
        if own is None:
            continue
        deliveries = Delivery.objects.filter(message=own.message, door=Door.EMAIL).exclude(provider="")
        if judged.failures:
            deliveries = deliveries.filter(to__in=[failure.recipient.lower() for failure in judged.failures])
        for delivery in deliveries:
            known |= news(_news(judged, delivery))
    return known


def _news(judged: Judged, delivery: Delivery) -> News:
    if judged.kind == Kind.READ_RECEIPT:
        return News(delivery.provider, delivery.provider_id, State.READ, key=delivery.key)
    failed = next((each for each in judged.failures if each.recipient.lower() == delivery.to), None)
    failed = failed or next(iter(judged.failures), None)
    if failed is not None and not failed.permanent:
        return News(delivery.provider, delivery.provider_id, State.SENT, key=delivery.key)
    why = WHY.get(failed.reason, Why.UNKNOWN) if failed else Why.UNKNOWN
    failure = Failure(why, failed.status if failed else "")
    return News(delivery.provider, delivery.provider_id, State.FAILED, failure=failure, key=delivery.key)


def _known(letter: Letter) -> dict[str, Known]:
    """The letters among those that it names which are here, with who writes in their conversations. Two queries."""
    named = ids_to_look_up(letter)
    rows = Message.objects.filter(provider=PROVIDER, provider_id__in=named).values_list(
        "provider_id", "conversation_id", "conversation__address"
    )
    return {identifier: Known(thread, frozenset({address})) for identifier, thread, address in rows}
