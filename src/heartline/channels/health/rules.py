"""Whether a provider needs somebody."""

from datetime import datetime
from enum import StrEnum

from heartline.channels.traffic.failures import Why

# What lies with the provider or with our account there; everything else lies with one person's number or phone.
THEIRS = frozenset({Why.OUR_SETTINGS, Why.OUR_REQUEST, Why.PROVIDER_DOWN, Why.BUSY})


class Condition(StrEnum):
    OFF = "off"
    NEW = "new"  # on, and nothing was sent yet
    WELL = "well"
    AILING = "ailing"  # the last thing it said was no, for a reason that is not the recipient's


def condition(on: bool, succeeded_at: datetime | None, failed_at: datetime | None, why: str) -> Condition:
    """How it is, by the last success and the last failure."""
    if not on:
        return Condition.OFF
    later = failed_at is not None and (succeeded_at is None or failed_at > succeeded_at)
    if later and why in THEIRS:
        return Condition.AILING
    return Condition.NEW if succeeded_at is None and failed_at is None else Condition.WELL
