"""Somebody is called back: asked for, tried, done."""

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from heartline.conversations.calls import actions
from heartline.conversations.calls.models import Callback, PhoneCall
from heartline.conversations.calls.rules import callback_due
from heartline.conversations.inbox.hours import open_periods
from heartline.conversations.threads.turning import happen, hasten, locked
from heartline.conversations.turns import events
from heartline.conversations.turns.thread import LIVE
from heartline.kernel import clock, ledger, live
from heartline.kernel.errors import Refused
from heartline.people.models import StaffMember

Left = PhoneCall.Left


def ask(call: PhoneCall, number: str) -> Callback:
    """They hung up and keep their place; asked for twice in one call, the first number counts. Call as staff."""
    known = Callback.objects.filter(call=call).first()
    if known is not None:
        return known
    now = clock.now()
    due = callback_due(now, open_periods(call.queue, now)) if call.queue else callback_due(now, ())
    wish = Callback.objects.create(call=call, number=number, asked_at=now, due_at=due)
    actions.want(call, Left.CALLBACK)
    actions.leave(call, Left.CALLBACK)
    message = actions.left_behind(call, Left.CALLBACK)
    conversation = call.conversation
    ledger.record(
        "callback.asked",
        patient_id=conversation.patient_id if conversation else None,
        subject_id=call.pk,
        data={"message": str(message.pk) if message else "", "due": due.isoformat()},
        confidential=bool(conversation and conversation.confidential),
    )
    return wish


def keep_place(call: PhoneCall) -> None:
    """The call is over. Who pressed the key and hung up, as they were told they could, is called at the number they had."""
    if call.leaving == Left.CALLBACK and call.caller and not call.owed and not call.answered_at:
        ask(call, call.caller)
    actions.end(call)


def hold_to(call_id: UUID) -> None:
    """Its conversation is due when the callback is, if that is sooner. Safe to repeat."""
    wish = Callback.objects.filter(pk=call_id, done_at=None).select_related("call").first()
    if wish and wish.call.conversation_id:
        conversation = locked(wish.call.conversation_id)
        if conversation.status in LIVE:
            hasten(conversation, wish.due_at)


def done(call_id: UUID, member: StaffMember) -> Callback:
    """Somebody called and talked to them. Raises Refused if that was said before."""
    wish = _open(call_id)
    now = clock.now()
    wish.done_at, wish.done_by = now, member
    wish.first_try_at = wish.first_try_at or now
    wish.save(update_fields=["done_at", "done_by", "first_try_at"])
    _answer(wish, member)
    _record("callback.done", wish, member)
    return wish


def not_reached(call_id: UUID, member: StaffMember) -> Callback:
    """Somebody called and reached nobody: it is due again after as long. Raises Refused if it is done."""
    wish = _open(call_id)
    now, queue = clock.now(), wish.call.queue
    wish.attempts += 1
    wish.first_try_at = wish.first_try_at or now
    wish.due_at = callback_due(now, open_periods(queue, now)) if queue else callback_due(now, ())
    wish.save(update_fields=["attempts", "first_try_at", "due_at"])
    _put_off(wish, wish.due_at)
    _record("callback.tried", wish, member)
    return wish


def _open(call_id: UUID) -> Callback:
    call = PhoneCall.objects.filter(pk=call_id).values_list("conversation", flat=True).first()
    if call:
        locked(call)  # the conversation first, as everywhere
    wish = Callback.objects.select_for_update(of=("self",)).select_related("call__queue__site").get(pk=call_id)
    if wish.done_at is not None:
        raise Refused(_("Somebody has called them back already."), next_step=_("Read what they noted."))
    return wish


def _answer(wish: Callback, member: StaffMember) -> None:
    """To call somebody back is to answer them."""
    if wish.call.conversation_id is None:
        return
    conversation = locked(wish.call.conversation_id)
    if conversation.status not in LIVE:
        return
    if conversation.person_id != member.pk:
        happen(conversation, events.PersonTook(str(member.pk)))
    happen(conversation, events.PersonAnswered(str(member.pk)))
    conversation.answered_at = conversation.answered_at or clock.now()
    conversation.save(update_fields=["answered_at"])


def _put_off(wish: Callback, due: datetime) -> None:
    if wish.call.conversation_id is None:
        return
    conversation = locked(wish.call.conversation_id)
    if conversation.status in LIVE and conversation.waiting:
        hasten(conversation, due, later=True)


def _record(kind: str, wish: Callback, member: StaffMember) -> None:
    conversation = wish.call.conversation
    ledger.record(
        kind,
        patient_id=conversation.patient_id if conversation else None,
        subject_id=wish.pk,
        data={"to": member.name, "attempts": wish.attempts},
        confidential=bool(conversation and conversation.confidential),
    )
    live.notify("staff", *([f"thread:{conversation.pk}"] if conversation else []))
