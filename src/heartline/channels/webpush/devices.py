"""Which browsers a login has let us notify."""

import re
from uuid import UUID

from heartline.channels.webpush.models import PushDevice
from heartline.channels.webpush.subscription import Subscription
from heartline.kernel import clock
from heartline.kernel.db.confine import as_staff

MOST = 20  # of one login
SIMULATED = "simulator:"  # a phone of the demo
_ADDRESS = re.compile(r"push-([0-9a-f-]{36})")
_BROWSERS = (("Edg", "Edge"), ("OPR", "Opera"), ("SamsungBrowser", "Samsung Internet"), ("Firefox", "Firefox"),
             ("Chrome", "Chrome"), ("CriOS", "Chrome"), ("Safari", "Safari"))  # fmt: skip
_SYSTEMS = (("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows"), ("Mac OS", "Mac"),
            ("CrOS", "Chromebook"), ("Linux", "Linux"))  # fmt: skip


def address_of(account_id: UUID) -> str:
    """As the address of a delivery: all devices of a login."""
    return f"push-{account_id}"


def account_at(address: str) -> UUID | None:
    """Whose devices an address names; None for an address of anything else."""
    found = _ADDRESS.fullmatch(address)
    try:
        return UUID(found[1]) if found else None
    except ValueError:
        return None


def of(account_id: UUID) -> list[PushDevice]:
    """The newest first. One query."""
    return list(PushDevice.objects.filter(account_id=account_id).order_by("-created_at", "pk"))


def has_any(account_id: UUID) -> bool:
    """Whether this login can be notified. One query."""
    return PushDevice.objects.filter(account_id=account_id).exists()


def has_simulated(address: str) -> bool:
    """Whether a phone of the demo is among them. One query."""
    account = account_at(address)
    return account is not None and any(each.endpoint.startswith(SIMULATED) for each in of(account))


def keep(account_id: UUID, there: Subscription, name: str) -> PushDevice:
    """Notify this browser from now on. Whoever knows its endpoint holds it: another login's entry of it is gone."""
    with as_staff():
        PushDevice.objects.filter(endpoint=there.endpoint).exclude(account_id=account_id).delete()
        surplus = PushDevice.objects.filter(account_id=account_id).exclude(endpoint=there.endpoint)
        PushDevice.objects.filter(pk__in=list(surplus.order_by("-created_at")[MOST - 1 :].values("pk"))).delete()
        device, _new = PushDevice.objects.update_or_create(
            endpoint=there.endpoint,
            defaults={
                "account_id": account_id,
                "public": there.public,
                "auth": there.auth,
                "name": name[:80],
                "created_at": clock.now(),
            },
        )
    return device


def forget(account_id: UUID, device_id: UUID) -> bool:
    """It is notified no more; False for one that is not theirs."""
    deleted, _rows = PushDevice.objects.filter(account_id=account_id, pk=device_id).delete()
    return bool(deleted)


def browser_of(agent: str) -> str:
    """ "Chrome, Android", by what a browser says of itself; empty where it says nothing known."""
    browser = next((name for mark, name in _BROWSERS if mark in agent), "")
    system = next((name for mark, name in _SYSTEMS if mark in agent), "")
    return ", ".join(part for part in (browser, system) if part)
