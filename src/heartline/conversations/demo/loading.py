"""Each conversation happens by the actions by which all do, at the time at which it is said."""

from collections.abc import Iterator
from datetime import timedelta
from itertools import cycle, islice

from heartline.channels.traffic.messages import Door, Inbound
from heartline.conversations.chat.actions import set_up
from heartline.conversations.demo import errands
from heartline.conversations.demo.scripts import NOTE, PATIENT, SCRIPTS, Script
from heartline.conversations.models import Conversation, Delivery, Message
from heartline.conversations.receiving.actions import receive
from heartline.conversations.threads import actions
from heartline.conversations.threads.reactions import hear
from heartline.kernel import actor, clock
from heartline.people.matching.senders import Known, who_is
from heartline.people.models import ContactPoint, Organization, Patient, Role, StaffMember

SYSTEMS = {Door.SMS: "sms", Door.WHATSAPP: "sms", Door.EMAIL: "email"}
COLOUR = "#0b5a60"  # of the chat
LIKELY = 100  # patients of one language among whom those are looked for who can write by a door


def load() -> int:
    """Hold the demo's conversations; how many."""
    staff = list(StaffMember.objects.filter(role__in=[Role.AGENT, Role.FRONT_DESK], account__isnull=False))
    ours = Organization.objects.values_list("phone", flat=True).first() or ""
    written: set[str] = set()
    for number, (script, member) in enumerate(zip(SCRIPTS, cycle(staff), strict=False)):
        writer = next(_writers(script, written), None)
        if writer is not None:
            patient, address = writer
            written.add(address or str(patient.pk))
            _hold(script, number, patient, address, ours, member)
    errands.load(staff)
    set_up(on=True, origins=[], colour=COLOUR, greeting={})
    return Conversation.objects.count()


def _writers(script: Script, written: set[str]) -> Iterator[tuple[Patient, str]]:
    """Patients who may have written this, with the number or address from which; nobody twice."""
    if script.who:
        found = Patient.objects.filter(account__email=script.who).select_related("account")
        yield from ((patient, "") for patient in found)
        return
    found = Patient.objects.filter(language__startswith=script.language, deceased_on=None, active=True).order_by("pk")
    if script.door == Door.PORTAL:
        found = found.filter(account__isnull=False).select_related("account")
        yield from ((each, "") for each in islice(found, LIKELY) if str(each.pk) not in written)
        return
    points = ContactPoint.objects.filter(
        patient__in=found, system=SYSTEMS[Door(script.door)], shared=False, do_not_use=False
    ).select_related("patient")
    for point in islice(points.order_by("pk"), LIKELY):
        sender = who_is(email=point.value) if script.door == Door.EMAIL else who_is(phone=point.value)
        if sender.known == Known.ONE and point.value not in written:
            yield point.patient, point.value


def _hold(script: Script, number: int, patient: Patient, address: str, ours: str, member: StaffMember) -> None:
    now, conversation = clock.now(), None
    for line, (who, minutes, text) in enumerate(script.lines):
        with clock.set(now - timedelta(minutes=minutes)):
            if who == PATIENT:
                key = f"demo-{number}-{line}"
                message = _writes(script, conversation, patient, address, ours, text, key)
                if message is None:
                    return
                conversation = message.conversation
                hear(message.pk)
            elif conversation is not None:
                _at_work(conversation, member, who, text, script)
    if conversation is None:
        return
    if script.door != Door.PORTAL:
        Conversation.objects.filter(pk=conversation.pk).update(topic=script.topic)
    _then(script, conversation, member)
    # It was sent while it was said: nothing of it goes out again.
    Delivery.objects.filter(message__conversation=conversation, state=Delivery.State.QUEUED).update(
        state=Delivery.State.DELIVERED, sent_at=now, delivered_at=now, provider="simulator"
    )


def _writes(
    script: Script, conversation: Conversation | None, patient: Patient, address: str, ours: str, text: str, key: str
) -> Message | None:
    if script.door != Door.PORTAL:
        with actor.acting(actor.SYSTEM):
            return receive(Inbound("simulator", key, Door(script.door), address, ours, text))
    account = patient.account
    assert account
    with actor.acting(actor.Actor(actor.Kind.PATIENT, patient.name, account.pk, door="portal")):
        if conversation is not None:
            return actions.write(conversation, account, text, key=key)
        begun = actions.begin(patient, account, topic=script.topic, subject=script.subject, text=text, key=key)
        return begun.messages.get()


def _at_work(conversation: Conversation, member: StaffMember, who: str, text: str, script: Script) -> None:
    with actor.acting(actor.Actor(actor.Kind.STAFF, member.name, member.account_id, member.role, "desk")):
        if who == NOTE:
            actions.note(conversation, member, text)
        else:
            sensitivity = "clinical" if script.door == Door.PORTAL else script.says
            actions.answer(conversation.pk, member, text, key="", sensitivity=sensitivity)


def _then(script: Script, conversation: Conversation, member: StaffMember) -> None:
    with actor.acting(actor.Actor(actor.Kind.STAFF, member.name, member.account_id, member.role, "desk")):
        conversation.refresh_from_db()
        if script.then == "had" and conversation.person_id != member.pk:
            actions.take(conversation.pk, member)
        elif script.then == "done":
            actions.resolve(conversation.pk, member)
        elif script.then == "later":
            if conversation.person_id != member.pk:
                actions.take(conversation.pk, member)
            actions.snooze(conversation.pk, member, clock.now() + timedelta(days=1))
        elif script.then == "emergency":
            actions.see_emergency(conversation.pk)
