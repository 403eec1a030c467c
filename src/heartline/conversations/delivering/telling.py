"""What became of a message, in words for staff: at each door by which it was tried."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from heartline.channels.traffic.failures import WORDS, Why
from heartline.conversations.consent.reasons import Reason
from heartline.conversations.delivering.carrying import NOT_SHOWN
from heartline.conversations.delivering.models import Delivery
from heartline.conversations.threads.models import Door, Message
from heartline.kernel.errors import Words

State = Delivery.State

STATES: dict[str, Words] = {
    State.QUEUED: _("Waiting to be sent"),
    State.SENDING: _("Being sent"),
    State.SENT: pgettext_lazy("message", "Sent"),
    State.DELIVERED: _("Delivered"),
    State.READ: _("Read"),
    State.FAILED: _("Did not arrive"),
    State.REFUSED: _("Not sent"),
}
KINDS = {State.DELIVERED: "success", State.READ: "success", State.FAILED: "danger", State.REFUSED: "danger"}
NOTHING_SHOWN = _("Nothing of it may be shown there.")


@dataclass(frozen=True, slots=True)
class Told:
    """One try: where, how it stands, why it did not arrive, and what they got where that is less than what was written."""

    door: Words
    state: Words
    kind: str
    why: Words = ""
    instead: str = ""


def tell(message: Message, deliveries: list[Delivery]) -> list[Told]:
    """Of a message of ours, the latest try last. No query."""
    tries = [_tell(message, each) for each in deliveries]
    if message.door in (Door.PORTAL, Door.CHAT):
        read = message.read_at is not None
        state = _("Read") if read else _("There to be read")
        tries.insert(0, Told(Door(message.door).label, state, "success" if read else "neutral"))
    return tries


def _tell(message: Message, delivery: Delivery) -> Told:
    kind = KINDS.get(State(delivery.state), "neutral")
    instead = delivery.text if delivery.text and delivery.text != message.text else ""
    return Told(Door(delivery.door).label, STATES[delivery.state], kind, why_of(delivery.why), instead)


def why_of(code: str) -> Words:
    """Why something did not arrive or was not sent; nothing for no reason."""
    if code == NOT_SHOWN:
        return NOTHING_SHOWN
    if code in list(Why):
        return WORDS[Why(code)]
    return Reason(code).words if code in list(Reason) else ""
