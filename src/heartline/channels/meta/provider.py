"""Meta as a provider of Messenger, Instagram and WhatsApp."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from heartline.channels.meta import sending
from heartline.channels.meta.account import Configured
from heartline.channels.meta.events import PROVIDER
from heartline.channels.meta.sending import Account
from heartline.channels.traffic.client import PooledClient
from heartline.channels.traffic.failures import Failure, Why
from heartline.channels.traffic.http import Client, Declined, Outcome, Unsure
from heartline.channels.traffic.messages import Door, Outbound
from heartline.channels.traffic.pace import Pace
from heartline.channels.traffic.public import Spot, spot
from heartline.kernel import clock

CLIENT = PooledClient()
# Messages a second that Meta takes from one account ("Rate Limits" of the Graph API, "Throughput" of the Cloud API); in
# public it wants no more than people would say.
BURST = 10  # at least
RATES = {Door.MESSENGER: 300, Door.INSTAGRAM: 100, Door.WHATSAPP: 80, Door.COMMENT: 1}


@dataclass(frozen=True, slots=True)
class Meta:
    """See channels.registry.Provider."""

    configured: Configured
    client: Client = field(default=CLIENT, repr=False)
    name: str = PROVIDER

    @property
    def doors(self) -> frozenset[Door]:
        return frozenset(self.configured.accounts) | (
            {Door.COMMENT} if {Door.MESSENGER, Door.INSTAGRAM} & self.configured.accounts.keys() else set()
        )

    def pace(self, door: Door) -> Pace:
        return Pace(timedelta(seconds=1) / RATES[door], burst=max(RATES[door], BURST))

    def cost(self, out: Outbound) -> int:
        return 1

    def refusal(self, out: Outbound, last_from_person: datetime | None, now: datetime) -> Failure | None:
        return sending.refusal(out, last_from_person, now)

    def send(self, out: Outbound) -> Outcome:
        account = self._account(out)
        if account is None:
            return Declined(Failure(Why.OUR_SETTINGS))
        return sending.send(account, out, self.client, out.heard_at, clock.now())

    def find(self, out: Outbound, since: datetime, known: frozenset[str]) -> Outcome | None:
        """What stands in public can be looked up. Meta cannot be asked for a message, but tells by itself: Messenger by an
        echo, WhatsApp by a status, both with our key."""
        there, account = spot(out.to), self._account(out)
        if out.door is Door.COMMENT and there is not None and account is not None:
            return sending.answered(account, there, self.client)
        return Unsure()

    def _account(self, out: Outbound) -> Account | None:
        """Who says it: in public, whose page it is on."""
        there: Spot | None = spot(out.to) if out.door is Door.COMMENT else None
        return self.configured.accounts.get(there.door if there else out.door)
