"""Which provider carries messages through which door, by what the environment sets; in the demo, else, the simulator.

Whatever is sent here goes no faster than its provider takes it, and leaves behind how the provider is.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from django.conf import settings

from heartline.channels.email.provider import Email, is_on
from heartline.channels.health.actions import note
from heartline.channels.meta import account as meta_account
from heartline.channels.meta.provider import Meta
from heartline.channels.pacing.actions import turn
from heartline.channels.simulator.provider import Simulator
from heartline.channels.simulator.queries import is_demo
from heartline.channels.traffic.failures import Failure
from heartline.channels.traffic.http import Held, Outcome
from heartline.channels.traffic.messages import Door, Outbound
from heartline.channels.traffic.pace import Pace
from heartline.channels.twilio.account import Configured, Unreadable, configured
from heartline.channels.twilio.provider import Twilio
from heartline.channels.webhook.account import System, named_in, systems
from heartline.channels.webhook.account import Unreadable as CannotBeRead
from heartline.channels.webhook.provider import Webhook
from heartline.channels.webpush.devices import has_simulated
from heartline.channels.webpush.provider import WebPush
from heartline.kernel import addresses
from heartline.kernel.db.confine import as_staff


class Provider(Protocol):
    """What carries messages."""

    @property
    def name(self) -> str: ...

    @property
    def doors(self) -> frozenset[Door]: ...

    def refusal(self, out: Outbound, last_from_person: datetime | None, now: datetime) -> Failure | None:
        """Why it would turn this message away, known before asking it."""

    def send(self, out: Outbound) -> Outcome:
        """Hand it over, once. Not inside a transaction: it takes as long as the provider takes."""

    def find(self, out: Outbound, since: datetime, known: frozenset[str]) -> Outcome | None:
        """What became of a send since then whose answer was lost; None where it may be sent (again).

        `known` are the provider's ids of other messages of ours: the lost one is none of those.
        """


class Paced(Provider, Protocol):
    """A provider that is not to be hurried."""

    def pace(self, door: Door) -> Pace: ...

    def cost(self, out: Outbound) -> int:
        """How many tokens a message takes."""


def provider_for(door: Door, to: str = "") -> "Steady | None":
    """None: nothing is configured for this door, or for this address there. At most two queries."""
    if door is Door.WEBHOOK:
        system = others().get(named_in(to)[0])
        return Steady(Webhook(system)) if system and system.url else None
    if door is Door.PUSH:
        return Steady(Simulator()) if is_demo() and has_simulated(to) else Steady(WebPush())
    for each in outside():
        if door in each.doors:
            return Steady(each)
    return Steady(Simulator()) if door in Simulator().doors and is_demo() else None


def outside() -> list[Paced]:
    """The real providers that are switched on."""
    found: list[Paced] = []
    if there := twilio():
        found.append(Twilio(there))
    if app := meta():
        found.append(Meta(app))
    if is_on():
        found.append(Email())
    return found


def twilio() -> Configured | None:
    """Our account at Twilio; None where there is none, or its address cannot be read (the doctor says so)."""
    try:
        return configured(settings.HEARTLINE_TWILIO_URL, addresses.absolute(""))
    except Unreadable:
        return None


def meta() -> meta_account.Configured | None:
    """Our app at Meta; None where there is none, or its address cannot be read."""
    try:
        return meta_account.configured(settings.HEARTLINE_META_URL)
    except meta_account.Unreadable:
        return None


def others() -> Mapping[str, System]:
    """Other systems that may write to us; none where the list cannot be read (the doctor says so)."""
    try:
        return systems(settings.HEARTLINE_SYSTEMS)
    except CannotBeRead:
        return {}


def row_of(provider: str, door: Door) -> str:
    """Under which name a provider's door has its pace and its health."""
    return f"{provider}:{door}"


@dataclass(frozen=True, slots=True)
class Steady:
    """A provider as it is used: paced and watched."""

    behind: Paced | Simulator

    @property
    def name(self) -> str:
        return self.behind.name

    @property
    def doors(self) -> frozenset[Door]:
        return self.behind.doors

    def refusal(self, out: Outbound, last_from_person: datetime | None, now: datetime) -> Failure | None:
        return self.behind.refusal(out, last_from_person, now)

    def send(self, out: Outbound) -> Outcome:
        wait = self._wait(out)
        return Held(wait) if wait else self.try_out(out)

    def try_out(self, out: Outbound) -> Outcome:
        """Hand it over at once, whatever the pace: a message of an administrator who looks whether it arrives."""
        outcome = self.behind.send(out)
        with as_staff():
            note(row_of(self.name, out.door), outcome)
        return outcome

    def find(self, out: Outbound, since: datetime, known: frozenset[str]) -> Outcome | None:
        return self.behind.find(out, since, known)

    def _wait(self, out: Outbound) -> timedelta | None:
        if isinstance(self.behind, Simulator):
            return None
        with as_staff():
            return turn(row_of(self.name, out.door), self.behind.pace(out.door), out.key, self.behind.cost(out))
