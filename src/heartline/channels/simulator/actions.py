"""What happens on a simulated phone."""

from dataclasses import asdict
from uuid import UUID

from heartline.channels.simulator.models import SimulatedMessage, SimulatedPhone
from heartline.channels.traffic.delivery import State
from heartline.channels.traffic.messages import Door, Outbound
from heartline.kernel import clock, live

READ = (Door.WHATSAPP, Door.MESSENGER, Door.INSTAGRAM)  # where the sender is told that something was read


def keep(out: Outbound, ours: str) -> SimulatedMessage:
    """A message of ours reaches the network. Kept once a key, however often it is sent."""
    message, _new = SimulatedMessage.objects.get_or_create(
        key=out.key,
        defaults={
            "door": out.door,
            "address": out.to,
            "ours": ours,
            "subject": out.subject[:200],
            "text": out.text,
            "media": [asdict(each) for each in out.media],
            "at": clock.now(),
            "thread": out.thread,
            "state": State.SENT,
        },
    )
    tell(out.to)
    return message


def arrive(message_id: UUID) -> SimulatedMessage:
    """The network brings it to the phone: delivered, or failed because the phone is off."""
    message = SimulatedMessage.objects.select_for_update().get(pk=message_id)
    if message.state == State.SENT:
        off = (
            message.door not in (Door.EMAIL, Door.COMMENT)
            and SimulatedPhone.objects.filter(pk=message.address, off=True).exists()
        )
        message.state = State.FAILED if off else State.DELIVERED
        message.save(update_fields=["state"])
        tell(message.address)
    return message


def read(addresses: list[str]) -> list[SimulatedMessage]:
    """The person looks at what came, which these doors tell the sender. Returns what was new to them."""
    unread = SimulatedMessage.objects.select_for_update().filter(
        address__in=addresses, door__in=READ, incoming=False, state=State.DELIVERED
    )
    found = list(unread)
    for message in found:
        message.state = State.READ
    SimulatedMessage.objects.bulk_update(found, ["state"])
    return found


def write(door: Door, address: str, ours: str, text: str, key: str, name: str = "") -> SimulatedMessage | None:
    """The person writes to us, or in public under a `name`; None if that was sent already."""
    message, new = SimulatedMessage.objects.get_or_create(
        key=f"in:{key}",
        defaults={
            "door": door,
            "address": address,
            "ours": ours,
            "incoming": True,
            "subject": name[:200],
            "text": text,
            "at": clock.now(),
            "state": State.DELIVERED,
        },
    )
    tell(address)
    return message if new else None


def switch(address: str, *, off: bool, unused: bool) -> None:
    """The phone is switched off or on, its number given up or in use."""
    SimulatedPhone.objects.update_or_create(pk=address, defaults={"off": off, "unused": unused})
    tell(address)


def topic(address: str) -> str:
    """What the open page of this phone listens to."""
    return f"simulator:{address}"


def tell(address: str) -> None:
    """Open pages hear of it."""
    live.notify(topic(address))
