"""What one call of Meta's webhook can hold, apart from messages and receipts."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from heartline.channels.traffic.delivery import Delivery, Watermark
from heartline.channels.traffic.messages import Inbound
from heartline.channels.traffic.payload import Node
from heartline.channels.traffic.public import PublicComment
from heartline.channels.traffic.refusal import Malformed

PROVIDER = "meta"


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """The person took a message back; Instagram wants its text gone from our side, too."""

    provider: str
    provider_id: str
    person: str


@dataclass(frozen=True, slots=True)
class Skipped:
    """Something that needs no reaction (an echo of our own, a reaction, typing). Kept to be counted, not to be lost."""

    path: str
    why: str


@dataclass(frozen=True, slots=True)
class Unreadable:
    """One event of a batch that is not as Meta sends it: refused alone, so that the others are not lost with it."""

    path: str
    why: str


Event = Inbound | Delivery | Watermark | PublicComment | Withdrawn | Skipped | Unreadable


def safely(read: Callable[[Node], Iterator[Event]], node: Node) -> Iterator[Event]:
    """What `read` finds in a part of a batch, or that it cannot be read."""
    try:
        yield from read(node)
    except Malformed as error:
        yield Unreadable(error.path or node.path, error.what)
