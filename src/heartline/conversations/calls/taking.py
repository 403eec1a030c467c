"""A member of staff takes the next call: their own phone is rung, and who waits longest is put through to it."""

from urllib.parse import urlencode
from uuid import UUID

from django.utils.translation import gettext as _
from procrastinate.contrib.django import app

from heartline.channels.health.actions import note_failure
from heartline.channels.registry import row_of, twilio
from heartline.channels.traffic.failures import Failure, Why
from heartline.channels.traffic.messages import Door
from heartline.channels.twilio.account import AGENTS
from heartline.channels.twilio.provider import CLIENT
from heartline.channels.twilio.receiving import PROVIDER as TWILIO
from heartline.channels.twilio.voice.dialing import dial
from heartline.conversations.calls import actions
from heartline.conversations.calls.models import PhoneCall
from heartline.conversations.calls.queries import next_in_line
from heartline.conversations.calls.rules import name_of_line
from heartline.kernel import addresses
from heartline.kernel.db.confine import as_staff
from heartline.kernel.errors import Refused
from heartline.people.models import StaffMember

TASK = "conversations.ring_phone"


def take_next(member: StaffMember) -> PhoneCall:
    """Who waits longest is put through to this member of staff. Call as staff, in one transaction.

    A job rings their phone, and the network puts the caller through; in the demo they are connected at once. Raises Refused
    where nobody waits, or no phone of theirs is known: the caller goes on waiting.
    """
    call = next_in_line()
    if call is None:
        raise Refused(_("Nobody is waiting on the line."))
    if call.provider != TWILIO:
        actions.connect(call, member)
        return call
    if not _phone_of(member):
        raise Refused(
            _("Your login has no phone number, so no phone of yours can be rung."),
            kept=_("The caller goes on waiting in line."),
            next_step=_("Add your phone number under “Your login”, or let a colleague take the call."),
        )
    line = name_of_line(call.queue.slug if call.queue else "")
    app.configure_task(TASK, queueing_lock=f"{TASK}:{member.pk}:{call.pk}").defer(member_id=str(member.pk), line=line)
    return call


def ring(member_id: UUID, line: str) -> None:
    """Ring their phone. It is told what to do when they answer (the door's step `agent`)."""
    with as_staff():
        member = StaffMember.objects.select_related("account").filter(pk=member_id, active=True).first()
    there = twilio()
    if member is None or there is None or not there.voice_from:
        return
    url = f"{addresses.absolute(AGENTS)}?{urlencode({'member': member.pk, 'line': line})}"
    if not dial(there.account, _phone_of(member), there.voice_from, url, CLIENT):
        with as_staff():
            note_failure(row_of(TWILIO, Door.VOICE), Failure(Why.PROVIDER_DOWN))


def _phone_of(member: StaffMember) -> str:
    return (member.account.phone if member.account else "") or ""
