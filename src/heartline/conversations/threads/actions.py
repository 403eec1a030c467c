"""What can happen in a conversation. A patient only ever adds what they say; whose turn it is follows (threads.reactions)."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

from django.utils.translation import gettext as _

from heartline.conversations.attachments import actions as attachments
from heartline.conversations.attachments.actions import Clean
from heartline.conversations.delivering import sending
from heartline.conversations.inbox.models import Queue
from heartline.conversations.inbox.routing import queue_for
from heartline.conversations.sensitivity.kinds import Sensitivity
from heartline.conversations.threads.models import Conversation, Door, Message, Note
from heartline.conversations.threads.sharing import share_out
from heartline.conversations.threads.turning import happen, locked
from heartline.conversations.threads.writing import MOST, excerpt, tidy, to_whom
from heartline.conversations.todos import actions as todos
from heartline.conversations.translating.models import Translation
from heartline.conversations.turns import events
from heartline.conversations.turns.thread import Owner, Status
from heartline.kernel import actor, clock, idempotency, ledger, live
from heartline.kernel.errors import Refused
from heartline.people.linking.queries import of_person
from heartline.people.models import Account, Patient, StaffMember
from heartline.people.proxies.queries import require

LONGEST_ASIDE = timedelta(days=366)


def begin(
    patient: Patient, account: Account, *, topic: str, subject: str, text: str, key: str, about_id: UUID | None = None,
    proxy: bool = False, confidential: bool = False, files: Sequence[Clean] = (),
) -> Conversation:  # fmt: skip
    """A patient, or who acts for them, writes to us in the portal about something new.

    Raises Refused for an empty message, and NotAllowed for who acts for them in less than everything.
    """
    require(patient.pk, "messages")
    text = _said(text, files)

    def happening() -> UUID:
        now = clock.now()
        conversation = Conversation.objects.create(
            patient=patient,
            account=account,
            topic=topic,
            about_id=about_id,
            subject=tidy(subject)[:200] or excerpt(text or files[0].name)[:80],
            language=account.language,
            door=Door.PORTAL,
            queue=queue_for(topic, account.language),
            confidential=confidential,
            created_at=now,
            last_at=now,
            excerpt=excerpt(text or files[0].name),
        )
        _write(conversation, account, text, proxy=proxy, files=files)
        return conversation.pk

    found, _new = idempotency.once("conversation.begin", key, happening)
    return Conversation.objects.get(pk=found)


def write(
    conversation: Conversation,
    account: Account,
    text: str,
    *,
    key: str,
    proxy: bool = False,
    files: Sequence[Clean] = (),
) -> Message:
    """A patient, or who acts for them, goes on writing in the portal. Raises as `begin` does."""
    if conversation.patient_id:
        require(conversation.patient_id, "messages")
    text = _said(text, files)
    happening = partial(_write, conversation, account, text, proxy=proxy, files=files)
    found, _new = idempotency.once("conversation.write", key, lambda: happening().pk)
    return Message.objects.get(pk=found)


def _write(conversation: Conversation, account: Account, text: str, *, proxy: bool, files: Sequence[Clean]) -> Message:
    message = Message.objects.create(
        conversation=conversation,
        patient_id=conversation.patient_id,
        direction=Message.Direction.IN,
        author=Message.Author.PROXY if proxy else Message.Author.PATIENT,
        author_name=account.get_full_name()[:200],
        account=account,
        door=Door.PORTAL,
        text=text,
        language=account.language,
        sensitivity=Sensitivity.CLINICAL,
        confidential=conversation.confidential,
        at=clock.now(),
    )
    attachments.keep(message, files)
    record_received(message)
    return message


def record_received(message: Message) -> None:
    """Somebody wrote: open pages hear of it now, and whose turn it is follows as a job."""
    live.notify("staff", f"thread:{message.conversation_id}")
    ledger.record(
        "message.received",
        patient_id=message.patient_id,
        subject_id=message.conversation_id,
        data={"message": str(message.pk), "door": message.door},
        confidential=message.confidential,
    )


def answer(
    conversation_id: UUID, member: StaffMember, text: str, *, key: str, sensitivity: str = Sensitivity.CLINICAL,
    seen: int | None = None, files: Sequence[Clean] = (),
) -> Message:  # fmt: skip
    """A member of staff answers. Who answers what nobody has takes it by answering.

    `sensitivity` is what the text says of the patient: it decides how much of it leaves by a door that others can read.
    `seen` is the turn's number (epoch) that the page showed: raises Refused if a colleague has answered since.
    """
    text = _said(text, files)

    def happening() -> UUID:
        conversation = locked(conversation_id)
        if conversation.door == Door.COMMENT:
            raise Refused(
                _("In public, nothing more is said."),
                kept=_("Your text is kept below."),
                next_step=_("They were asked to write in private. When they do, answer them there."),
            )
        if files:
            _check_reads_files(conversation)
        if seen is not None and conversation.epoch != seen and _is_anothers(conversation, member):
            raise Refused(
                _("Somebody wrote here since you opened this page."),
                kept=_("Your text is kept below."),
                next_step=_("Read what is new, then send it again."),
            )
        if conversation.status == Status.RESOLVED:
            happen(conversation, events.PersonReopened(str(member.pk)))
        if conversation.person_id != member.pk:
            happen(conversation, events.PersonTook(str(member.pk)))
        happen(conversation, events.PersonAnswered(str(member.pk)))
        message = _say(conversation, member, text, sensitivity, files)
        return message.pk

    found, _new = idempotency.once("conversation.answer", key, happening)
    return Message.objects.get(pk=found)


def _is_anothers(conversation: Conversation, member: StaffMember) -> bool:
    """A colleague has it, or has answered it. The patient's own new words hinder no answer that is being written."""
    if conversation.owner == Owner.PERSON:
        return conversation.person_id != member.pk
    return not conversation.waiting


def _check_reads_files(conversation: Conversation) -> None:
    """Files are read in the portal, and given by hand; whoever cannot sign in would never see them."""
    if conversation.door == Door.IN_PERSON or (conversation.patient_id and _signs_in(conversation)):
        return
    raise Refused(
        _("They cannot see a file: they have no login, and files are read in the portal only."),
        kept=_("Your text is kept below."),
        next_step=_("Send the text without the file, or invite them to sign in."),
    )


def _signs_in(conversation: Conversation) -> bool:
    if conversation.account_id is not None:
        return True
    assert conversation.patient_id
    return of_person(conversation.patient_id).filter(account__isnull=False).exists()


def _say(
    conversation: Conversation, member: StaffMember, text: str, sensitivity: str, files: Sequence[Clean]
) -> Message:
    now = clock.now()
    message = Message.objects.create(
        conversation=conversation,
        patient_id=conversation.patient_id,
        direction=Message.Direction.OUT,
        author=Message.Author.PERSON,
        author_name=member.name,
        staff_member=member,
        door=conversation.door,
        address=to_whom(conversation),
        text=text,
        language=conversation.language or "en",
        sensitivity=sensitivity,
        confidential=conversation.confidential,
        at=now,
    )
    attachments.keep(message, files)
    conversation.last_at, conversation.excerpt = now, excerpt(text or files[0].name)
    conversation.answered_at = conversation.answered_at or now
    conversation.undelivered = False
    conversation.save(update_fields=["last_at", "excerpt", "answered_at", "undelivered"])
    _tell("message.answered", conversation, message=str(message.pk))
    sending.send(message)
    return message


def note(conversation: Conversation, member: StaffMember, text: str, *, mentions: Sequence[UUID] = ()) -> Note:
    """Staff say something to each other beside it; no patient ever sees that. Raises Refused for an empty note."""
    kept = Note.objects.create(
        conversation=conversation, staff_member=member, text=_said(text), mentions=list(mentions), at=clock.now()
    )
    live.notify(f"thread:{conversation.pk}", *(f"member:{each}" for each in mentions))
    return kept


def take(conversation_id: UUID, member: StaffMember) -> Conversation:
    """A member of staff takes it, out of the queue or over from a colleague. Raises Refused if they have it."""
    return _turn(conversation_id, events.PersonTook(str(member.pk)), "conversation.taken")


def release(conversation_id: UUID, member: StaffMember) -> Conversation:
    """Back to the queue. Raises Refused if it is not theirs."""
    return _turn(conversation_id, events.PersonReleased(str(member.pk)), "conversation.released")


def hand_over(
    conversation_id: UUID, member: StaffMember, to: StaffMember | None, queue: Queue | None = None
) -> Conversation:
    """To a colleague, or to a queue. Raises Refused if they have it, or it lies there already."""
    conversation = locked(conversation_id)
    if queue is not None and queue != conversation.queue:
        conversation.queue = queue
        conversation.save(update_fields=["queue"])
        if to is None and conversation.owner == Owner.NOBODY:
            live.notify("staff", f"thread:{conversation.pk}")
            share_out()
            _tell("conversation.handed_over", conversation, queue=queue.slug)
            return conversation
    happen(conversation, events.PersonHandedOver(str(member.pk), str(to.pk) if to else ""))
    _tell("conversation.handed_over", conversation, to=to.name if to else "", queue=conversation.queue.slug)
    return conversation


def assign(conversation_id: UUID, to: StaffMember) -> Conversation:
    """What waits is given to somebody who is here. Raises Refused if it waits no more."""
    return _turn(conversation_id, events.PersonAssigned(str(to.pk)), "conversation.assigned", to=to.name)


def fall(conversation_id: UUID, member: StaffMember) -> Conversation:
    """They went away: it is back in the queue, and the patient who waits is told once. Raises Refused if it is not theirs."""
    return _turn(conversation_id, events.PersonAway(str(member.pk)), "conversation.released", to=member.name)


def snooze(conversation_id: UUID, member: StaffMember, until: datetime) -> Conversation:
    """Laid aside until a time; it comes back then, or when the patient writes. Raises Refused for a time that has passed."""
    if until <= clock.now():
        raise Refused(_("This time has passed."), next_step=_("Choose a later one."))
    if until > clock.now() + LONGEST_ASIDE:
        raise Refused(_("This is too far away."), next_step=_("Choose a time within a year."))
    conversation = locked(conversation_id)
    conversation.snoozed_until = until
    happen(conversation, events.PersonSnoozed(str(member.pk)))
    _tell("conversation.snoozed", conversation, until=until.isoformat())
    return conversation


def resolve(conversation_id: UUID, member: StaffMember) -> Conversation:
    """It is done; whoever writes again opens it again. Raises Refused while a colleague has it."""
    return _turn(conversation_id, events.PersonResolved(str(member.pk)), "conversation.resolved")


def reopen(conversation_id: UUID, member: StaffMember) -> Conversation:
    return _turn(conversation_id, events.PersonReopened(str(member.pk)), "conversation.reopened")


def see_emergency(conversation_id: UUID) -> Conversation:
    """Somebody saw that this is an emergency: the patient is told what to do now, and a person is called."""
    return _turn(conversation_id, events.EmergencySeen(), "conversation.emergency")


def belongs_to(conversation_id: UUID, patient: Patient | None) -> Conversation:
    """Whose conversation it is: said by staff once somebody has shown who they are, or when it was somebody else's.

    Everything said in it goes with it.
    """
    conversation = locked(conversation_id)
    before = conversation.patient_id
    conversation.patient = patient
    conversation.save(update_fields=["patient"])
    Message.objects.filter(conversation=conversation).update(patient=patient)
    attachments.belongs_to(conversation, patient)
    todos.belongs_to(conversation, patient)
    Translation.objects.filter(message__conversation=conversation).update(patient=patient)
    sending.belongs_to(conversation, patient)
    for record in {before, conversation.patient_id} - {None}:
        ledger.record(
            "conversation.moved",
            patient_id=record,
            subject_id=conversation.pk,
            data={"here": record == conversation.patient_id},
            confidential=conversation.confidential,
        )
    live.notify("staff", f"thread:{conversation.pk}")
    return conversation


def _turn(conversation_id: UUID, event: events.Event, kind: str, **data: str) -> Conversation:
    conversation = locked(conversation_id)
    happen(conversation, event)
    _tell(kind, conversation, **data)
    return conversation


def _tell(kind: str, conversation: Conversation, **data: str) -> None:
    ledger.record(
        kind,
        patient_id=conversation.patient_id,
        subject_id=conversation.pk,
        data={"door": conversation.door, "who": actor.current().label, **data},
        confidential=conversation.confidential,
    )


def _said(text: str, files: Sequence[Clean] = ()) -> str:
    text = tidy(text)
    if not text and not files:
        raise Refused(_("There is no text in this message."), next_step=_("Write something, then send it."), status=422)
    if len(text) > MOST:
        raise Refused(
            _("This message is too long."),
            kept=_("Your text is kept below."),
            next_step=_("Send it in two parts."),
            status=422,
        )
    return text
