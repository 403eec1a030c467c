"""Twilio as a provider of text messages and WhatsApp."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from heartline.channels.sms.segments import count
from heartline.channels.traffic.client import PooledClient
from heartline.channels.traffic.failures import Failure
from heartline.channels.traffic.http import Client, NoAnswer, NotReached, Outcome, Unsure
from heartline.channels.traffic.messages import Door, Outbound
from heartline.channels.traffic.pace import Pace
from heartline.channels.twilio import sending
from heartline.channels.twilio.account import Configured
from heartline.channels.twilio.receiving import PROVIDER
from heartline.kernel import clock

CLIENT = PooledClient()


@dataclass(frozen=True, slots=True)
class Twilio:
    """See channels.registry.Provider."""

    configured: Configured
    client: Client = field(default=CLIENT, repr=False)
    name: str = PROVIDER

    @property
    def doors(self) -> frozenset[Door]:
        return self.configured.doors

    def pace(self, door: Door) -> Pace:
        """Twilio queues what comes faster, but then nobody can tell when it arrives."""
        rate = self.configured.rates[door]
        return Pace(timedelta(seconds=1) / rate, burst=max(rate, 10))

    def cost(self, out: Outbound) -> int:
        """Twilio counts segments, not messages."""
        return max(1, len(count(out.text).segments)) if out.door is Door.SMS else 1

    def refusal(self, out: Outbound, last_from_person: datetime | None, now: datetime) -> Failure | None:
        return sending.refusal(out, last_from_person, now)

    def send(self, out: Outbound) -> Outcome:
        return sending.send(self.configured.account, out, self.client, clock.now())

    def find(self, out: Outbound, since: datetime, known: frozenset[str]) -> Outcome | None:
        """Asks Twilio for what was sent to this person since. A template cannot be told from its words: its callback will."""
        try:
            answer = self.client(sending.search(self.configured.account, out, since))
        except (NotReached, NoAnswer):
            return Unsure()
        if answer.status != 200 or out.template is not None:
            return Unsure()
        return sending.found(answer, out, known)
