"""Whose turn it is, kept: a conversation's columns and the state machine's values, and what an event brings about.

Everything that changes a turn goes through `happen`, on a row that is locked, in one transaction with what follows from it.
"""

from datetime import datetime
from uuid import UUID

from heartline.conversations.inbox.hours import open_periods
from heartline.conversations.inbox.rules import Assigned, due_at
from heartline.conversations.threads import speaking
from heartline.conversations.threads.calling import call
from heartline.conversations.threads.models import Conversation, LetGo
from heartline.conversations.threads.sharing import share_out
from heartline.conversations.turns import effects as ef
from heartline.conversations.turns import rules
from heartline.conversations.turns.events import Event, PersonAway
from heartline.conversations.turns.settling import Accepted
from heartline.conversations.turns.thread import LIVE, Deadline, Due, Owner, Status, Turn
from heartline.kernel import clock, live
from heartline.kernel.errors import Refused
from heartline.people.models import StaffMember

PLAIN = ("status", "waiting", "epoch", "deadlines", "failures", "declined", "wants_person", "emergency", "untold")
KEPT = (
    *PLAIN, "owner", "person", "keeper", "merged_into", "due", "due_number", "due_urgent", "due_step", "due_at",
    "waiting_since", "answered_at", "resolved_at", "snoozed_until",
)  # fmt: skip


def locked(conversation_id: UUID) -> Conversation:
    """The conversation, locked to the end of the transaction. Raises Conversation.DoesNotExist. One query."""
    found = Conversation.objects.select_for_update(of=("self",))
    return found.select_related("queue__site", "patient", "person", "account").get(pk=conversation_id)


def turn_of(conversation: Conversation) -> Turn:
    """Where it stands, as a value. No query."""
    deadline = None
    if conversation.due and conversation.due_number is not None:
        due = Due(conversation.due)
        deadline = Deadline(conversation.due_number, due, conversation.due_urgent, conversation.due_step)
    return Turn(
        owner=Owner(conversation.owner),
        person=str(conversation.person_id or ""),
        status=Status(conversation.status),
        deadline=deadline,
        keeper=str(conversation.keeper_id or ""),
        merged_into=str(conversation.merged_into_id or ""),
        **{name: getattr(conversation, name) for name in PLAIN if name != "status"},
    )


def happen(conversation: Conversation, event: Event) -> Accepted:
    """Let `event` happen to this locked conversation, and do all that follows from it.

    Raises Refused, with the reason in words for who tried it; then nothing has changed.
    """
    before = turn_of(conversation)
    result = rules.happen(before, event)
    if isinstance(result, rules.Refusal):
        raise Refused(result.reason.words)
    forward = next((each for each in result.effects if isinstance(each, ef.Forward)), None)
    if forward:
        return happen(locked(UUID(forward.into)), event)
    _keep(conversation, before, result)
    for effect in result.effects:
        _follow(conversation, effect)
    _share(conversation, before, event)
    live.notify("staff", f"thread:{conversation.pk}")
    return result


def _share(conversation: Conversation, before: Turn, event: Event) -> None:
    """Who let go of what waits is remembered; what waits now, or who has room now, is looked at by a job."""
    waits = conversation.owner == Owner.NOBODY and conversation.status in LIVE
    if waits and conversation.waiting and before.person and not isinstance(event, PersonAway):
        LetGo.objects.create(conversation=conversation, staff_member_id=UUID(before.person), at=clock.now())
    had = before.owner == Owner.PERSON and before.status in LIVE
    has_room = had and (conversation.status not in LIVE or before.person != str(conversation.person_id))
    if conversation.queue.assigned != Assigned.BY_HAND and (waits or has_room):
        share_out()


def hasten(conversation: Conversation, at: datetime, *, later: bool = False) -> None:
    """What is due in this locked conversation is due at `at`, where that is sooner (or, `later`, in any case)."""
    if conversation.due_at is not None and not conversation.due_urgent and (later or at < conversation.due_at):
        conversation.due_at = at
        conversation.save(update_fields=["due_at"])
        live.notify("staff", f"thread:{conversation.pk}")


def begin_split(conversation: Conversation, begun: ef.Begin) -> None:
    """Let a conversation stand as what was split off stands, and do what follows from that."""
    result = Accepted(begun.turn, begun.effects)
    _keep(conversation, Turn(), result)
    for effect in result.effects:
        _follow(conversation, effect)


def _keep(conversation: Conversation, before: Turn, result: Accepted) -> None:
    now, turn = clock.now(), result.turn
    for name in PLAIN:
        setattr(conversation, name, getattr(turn, name))
    conversation.owner = turn.owner
    conversation.person_id = UUID(turn.person) if turn.person else None
    conversation.keeper_id = UUID(turn.keeper) if turn.keeper else None
    conversation.merged_into_id = UUID(turn.merged_into) if turn.merged_into else None
    if turn.status != Status.SNOOZED:
        conversation.snoozed_until = None
    if turn.waiting and not before.waiting:
        conversation.waiting_since = now
    elif not turn.waiting:
        conversation.waiting_since = None
    conversation.resolved_at = (conversation.resolved_at or now) if turn.status == Status.RESOLVED else None
    _keep_deadline(conversation, result)
    conversation.save(update_fields=KEPT)


def _keep_deadline(conversation: Conversation, result: Accepted) -> None:
    deadline = result.turn.deadline
    if deadline is None:
        conversation.due, conversation.due_number, conversation.due_at = "", None, None
        return
    new = next((each for each in result.effects if isinstance(each, ef.SetDeadline)), None)
    if new:
        at = _when(conversation, deadline)
        stood = conversation.due_at
        conversation.due_at = min(at, stood) if new.no_later and stood else at
    conversation.due, conversation.due_number = deadline.due, deadline.number
    conversation.due_urgent, conversation.due_step = deadline.urgent, deadline.step


def _when(conversation: Conversation, deadline: Deadline) -> datetime:
    now, queue = clock.now(), conversation.queue
    if deadline.due == Due.WAKE and conversation.snoozed_until:
        return conversation.snoozed_until
    hours = open_periods(queue, now)
    return due_at(deadline.due, now, queue.first_answer, hours, urgent=deadline.urgent, step=deadline.step)


def _follow(conversation: Conversation, effect: ef.Effect) -> None:
    """Everything that is not kept in the row itself. The assistant's own effects are the assistant's, who is not here yet."""
    if isinstance(effect, ef.Say):
        who = StaffMember.objects.get(pk=effect.person).name if effect.person else ""
        speaking.say(conversation, effect.told, who)
    elif isinstance(effect, ef.Notify):
        if effect.person:
            live.notify(f"member:{effect.person}")
        if effect.whom in (ef.Whom.SUPERVISOR, ef.Whom.ON_CALL):
            call(conversation, effect.whom)
