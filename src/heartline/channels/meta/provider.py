"""Meta as a provider of Messenger, Instagram and WhatsApp."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from heartline.channels.meta import sending
from heartline.channels.meta.account import Configured
from heartline.channels.meta.events import PROVIDER
from heartline.channels.traffic.client import PooledClient
from heartline.channels.traffic.failures import Failure
from heartline.channels.traffic.http import Client, Outcome, Unsure
from heartline.channels.traffic.messages import Door, Outbound
from heartline.channels.traffic.pace import Pace
from heartline.kernel import clock

CLIENT = PooledClient()
# Messages a second that Meta takes from one account ("Rate Limits" of the Graph API, "Throughput" of the Cloud API).
RATES = {Door.MESSENGER: 300, Door.INSTAGRAM: 100, Door.WHATSAPP: 80}


@dataclass(frozen=True, slots=True)
class Meta:
    """See channels.registry.Provider."""

    configured: Configured
    client: Client = field(default=CLIENT, repr=False)
    name: str = PROVIDER

    @property
    def doors(self) -> frozenset[Door]:
        return frozenset(self.configured.accounts)

    def pace(self, door: Door) -> Pace:
        return Pace(timedelta(seconds=1) / RATES[door], burst=RATES[door])

    def cost(self, out: Outbound) -> int:
        return 1

    def refusal(self, out: Outbound, last_from_person: datetime | None, now: datetime) -> Failure | None:
        return sending.refusal(out, last_from_person, now)

    def send(self, out: Outbound) -> Outcome:
        return sending.send(self.configured.accounts[out.door], out, self.client, out.heard_at, clock.now())

    def find(self, out: Outbound, since: datetime, known: frozenset[str]) -> Outcome | None:
        """Meta cannot be asked for it, but tells by itself: Messenger by an echo, WhatsApp by a status, both with our key."""
        return Unsure()
