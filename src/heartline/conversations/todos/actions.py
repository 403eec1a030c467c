"""What happens to a task: asked, accepted, given back, done, not needed, due. Its owner's open pages hear of it at once."""

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from heartline.conversations.inbox.models import Queue
from heartline.conversations.threads.models import Conversation
from heartline.conversations.todos.models import Task
from heartline.conversations.todos.rules import LONGEST
from heartline.kernel import clock, idempotency, ledger, live
from heartline.kernel.errors import Refused
from heartline.people.models import Patient, StaffMember

Status = Task.Status
MOST_TEXT = 500
AT_ONCE = 500  # reminders in one round; the next one comes in a minute


def ask(
    conversation: Conversation, member: StaffMember, text: str, due_at: datetime, *, key: str,
    person: StaffMember | None = None, queue: Queue | None = None, kind: str = Task.Kind.TASK, language: str = "",
) -> Task:  # fmt: skip
    """Ask a colleague, or whoever serves a queue, to do something for who wrote. What a colleague gives back goes to the
    conversation's queue, where no other was said.

    Raises Refused without a text, without anybody it is asked of, and for a time that has passed.
    """
    text = " ".join(text.split())[:MOST_TEXT]
    if not text:
        raise Refused(_("It does not say what is to be done."), next_step=_("Write it in a sentence."), status=422)
    if person is None and queue is None:
        raise Refused(_("Nobody was chosen."), next_step=_("Choose a colleague or a queue."), status=422)
    if due_at <= clock.now():
        raise Refused(_("This time has passed."), next_step=_("Choose a later one."), status=422)
    if due_at > clock.now() + LONGEST:
        raise Refused(_("This is too far away."), next_step=_("Choose a time within a year."), status=422)

    def happening() -> UUID:
        asked = Task.objects.create(
            conversation=conversation,
            patient_id=conversation.patient_id,
            confidential=conversation.confidential,
            kind=kind,
            text=text,
            language=language,
            person=person,
            queue=queue or conversation.queue,
            asked_by=member,
            asked_at=clock.now(),
            due_at=due_at,
        )
        _tell("task.requested", asked, to=person.name if person else "", queue=asked.queue.slug)
        return asked.pk

    found, _new = idempotency.once("task.ask", key, happening)
    return Task.objects.get(pk=found)


def accept(task_id: UUID, member: StaffMember) -> Task:
    """They do it. Raises Refused if a colleague does, or it is closed."""
    task = _open(task_id)
    if task.status == Status.ACCEPTED and task.person_id != member.pk:
        raise Refused(_("A colleague does this already."), next_step=_("Ask them, if you want to take it over."))
    if task.status != Status.ACCEPTED or task.person_id != member.pk:
        task.status, task.person = Status.ACCEPTED, member
        task.save(update_fields=["status", "person"])
        _tell("task.accepted", task)
    return task


def give_back(task_id: UUID, member: StaffMember) -> Task:
    """Back to its queue. Raises Refused for one of somebody else's."""
    task = _open(task_id)
    if task.person_id != member.pk:
        raise Refused(_("This task is not yours."), next_step=_("Look again: somebody was quicker."))
    task.status, task.person = Status.REQUESTED, None
    task.save(update_fields=["status", "person"])
    live.notify(f"member:{member.pk}")
    _tell("task.released", task)
    return task


def complete(task_id: UUID, member: StaffMember, reason: str = "") -> Task:
    """It is done, by whoever says so; `reason`: what came of it. Raises Refused if it is closed."""
    task = _open(task_id)
    task.person = member
    return _close(task, Status.COMPLETED, reason)


def cancel(task_id: UUID, reason: str) -> Task:
    """It is not needed; why is said. Raises Refused if it is closed, or nothing is said."""
    task = _open(task_id)
    if not reason.strip():
        raise Refused(_("It does not say why."), next_step=_("Write why it is not needed."), status=422)
    return _close(task, Status.CANCELLED, reason)


def remind() -> int:
    """Tell those who have it, once, of each task that is due now. Returns how many."""
    due = Task.objects.select_for_update(skip_locked=True).filter(closed_at=None, reminded_at=None)
    found = list(due.filter(due_at__lte=clock.now()).order_by("due_at", "pk")[:AT_ONCE])
    Task.objects.filter(pk__in=[each.pk for each in found]).update(reminded_at=clock.now())
    for task in found:
        _tell("task.due", task)
    return len(found)


def belongs_to(conversation: Conversation, patient: Patient | None) -> None:
    """The conversation is that patient's now, and its tasks go along. One query."""
    Task.objects.filter(conversation=conversation).update(patient=patient)


def move(one: Conversation, into: Conversation) -> None:
    """One conversation goes on in another, with what was asked in it. One query."""
    Task.objects.filter(conversation=one).update(conversation=into, patient=into.patient_id)


def _open(task_id: UUID) -> Task:
    """Locked. Raises Task.DoesNotExist for none, and Refused for one that is closed."""
    task = (
        Task.objects.select_for_update(of=("self",)).select_related("conversation", "queue", "person").get(pk=task_id)
    )
    if not task.is_open:
        raise Refused(_("This task is closed already."), next_step=_("Look again: somebody was quicker."))
    return task


def _close(task: Task, status: Status, reason: str) -> Task:
    task.status, task.reason, task.closed_at = status, " ".join(reason.split())[:MOST_TEXT], clock.now()
    task.save(update_fields=["status", "reason", "closed_at", "person"])
    _tell(f"task.{status}", task)
    return task


def _tell(kind: str, task: Task, **data: str) -> None:
    """What is to be done is not repeated in the ledger. Two queries and the reactions."""
    ledger.record(
        kind,
        patient_id=task.patient_id,
        subject_id=task.conversation_id,
        data={"task": str(task.pk), "what": task.kind, **data},
        confidential=task.confidential,
    )
    whose = {task.person_id, task.asked_by_id} - {None}
    live.notify("staff", f"thread:{task.conversation_id}", *(f"member:{each}" for each in sorted(map(str, whose))))
