"""What a provider said, written down beside it."""

from typing import Any
from zoneinfo import ZoneInfo

from heartline.channels.health.models import ProviderHealth
from heartline.channels.traffic.failures import Failure
from heartline.channels.traffic.http import Accepted, Declined, Outcome
from heartline.kernel import clock
from heartline.people.places.queries import zones

UNSURE = "unsure"


def note(name: str, outcome: Outcome) -> None:
    """What became of handing a message over. Call in a transaction."""
    if isinstance(outcome, Accepted):
        _change(name, "sent", succeeded_at=clock.now())
    elif isinstance(outcome, Declined):
        note_failure(name, outcome.failure)
    else:
        _change(name, "", failed_at=clock.now(), why=UNSURE, code="")


def note_failure(name: str, failure: Failure) -> None:
    """A message that was not taken, or that the provider says did not arrive."""
    _change(name, "failed", failed_at=clock.now(), why=failure.why, code=failure.code[:60])


def note_received(name: str) -> None:
    """Something came in."""
    _change(name, "received", received_at=clock.now())


def _change(name: str, counted: str, **values: Any) -> None:
    today = clock.now().astimezone(ZoneInfo(zones()[0])).date()
    ProviderHealth.objects.bulk_create([ProviderHealth(name=name)], ignore_conflicts=True)
    row = ProviderHealth.objects.select_for_update().get(pk=name)
    if row.day != today:
        row.day, row.sent, row.failed, row.received = today, 0, 0, 0
    if counted:
        setattr(row, counted, getattr(row, counted) + 1)
    for field, value in values.items():
        setattr(row, field, value)
    row.save()
