"""What happens on a phone on screen, told to the conversations as any provider tells it."""

from email.utils import parseaddr
from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext

from heartline.channels.health.actions import note_failure, note_received
from heartline.channels.registry import row_of
from heartline.channels.simulator import actions as phones
from heartline.channels.simulator.models import SimulatedMessage
from heartline.channels.simulator.provider import PAGE, PROVIDER
from heartline.channels.traffic.delivery import Delivery, State
from heartline.channels.traffic.failures import Failure, Why
from heartline.channels.traffic.messages import Door, Inbound
from heartline.channels.traffic.public import Happened, PublicComment, Where
from heartline.channels.webpush import devices
from heartline.channels.webpush.subscription import Subscription
from heartline.conversations.comments.actions import take
from heartline.conversations.consent.actions import give
from heartline.conversations.consent.ledger import Source
from heartline.conversations.consent.topics import Channel, Topic
from heartline.conversations.delivering.actions import news
from heartline.conversations.receiving.actions import receive
from heartline.people.models import Account
from heartline.people.places.queries import organization
from heartline.people.proxies.queries import own_record

OFF = Failure(Why.UNREACHABLE, "30003")  # as Twilio says it, a while later
PAGES = {Door.MESSENGER: PAGE, Door.INSTAGRAM: "profile"}  # ours, as Meta would call them
POST = "post"  # the one that stands on the clinic's page
NUMBER = "+12125550100"  # ours, where the clinic has none


def bring(message_id: UUID) -> None:
    """A message reaches its phone, or finds it off."""
    message = phones.arrive(message_id)
    failure = OFF if message.state == State.FAILED else None
    _tell(message, failure)
    if failure is not None:
        note_failure(row_of(PROVIDER, Door(message.door)), failure)


def read(addresses: list[str]) -> None:
    """The person has looked at what came."""
    for message in phones.read(addresses):
        _tell(message)


def write(door: Door, address: str, text: str, key: str) -> None:
    """The person writes to us by one door; sent twice under one key, it is one message."""
    message = phones.write(door, address, ours(door), text, key)
    if message is None:
        return
    inbound = Inbound(PROVIDER, str(message.pk), door, address, message.ours, text, at=message.at)
    if receive(inbound, thread=_thread(message)) is not None:
        note_received(row_of(PROVIDER, door))


def comment(door: Door, person: str, name: str, text: str, key: str) -> None:
    """Somebody writes under our post, for all to read; `door` is where their talk goes on in private."""
    message = phones.write(Door.COMMENT, person, PAGE, text, key, name)
    if message is None:
        return
    phones.tell(PAGE)
    said = PublicComment(
        PROVIDER, str(message.pk), Where.COMMENT, Happened.WRITTEN, PAGES[door], person, name, text, POST, at=message.at,
        door=door,
    )  # fmt: skip
    if take(said) is not None:
        note_received(row_of(PROVIDER, Door.COMMENT))


def notify(account: Account, address: str) -> None:
    """The person lets the portal notify this phone, as the button in the portal does."""
    devices.keep(account.pk, Subscription(f"{devices.SIMULATED}{address}", b"", b""), gettext("Phone of the demo"))
    own = own_record(account.pk)
    for topic in (Topic.CARE, Topic.APPOINTMENTS):
        if own is not None:
            give(
                own.pk,
                words=gettext("Notify me on this device"),
                topic=topic,
                channel=Channel.PUSH,
                source=Source.CHOICE,
            )
    phones.tell(address)


def ours(door: Door) -> str:
    """Where the clinic is written to."""
    if door in PAGES:
        return PAGES[door]
    if door is Door.EMAIL:
        return parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
    here = organization()
    return (here.phone if here else "") or NUMBER


def _thread(message: SimulatedMessage) -> UUID | None:
    """An e-mail answers the one before it."""
    if message.door != Door.EMAIL:
        return None
    before = SimulatedMessage.objects.filter(address=message.address, door=Door.EMAIL, thread__isnull=False)
    return before.order_by("-at").values_list("thread", flat=True).first()


def _tell(message: SimulatedMessage, failure: Failure | None = None) -> None:
    news(Delivery(PROVIDER, str(message.pk), State(message.state), failure=failure, key=message.key))
