"""How each provider is, for the page of setting up and for the doctor."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from django.conf import settings

from heartline.channels.email.provider import PROVIDER as SMTP
from heartline.channels.email.provider import is_on
from heartline.channels.health.models import ProviderHealth
from heartline.channels.health.rules import Condition, condition
from heartline.channels.registry import row_of, twilio
from heartline.channels.simulator.provider import PROVIDER as SIMULATOR
from heartline.channels.simulator.queries import is_demo
from heartline.channels.traffic.messages import Door
from heartline.channels.twilio.account import INCOMING, Unreadable, configured
from heartline.channels.twilio.receiving import PROVIDER as TWILIO
from heartline.kernel import addresses, clock
from heartline.people.places.queries import zones

VARIABLES = {TWILIO: "HEARTLINE_TWILIO_URL", SMTP: "EMAIL_URL"}
EXAMPLES = {
    Door.SMS: "twilio://KEY:SECRET@ACCOUNT?sms_from=+12125550100",
    Door.WHATSAPP: "twilio://KEY:SECRET@ACCOUNT?whatsapp_from=+12125550100",
    Door.EMAIL: "smtp+tls://USER:PASSWORD@mail.example.org:587",
}


@dataclass(frozen=True, slots=True)
class Way:
    """A provider's door: how it is, by which variable it is switched on, and what is wrong with that if anything is.

    `calls_at` is the address that the provider has to be given for what comes in.
    """

    provider: str
    door: Door
    condition: Condition
    health: ProviderHealth = field(repr=False)
    variable: str = ""
    example: str = ""
    problem: str = ""
    calls_at: str = ""

    @property
    def on(self) -> bool:
        return self.condition is not Condition.OFF


def ways() -> list[Way]:
    """Every way in and out, the simulator where it stands in. At most three queries."""
    demo, today = is_demo(), clock.now().astimezone(ZoneInfo(zones()[0])).date()
    known = {row.name: row for row in ProviderHealth.objects.all()}
    found = []
    for provider, door, on in _there(demo):
        health = known.get(row_of(provider, door)) or ProviderHealth(name=row_of(provider, door))
        if health.day != today:
            health.sent = health.failed = health.received = 0
        found.append(
            Way(
                provider,
                door,
                condition(on, health.succeeded_at, health.failed_at, health.why),
                health,
                VARIABLES.get(provider, ""),
                EXAMPLES[door],
                twilio_problem() if provider == TWILIO else "",
                addresses.absolute(INCOMING) if provider == TWILIO else "",
            )
        )
    return found


def _there(demo: bool) -> Iterator[tuple[str, Door, bool]]:
    account = twilio()
    on = {door: account is not None and door in account.doors for door in (Door.SMS, Door.WHATSAPP)}
    on[Door.EMAIL] = is_on()
    for door, real in on.items():
        if demo and not real:
            yield SIMULATOR, door, True
        yield SMTP if door is Door.EMAIL else TWILIO, door, real


def twilio_problem() -> str:
    """What is wrong with HEARTLINE_TWILIO_URL; nothing where it is empty or good."""
    try:
        configured(settings.HEARTLINE_TWILIO_URL, addresses.absolute(""))
    except Unreadable as unreadable:
        return str(unreadable)
    return ""
