"""The browsers' push services as a provider: one notice to all devices of a login."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from heartline.channels.traffic.client import PooledClient
from heartline.channels.traffic.delivery import State
from heartline.channels.traffic.failures import Failure, Why
from heartline.channels.traffic.http import Accepted, Client, Declined, Outcome
from heartline.channels.traffic.messages import Door, Outbound, Tells
from heartline.channels.traffic.pace import Pace
from heartline.channels.webpush import devices
from heartline.channels.webpush.keys import identity
from heartline.channels.webpush.models import PushDevice
from heartline.channels.webpush.notice import Kind, Notice
from heartline.channels.webpush.sending import is_gone, send
from heartline.channels.webpush.subscription import Subscription
from heartline.kernel import clock
from heartline.kernel.db.confine import as_staff

PROVIDER = "push"
CLIENT = PooledClient()


@dataclass(frozen=True, slots=True)
class WebPush:
    """See channels.registry.Provider. Always on: its key is made here, and nobody needs an account."""

    client: Client = field(default=CLIENT, repr=False)
    name: str = PROVIDER
    doors: frozenset[Door] = frozenset({Door.PUSH})

    def pace(self, door: Door) -> Pace:
        return Pace(timedelta(seconds=0.02), burst=100)

    def cost(self, out: Outbound) -> int:
        return 1

    def refusal(self, out: Outbound, last_from_person: datetime | None, now: datetime) -> Failure | None:
        if out.door is not Door.PUSH or devices.account_at(out.to) is None:
            return Failure(Why.NO_SUCH_ADDRESS)
        return None if out.tells is Tells.NOTICE else Failure(Why.NOT_SUPPORTED)

    def send(self, out: Outbound) -> Outcome:
        """To each device. One that took it is enough; a browser that is gone is forgotten."""
        with as_staff():
            account = devices.account_at(out.to)
            there = [each for each in devices.of(account) if not _is_simulated(each)] if account else []
        outcomes = [
            (each, send(identity(), _subscription(each), notice(out), self.client, clock.now())) for each in there
        ]
        with as_staff():
            for device, outcome in outcomes:
                if is_gone(outcome):
                    PushDevice.objects.filter(pk=device.pk).delete()
                elif isinstance(outcome, Accepted):
                    PushDevice.objects.filter(pk=device.pk).update(told_at=clock.now())
        if any(isinstance(outcome, Accepted) for _device, outcome in outcomes):
            return Accepted(out.key, State.SENT)  # whether it was shown, no service ever says
        refused = [outcome for _device, outcome in outcomes if isinstance(outcome, Declined) and not is_gone(outcome)]
        passing = [each for each in refused if not each.failure.permanent]
        return next(iter([*passing, *refused]), Declined(Failure(Why.GONE)))

    def find(self, out: Outbound, since: datetime, known: frozenset[str]) -> Outcome | None:
        """It may be sent again: a notice takes the place of the one before it."""
        return None


def notice(out: Outbound) -> Notice:
    """What is shown of a message: that there is one. Its own words never go along."""
    path = f"/messages/{out.thread}" if out.thread else "/messages"
    return Notice(Kind.MESSAGE, path, str(out.thread or out.key), out.language)


def _subscription(device: PushDevice) -> Subscription:
    return Subscription(device.endpoint, bytes(device.public), bytes(device.auth))


def _is_simulated(device: PushDevice) -> bool:
    return device.endpoint.startswith(devices.SIMULATED)
