"""Who reads what is sent: the patient, or who wrote for somebody that has neither a number nor a login of their own."""

from uuid import UUID

from heartline.channels.webpush.devices import account_at, has_any
from heartline.conversations.threads.models import Conversation
from heartline.people.contacts.queries import usable
from heartline.people.linking.queries import of_person
from heartline.people.models import ContactPoint
from heartline.people.proxies.queries import own_record, scope_of
from heartline.people.proxies.rules import may_act

WRITTEN = (ContactPoint.System.SMS, ContactPoint.System.EMAIL)


def points_to_tell(conversation: Conversation) -> list[ContactPoint]:
    """Where to say that there is a message: the patient's own ways, else those of who wrote for them. Six queries at most."""
    if conversation.patient_id is None:
        return []
    theirs = [point for point in usable(conversation.patient_id) if point.system in WRITTEN]
    writer = None if theirs else writer_for(conversation)
    return usable(writer) if writer else theirs


def writer_for(conversation: Conversation) -> UUID | None:
    """The own record of who began it for the patient and acts for them in everything; nobody where the patient signs in
    themselves, or where it is between the patient and us. Four queries at most."""
    patient_id, account_id = conversation.patient_id, conversation.account_id
    if patient_id is None or account_id is None or conversation.confidential:
        return None
    if of_person(patient_id).filter(account__isnull=False).exists():
        return None
    scope = scope_of(account_id, patient_id)
    own = own_record(account_id) if scope and may_act(scope, "messages") else None
    return own.pk if own else None


def login_to_notify(conversation: Conversation) -> UUID | None:
    """The login whose devices say that there is a message: the patient's own, else that of who wrote for them. Six queries at
    most, one or two for most."""
    if conversation.patient_id is None:
        return None
    own = of_person(conversation.patient_id).filter(account__push_devices__isnull=False)
    found: UUID | None = own.values_list("account_id", flat=True).first()
    if found is None and conversation.account_id and has_any(conversation.account_id) and writer_for(conversation):
        return conversation.account_id
    return found


def record_at(patient_id: UUID, to: str) -> UUID | None:
    """By which record the holder of a device is known: the patient's, or their own where they act for the patient; None
    where `to` is no device. Two queries at most."""
    account = account_at(to)
    if account is None:
        return None
    if of_person(patient_id).filter(account_id=account).exists():
        return patient_id
    own = own_record(account)
    return own.pk if own else None


def points_at(conversation: Conversation, to: str) -> list[ContactPoint]:
    """The contact points with this number or address of whoever reads there. Six queries at most, one for most."""
    if conversation.patient_id is None:
        return []
    found = list(ContactPoint.objects.filter(value=to, patient__in=of_person(conversation.patient_id)))
    writer = None if found else writer_for(conversation)
    return list(ContactPoint.objects.filter(value=to, patient__in=of_person(writer))) if writer else found
