"""A phone as it is shown: what was sent to it by one door, with the letters and codes that only the outbox kept."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from heartline.channels.simulator import queries
from heartline.channels.simulator.actions import READ
from heartline.channels.simulator.models import SimulatedMessage, SimulatedPhone
from heartline.channels.traffic.delivery import State
from heartline.channels.traffic.messages import Door
from heartline.channels.webpush.devices import address_of, has_simulated
from heartline.kernel import outbox
from heartline.people.models import Account

OUTBOX = 300  # messages of the outbox that are looked through
AT_NUMBERS = (Door.SMS, Door.WHATSAPP, Door.EMAIL)
SYSTEMS = {Door.SMS: "sms", Door.EMAIL: "email"}


@dataclass(frozen=True, slots=True)
class Bubble:
    """One message. `theirs`: the person wrote it; `lost`: it never reached them."""

    at: datetime
    text: str
    subject: str = ""
    theirs: bool = False
    lost: bool = False
    read: bool = False
    address: str = ""


@dataclass(frozen=True, slots=True)
class Phone:
    """`address` is the one of this door that is written from; `switches` are its own."""

    names: list[str]
    address: str
    door: Door
    doors: list[tuple[Door, str]]
    bubbles: list[Bubble]
    switches: SimulatedPhone
    unread: bool
    addresses: list[str]
    login: Account | None = None
    notified: bool = True  # whether the portal may notify it, where that is what is shown


def shown(address: str, wanted: str, closed: Collection[Door] = ()) -> Phone:
    """The phone with this number, or the mailbox with this address, open at one of its doors that are not `closed`, if it
    has one. At most six queries."""
    holder = queries.holder(address)
    number = next((each for each in holder.addresses if each.startswith("+")), "")
    mailbox = next((each for each in holder.addresses if "@" in each), "")
    if address.startswith("+"):
        number = address
    elif "@" in address:
        mailbox = address
    login = queries.login_of(holder.addresses)
    doors = [(Door.SMS, number), (Door.WHATSAPP, number), (Door.MESSENGER, scoped(Door.MESSENGER, number)),
             (Door.INSTAGRAM, scoped(Door.INSTAGRAM, number)), (Door.EMAIL, mailbox),
             (Door.PUSH, address_of(login.pk) if login else "")]  # fmt: skip
    doors = [(door, theirs) for door, theirs in doors if theirs and door not in closed]
    fitting = next((pair for pair in doors if pair[0] == wanted), None)
    door, own = fitting or next((pair for pair in doors if pair[1] == address), (_usual(address), address))
    kept = queries.messages(holder.addresses if door in AT_NUMBERS else [own], door)
    bubbles = sorted([*map(_bubble, kept), *_letters(holder.addresses, door)], key=lambda bubble: bubble.at)
    unread = any(not each.incoming and each.state == State.DELIVERED for each in kept) and door in READ
    addresses = [*holder.addresses, *(theirs for each, theirs in doors if each not in AT_NUMBERS)]
    notified = door is not Door.PUSH or has_simulated(own)
    return Phone(
        holder.names, own, door, doors, bubbles[-queries.MOST :], queries.phone(own), unread, addresses, login, notified
    )


def scoped(door: Door, number: str) -> str:
    """How Meta calls the person with this number: at each of its doors by another id, which tells nothing."""
    prefix = {Door.MESSENGER: "fb", Door.INSTAGRAM: "ig"}[door]
    return f"{prefix}{number.removeprefix('+')}" if number else ""


def _usual(address: str) -> Door:
    return Door.EMAIL if "@" in address else Door.SMS


def _bubble(message: SimulatedMessage) -> Bubble:
    return Bubble(
        message.at,
        message.text,
        message.subject,
        message.incoming,
        message.state == State.FAILED,
        message.state == State.READ,
        message.address,
    )


def _letters(addresses: list[str], door: Door) -> list[Bubble]:
    """Codes for signing in, invitations and letters, which need no provider in the demo."""
    system = SYSTEMS.get(door)
    if system is None:
        return []
    kept = outbox.kept(OUTBOX)
    return [
        Bubble(each.at, each.body, each.subject, address=each.to)
        for each in kept
        if each.system == system and each.to in addresses
    ]
