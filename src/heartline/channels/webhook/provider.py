"""Another system as a provider: what we answer goes to its address, signed."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from heartline.channels.traffic.client import PooledClient
from heartline.channels.traffic.failures import Failure, Why
from heartline.channels.traffic.http import Client, Outcome
from heartline.channels.traffic.messages import Door, Outbound
from heartline.channels.traffic.pace import Pace
from heartline.channels.webhook import sending
from heartline.channels.webhook.account import System
from heartline.kernel import clock

CLIENT = PooledClient()
MOST = 20_000  # characters


@dataclass(frozen=True, slots=True)
class Webhook:
    """See channels.registry.Provider."""

    system: System
    client: Client = field(default=CLIENT, repr=False)

    @property
    def name(self) -> str:
        return self.system.provider

    @property
    def doors(self) -> frozenset[Door]:
        return frozenset({Door.WEBHOOK}) if self.system.url else frozenset()

    def pace(self, door: Door) -> Pace:
        return Pace(timedelta(seconds=0.1), burst=20)

    def cost(self, out: Outbound) -> int:
        return 1

    def refusal(self, out: Outbound, last_from_person: datetime | None, now: datetime) -> Failure | None:
        if out.door is not Door.WEBHOOK or out.template is not None:
            return Failure(Why.NOT_SUPPORTED)
        if not out.text and not out.media:
            return Failure(Why.OUR_REQUEST)
        return Failure(Why.TOO_LARGE) if len(out.text) > MOST else None

    def send(self, out: Outbound) -> Outcome:
        account = sending.Account(self.system.url, self.system.secrets[-1])
        return sending.send(account, out, self.client, clock.now())

    def find(self, out: Outbound, since: datetime, known: frozenset[str]) -> Outcome | None:
        """It may be sent again: its key tells the other side that it is the same."""
        return None
