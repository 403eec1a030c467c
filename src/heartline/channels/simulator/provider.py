"""Simulated phones as a provider: takes what Twilio and a mail server would take, and tells later what became of it."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from procrastinate.contrib.django import app

from heartline.channels.simulator.actions import keep
from heartline.channels.simulator.models import SimulatedMessage, SimulatedPhone
from heartline.channels.traffic.delivery import State
from heartline.channels.traffic.failures import Failure, Why
from heartline.channels.traffic.http import Accepted, Declined, Outcome
from heartline.channels.traffic.messages import Door, Outbound
from heartline.channels.twilio import sending as twilio
from heartline.kernel.db.confine import as_staff

PROVIDER = "simulator"
DOORS = frozenset({Door.SMS, Door.WHATSAPP, Door.EMAIL})
ARRIVE = "simulator.arrive"  # the job that tells what became of it (doors.simulator.tasks)
NO_SUCH_NUMBER = Failure(Why.NO_SUCH_ADDRESS, "21211")  # as Twilio says it at once


@dataclass(frozen=True, slots=True)
class Simulator:
    """See channels.registry.Provider."""

    name: str = PROVIDER
    doors: frozenset[Door] = DOORS

    def refusal(self, out: Outbound, last_from_person: datetime | None, now: datetime) -> Failure | None:
        """Texts and WhatsApp have the limits that they have at Twilio."""
        if out.door is Door.EMAIL:
            return None if out.text else Failure(Why.OUR_REQUEST)
        return twilio.refusal(out, last_from_person, now)

    def send(self, out: Outbound) -> Outcome:
        with as_staff():
            if SimulatedPhone.objects.filter(pk=out.to, unused=True).exists():
                return Declined(NO_SUCH_NUMBER)
            message = keep(out, settings.DEFAULT_FROM_EMAIL if out.door is Door.EMAIL else "")
            app.configure_task(ARRIVE, lock=f"{ARRIVE}:{out.to}").defer(message_id=str(message.pk))
        return Accepted(str(message.pk), State.QUEUED)

    def find(self, out: Outbound, since: datetime, known: frozenset[str]) -> Outcome | None:
        found = SimulatedMessage.objects.filter(key=out.key).values_list("pk", flat=True).first()
        return Accepted(str(found)) if found else None
