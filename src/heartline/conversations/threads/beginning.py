"""Staff begin: they write to a patient first, or write down what somebody said who stood before them."""

from uuid import UUID

from django.utils.translation import gettext as _

from heartline.conversations.inbox.routing import queue_for
from heartline.conversations.receiving.queries import language_of
from heartline.conversations.sensitivity.kinds import Sensitivity
from heartline.conversations.threads.actions import answer, record_received
from heartline.conversations.threads.models import Conversation, Door, Message
from heartline.conversations.threads.writing import excerpt, tidy
from heartline.conversations.turns.thread import Owner
from heartline.kernel import actor, clock, idempotency, ledger
from heartline.kernel.errors import Refused
from heartline.people.contacts.queries import usable
from heartline.people.linking.queries import of_person
from heartline.people.models import Account, ContactPoint, Patient, StaffMember

SYSTEMS = {Door.SMS: ContactPoint.System.SMS, Door.EMAIL: ContactPoint.System.EMAIL}


def begin_by_staff(
    patient: Patient, member: StaffMember, *, door: str, text: str, key: str, address: str = "",
    topic: str = Conversation.Topic.OTHER, subject: str = "", sensitivity: str = Sensitivity.CLINICAL,
    confidential: bool = False, keeps: bool = True,
) -> Conversation:  # fmt: skip
    """A new conversation with a patient, which `member` has, or (not `keeps`) which lies in the queue.

    By SMS, e-mail or the portal `text` is what we write; it goes the one way out (delivering.sending). In person it is what
    they said, and goes nowhere. Raises Refused where there is no text, no login, or no such number or address.
    """
    account = login_of(patient) if door == Door.PORTAL else None
    check_way(patient, door, address, account)
    if not tidy(text):
        raise Refused(_("There is no text in this message."), next_step=_("Write something, then send it."), status=422)

    def happening() -> UUID:
        now, language = clock.now(), account.language if account else language_of(patient.pk)
        conversation = Conversation.objects.create(
            patient=patient,
            account=account,
            topic=topic,
            subject=tidy(subject)[:200] or excerpt(tidy(text))[:80],
            language=language,
            confidential=confidential,
            door=door,
            address=address,
            queue=queue_for(topic, language),
            owner=Owner.PERSON if keeps else Owner.NOBODY,
            person=member if keeps else None,
            keeper=member if keeps else None,
            created_at=now,
            last_at=now,
            excerpt=excerpt(tidy(text)),
        )
        _record(conversation)
        if door == Door.IN_PERSON:
            record_received(_heard(conversation, member, text))
        else:
            answer(conversation.pk, member, text, key="", sensitivity=sensitivity)
        return conversation.pk

    found, _new = idempotency.once("conversation.begin_by_staff", key, happening)
    return Conversation.objects.get(pk=found)


def login_of(patient: Patient) -> Account | None:
    """A login that reaches this person, by whichever record. One query."""
    found = of_person(patient.pk).filter(account__isnull=False).select_related("account").order_by("created_at")
    known = found.first()
    return known.account if known else None


def check_way(patient: Patient, door: str, address: str, account: Account | None) -> None:
    """Raises Refused where this is no way to them: no login for the portal, no such number or address of theirs."""
    if door == Door.PORTAL and account is None:
        raise Refused(
            _("They have no login, so they cannot read it in the portal."),
            next_step=_("Choose another way, or invite them to sign in."),
        )
    if door in SYSTEMS:
        known = {point.value for point in usable(patient.pk, SYSTEMS[Door(door)])}
        if address not in known:
            raise Refused(
                _("This number or address is not one of theirs, or not to be used."), next_step=_("Choose another way.")
            )
    elif door not in (Door.PORTAL, Door.IN_PERSON) or address:  # these have none
        raise Refused(_("We cannot begin there."), next_step=_("Choose another way."))


def _heard(conversation: Conversation, member: StaffMember, text: str) -> Message:
    """What they said, as `member` wrote it down."""
    return Message.objects.create(
        conversation=conversation,
        patient_id=conversation.patient_id,
        direction=Message.Direction.IN,
        author=Message.Author.PATIENT,
        author_name=conversation.patient.name[:200] if conversation.patient else "",
        staff_member=member,
        door=Door.IN_PERSON,
        text=tidy(text),
        language=conversation.language,
        sensitivity=Sensitivity.CLINICAL,
        confidential=conversation.confidential,
        at=clock.now(),
    )


def _record(conversation: Conversation) -> None:
    ledger.record(
        "conversation.begun",
        patient_id=conversation.patient_id,
        subject_id=conversation.pk,
        data={"door": conversation.door, "who": actor.current().label},
        confidential=conversation.confidential,
    )
