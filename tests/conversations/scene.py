"""A clinic, a patient with a phone, somebody at the desk, and a provider that remembers what it was given."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count

from django.db import connection
from procrastinate.contrib.django.models import ProcrastinateJob

from heartline.channels.traffic.failures import Failure
from heartline.channels.traffic.http import Accepted, Outcome
from heartline.channels.traffic.messages import Door, Inbound, Outbound
from heartline.conversations import tasks
from heartline.conversations.delivering.sending import TASK
from heartline.conversations.models import Conversation, Message
from heartline.conversations.receiving.actions import receive
from heartline.conversations.threads import actions
from heartline.kernel import actor
from heartline.kernel.db.confine import as_patient, as_staff
from heartline.kernel.tasks import react
from heartline.people.models import Account, ContactPoint, Patient, StaffMember
from tests import factories
from tests.people.people import known

PHONE, OURS = "+12125550142", "+12125550100"
_number = count(1)


class Died(BaseException):
    """The process was killed."""


@dataclass
class Carrier:
    """A provider. `answers`: what it says to the next sends; `loses`: those after which we die, before or after it got them."""

    name: str = "carrier"
    doors: frozenset[Door] = frozenset(Door)
    got: list[Outbound] = field(default_factory=list)
    answers: list[Outcome] = field(default_factory=list)
    dies: str = ""
    against: Failure | None = None

    def refusal(self, _out: Outbound, _last: datetime | None, _now: datetime) -> Failure | None:
        return self.against

    def send(self, out: Outbound) -> Outcome:
        if self.dies == "before":
            raise Died
        answer = self.answers.pop(0) if self.answers else Accepted(f"id-{out.key}")
        if isinstance(answer, Accepted):
            self.got.append(out)
        if self.dies == "after":
            raise Died
        return answer

    def find(self, out: Outbound, _since: datetime, known: frozenset[str]) -> Outcome | None:
        provider_id = f"id-{out.key}"
        return Accepted(provider_id) if out.key in [got.key for got in self.got] and provider_id not in known else None

    @property
    def texts(self) -> list[str]:
        return [out.text for out in self.got]


def a_patient_with_phone(**more: object) -> Patient:
    patient = known("Ana Ruiz", account=factories.an_account(), **more)
    ContactPoint.objects.create(patient=patient, system="sms", value=PHONE, preferred=True)
    return patient


def writes(text: str, *, sender: str = PHONE, provider_id: str = "", door: Door = Door.SMS) -> Message | None:
    """Somebody sends us a text message."""
    with actor.acting(actor.SYSTEM), as_staff():
        kept = receive(Inbound("carrier", provider_id or f"SM{next(_number)}", door, sender, OURS, text))
    return kept


def in_portal(patient: Patient, text: str, *, key: str = "", topic: str = "care") -> Conversation:
    account = patient.account
    assert account
    with as_patient(account.pk), acting_as(account):
        return actions.begin(patient, account, topic=topic, subject="", text=text, key=key)


@contextmanager
def acting_as(account: Account) -> Iterator[None]:
    who = actor.Actor(actor.Kind.PATIENT, account.get_full_name(), account.pk, door="portal")
    with actor.acting(who):
        yield


def answers(conversation: Conversation, member: StaffMember, text: str, **more: object) -> Message:
    """A member of staff answers at the desk."""
    who = actor.Actor(actor.Kind.STAFF, member.name, member.account_id, member.role, "desk")
    with actor.acting(who), as_staff():
        return actions.answer(conversation.pk, member, text, key=str(more.pop("key", "")), **more)  # type: ignore[arg-type]


def work(*, later: bool = False) -> None:
    """Do what the worker would: every job that is due, and with `later` those that wait for their time."""
    while True:
        jobs = ProcrastinateJob.objects.filter(status="todo", task_name__in=["heartline.react", TASK]).order_by("id")
        job = jobs.first() if later else jobs.filter(scheduled_at__isnull=True).first()
        if job is None:
            return
        with connection.cursor() as cursor:
            cursor.execute("UPDATE procrastinate_jobs SET status = 'succeeded' WHERE id = %s", [job.pk])
        if job.task_name == TASK:
            tasks.carry(**job.args)
        else:
            react(**job.args)
