"""Which provider carries messages through which door, by what is configured."""

from datetime import datetime
from typing import Protocol

from heartline.channels.traffic.failures import Failure
from heartline.channels.traffic.http import Outcome
from heartline.channels.traffic.messages import Door, Outbound


class Provider(Protocol):
    """What carries messages."""

    @property
    def name(self) -> str: ...

    @property
    def doors(self) -> frozenset[Door]: ...

    def refusal(self, out: Outbound, last_from_person: datetime | None, now: datetime) -> Failure | None:
        """Why it would turn this message away, known before asking it."""

    def send(self, out: Outbound) -> Outcome:
        """Hand it over, once."""

    def find(self, key: str) -> Outcome | None:
        """What became of a send whose answer was lost; None where it certainly does not have it."""


def provider_for(door: Door) -> Provider | None:
    """None: nothing is configured for this door."""
    return None
