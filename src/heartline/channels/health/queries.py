"""How each provider is, for the page of setting up and for the doctor."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from django.conf import settings

from heartline.channels.email.provider import PROVIDER as SMTP
from heartline.channels.email.provider import is_on
from heartline.channels.health.models import ProviderHealth
from heartline.channels.health.rules import Condition, condition
from heartline.channels.meta import account as meta_account
from heartline.channels.meta.events import PROVIDER as META
from heartline.channels.registry import meta, others, row_of, twilio
from heartline.channels.simulator.provider import DOORS as SIMULATED
from heartline.channels.simulator.provider import PROVIDER as SIMULATOR
from heartline.channels.simulator.queries import is_demo
from heartline.channels.traffic.messages import Door
from heartline.channels.twilio.account import CALLS, INCOMING, Unreadable, configured
from heartline.channels.twilio.receiving import PROVIDER as TWILIO
from heartline.channels.webhook.account import Unreadable as CannotBeRead
from heartline.channels.webhook.account import systems
from heartline.channels.webpush.provider import PROVIDER as PUSH
from heartline.kernel import addresses, clock
from heartline.people.places.queries import zones

SYSTEM = "system"  # begins the provider of every other system
VARIABLES = {TWILIO: "HEARTLINE_TWILIO_URL", META: "HEARTLINE_META_URL", SMTP: "EMAIL_URL", SYSTEM: "HEARTLINE_SYSTEMS"}
INCOMINGS = {TWILIO: INCOMING, META: meta_account.INCOMING}
EXAMPLES = {
    (TWILIO, Door.SMS): "twilio://KEY:SECRET@ACCOUNT?sms_from=+12125550100",
    (TWILIO, Door.WHATSAPP): "twilio://KEY:SECRET@ACCOUNT?whatsapp_from=+12125550100",
    (TWILIO, Door.VOICE): "twilio://KEY:SECRET@ACCOUNT?voice_from=+12125550100",
    (META, Door.MESSENGER): "meta://VERIFY:SECRET@graph.facebook.com/v25.0?page=ID&page_token=TOKEN",
    (META, Door.INSTAGRAM): "meta://VERIFY:SECRET@graph.facebook.com/v25.0?instagram=ID&instagram_token=TOKEN",
    (META, Door.COMMENT): "meta://VERIFY:SECRET@graph.facebook.com/v25.0?page=ID&page_token=TOKEN",
    (META, Door.WHATSAPP): "meta://VERIFY:SECRET@graph.facebook.com/v25.0?whatsapp=ID&whatsapp_token=TOKEN",
    (SYSTEM, Door.WEBHOOK): "NAME:SECRET@https://system.example.org/heartline",
    (SMTP, Door.EMAIL): "smtp+tls://USER:PASSWORD@mail.example.org:587",
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
    problems = {TWILIO: twilio_problem(), META: meta_problem(), SYSTEM: systems_problem()}
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
                VARIABLES.get(_kind(provider), ""),
                EXAMPLES.get((_kind(provider), door), ""),
                problems.get(_kind(provider), ""),
                _calls_at(provider, door),
            )
        )
    return found


def _kind(provider: str) -> str:
    return provider.partition(":")[0]


def _calls_at(provider: str, door: Door) -> str:
    if _kind(provider) == SYSTEM:
        return addresses.absolute(f"/hooks/webhook/{provider.partition(':')[2] or 'NAME'}")
    if (provider, door) == (TWILIO, Door.VOICE):
        return addresses.absolute(CALLS)
    return addresses.absolute(INCOMINGS[provider]) if provider in INCOMINGS else ""


def _there(demo: bool) -> Iterator[tuple[str, Door, bool]]:
    """Each door by who carries it, WhatsApp by whichever of two does; and the simulator where nobody does."""
    account, app = twilio(), meta()
    texts = account.doors if account else frozenset[Door]()
    theirs = frozenset(app.accounts) if app else frozenset[Door]()
    by_meta = Door.WHATSAPP in theirs and Door.WHATSAPP not in texts
    found = [
        (TWILIO, Door.SMS, Door.SMS in texts),
        (META, Door.WHATSAPP, True) if by_meta else (TWILIO, Door.WHATSAPP, Door.WHATSAPP in texts),
        (TWILIO, Door.VOICE, bool(account and account.voice_from)),
        (SMTP, Door.EMAIL, is_on()),
        *((META, door, door in theirs) for door in (Door.MESSENGER, Door.INSTAGRAM)),
        (META, Door.COMMENT, bool(theirs & {Door.MESSENGER, Door.INSTAGRAM})),
    ]
    for provider, door, real in found:
        if demo and not real and door in (*SIMULATED, Door.VOICE):
            yield SIMULATOR, door, True
        yield provider, door, real
    yield PUSH, Door.PUSH, True
    there = others()
    yield from ((system.provider, Door.WEBHOOK, True) for system in there.values())
    if not there:
        yield SYSTEM, Door.WEBHOOK, False


def twilio_problem() -> str:
    """What is wrong with HEARTLINE_TWILIO_URL; nothing where it is empty or good."""
    try:
        configured(settings.HEARTLINE_TWILIO_URL, addresses.absolute(""))
    except Unreadable as unreadable:
        return str(unreadable)
    return ""


def systems_problem() -> str:
    """What is wrong with HEARTLINE_SYSTEMS; nothing where it is empty or good."""
    try:
        systems(settings.HEARTLINE_SYSTEMS)
    except CannotBeRead as unreadable:
        return str(unreadable)
    return ""


def meta_problem() -> str:
    """What is wrong with HEARTLINE_META_URL; nothing where it is empty or good."""
    try:
        meta_account.configured(settings.HEARTLINE_META_URL)
    except meta_account.Unreadable as unreadable:
        return str(unreadable)
    return ""
