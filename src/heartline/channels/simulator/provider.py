"""Simulated phones as a provider: takes what Twilio, Meta, a browser and a mail server would take, and tells later what became of it."""

from dataclasses import dataclass, replace
from datetime import datetime

from django.conf import settings
from procrastinate.contrib.django import app

from heartline.channels.meta import sending as meta
from heartline.channels.simulator.actions import keep, tell
from heartline.channels.simulator.models import SimulatedMessage, SimulatedPhone
from heartline.channels.traffic.delivery import State
from heartline.channels.traffic.failures import Failure, Why
from heartline.channels.traffic.http import Accepted, Declined, Outcome
from heartline.channels.traffic.messages import Door, Outbound
from heartline.channels.traffic.public import Spot, spot
from heartline.channels.twilio import sending as twilio
from heartline.kernel.db.confine import as_staff

PROVIDER, PAGE = "simulator", "page"  # the clinic's own page, on which everybody may write
META = frozenset({Door.MESSENGER, Door.INSTAGRAM, Door.COMMENT})
DOORS = frozenset({Door.SMS, Door.WHATSAPP, Door.EMAIL, Door.PUSH}) | META
ARRIVE = "simulator.arrive"  # the job that tells what became of it (doors.simulator.tasks)
NO_SUCH_NUMBER = Failure(Why.NO_SUCH_ADDRESS, "21211")  # as Twilio says it at once


@dataclass(frozen=True, slots=True)
class Simulator:
    """See channels.registry.Provider."""

    name: str = PROVIDER
    doors: frozenset[Door] = DOORS

    def refusal(self, out: Outbound, last_from_person: datetime | None, now: datetime) -> Failure | None:
        """Each has the limits that it has at Twilio and at Meta."""
        if out.door in META:
            return meta.refusal(out, last_from_person, now)
        if out.door in (Door.EMAIL, Door.PUSH):
            return None if out.text else Failure(Why.OUR_REQUEST)
        return twilio.refusal(out, last_from_person, now)

    def send(self, out: Outbound) -> Outcome:
        with as_staff():
            if SimulatedPhone.objects.filter(pk=out.to, unused=True).exists():
                return Declined(NO_SUCH_NUMBER)
            if there := spot(out.to):
                return _to_who_commented(out, there)
            message = keep(out, settings.DEFAULT_FROM_EMAIL if out.door is Door.EMAIL else "")
            _bring(message)
        return Accepted(str(message.pk), State.QUEUED)

    def find(self, out: Outbound, since: datetime, known: frozenset[str]) -> Outcome | None:
        found = SimulatedMessage.objects.filter(key=out.key).values_list("pk", flat=True).first()
        return Accepted(str(found)) if found else None


def _to_who_commented(out: Outbound, there: Spot) -> Outcome:
    """In public it stands under the comment; in private it comes by the door of whoever wrote that."""
    if out.door is Door.COMMENT:
        message, person = keep(out, PAGE), ""
        tell(PAGE)
    else:
        comment = SimulatedMessage.objects.filter(pk=there.id, door=Door.COMMENT).first()
        if comment is None:
            return Declined(Failure(Why.NO_SUCH_ADDRESS))
        person = comment.address
        message = keep(replace(out, to=person), PAGE)
    _bring(message)
    return Accepted(str(message.pk), State.QUEUED, person)


def _bring(message: SimulatedMessage) -> None:
    app.configure_task(ARRIVE, lock=f"{ARRIVE}:{message.address}").defer(message_id=str(message.pk))
