"""Beside the demo's conversations: what colleagues and other departments are asked to do, and the agreement with another firm."""

from collections.abc import Sequence
from datetime import time, timedelta

from heartline.conversations.inbox.models import Queue
from heartline.conversations.inbox.routing import GENERAL, INTERPRETERS
from heartline.conversations.models import Conversation, Task
from heartline.conversations.todos import actions
from heartline.kernel import actor, clock
from heartline.people.models import Role, StaffMember
from heartline.people.partners.actions import agree
from heartline.people.partners.models import PartnerAgreement
from heartline.people.partners.rules import Field
from heartline.people.places.queries import zones

FIRM = "CallBridge"
EVERY_DAY = [1, 2, 3, 4, 5, 6, 7]


def load(staff: Sequence[StaffMember]) -> None:
    """Two tasks that are due, one that is late, an interpreter; and an agreement under which the demo's partners work."""
    _agreement()
    if not staff:
        return
    member, colleague = staff[0], staff[-1]
    with actor.acting(actor.Actor(actor.Kind.STAFF, member.name, member.account_id, member.role, "desk")):
        _task("bill", member, "Billing: please call her about the double charge", timedelta(days=2), to=None)
        _task("medicine", member, "Ask the pharmacy whether both are in stock", timedelta(hours=2), to=colleague)
        with clock.set(clock.now() - timedelta(days=1)):
            _task("visit", member, "Send the directions to the new entrance", timedelta(hours=20), to=colleague)
        found = Conversation.objects.filter(language__startswith="vi").first()
        queue = Queue.objects.filter(slug=INTERPRETERS).first()
        if found and queue:
            due = clock.now() + timedelta(days=1)
            kind, text = Task.Kind.INTERPRETER, "Tiếng Việt · By phone · Visit on Thursday"
            actions.ask(found, member, text, due, key="demo-interpreter", queue=queue, kind=kind, language="vi")


def _task(topic: str, member: StaffMember, text: str, within: timedelta, *, to: StaffMember | None) -> None:
    about = Conversation.objects.filter(topic=topic).select_related("queue").order_by("created_at", "pk").first()
    if about is not None:
        queue = None if to else about.queue
        actions.ask(about, member, text, clock.now() + within, key=f"demo-{topic}", person=to, queue=queue)


def _agreement() -> None:
    """Day and night, so that the demo's login shows something at any hour."""
    partners = list(StaffMember.objects.filter(role=Role.PARTNER_AGENT))
    if not partners or PartnerAgreement.objects.exists():
        return
    agree(
        None,
        partners,
        name=FIRM,
        queues=list(Queue.objects.filter(slug=GENERAL).values_list("pk", flat=True)),
        fields=[field.value for field in Field],
        weekdays=EVERY_DAY,
        opens=time(),
        closes=time(),
        time_zone=zones()[0],
        begins_on=clock.now().date() - timedelta(days=30),
        ends_on=None,
    )
