"""A conversation that goes on by another way: from a text message to the portal, from the front desk to an e-mail."""

from uuid import UUID

from django.utils.translation import gettext as _

from heartline.conversations.threads.beginning import check_way, login_of
from heartline.conversations.threads.models import Conversation, Door
from heartline.conversations.threads.turning import happen, locked
from heartline.conversations.turns.events import MovedDoor
from heartline.conversations.turns.reasons import Reason
from heartline.conversations.turns.thread import Status
from heartline.kernel import ledger
from heartline.kernel.errors import Refused


def move_door(conversation_id: UUID, door: str, address: str = "") -> Conversation:
    """What is said next goes this way. Raises Refused for somebody unknown, and where there is no such way to them.

    In the portal and in person the number or address stays known: what comes from there still belongs here.
    """
    conversation = locked(conversation_id)
    if conversation.status == Status.MERGED:
        raise Refused(Reason.MERGED.words)
    if conversation.patient is None:
        raise Refused(
            _("We do not know who this is, so there is no other way to them."), next_step=_("First find out who it is.")
        )
    account = login_of(conversation.patient) if door == Door.PORTAL else None
    check_way(conversation.patient, door, address, account)
    before, conversation.door = conversation.door, door
    conversation.account = account or conversation.account
    if address and address != conversation.address:
        conversation.address, conversation.our_address = address, ""
    conversation.save(update_fields=["door", "account", "address", "our_address"])
    happen(conversation, MovedDoor())
    ledger.record(
        "conversation.moved_door",
        patient_id=conversation.patient_id,
        subject_id=conversation.pk,
        data={"from": before, "door": door},
        confidential=conversation.confidential,
    )
    return conversation
