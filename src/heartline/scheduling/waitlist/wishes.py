"""Wishes between the table and the rules."""

from collections.abc import Mapping
from typing import Any

from heartline.scheduling.waitlist.models import WaitlistEntry
from heartline.scheduling.waitlist.rules import Urgency, Waiting, Wishes

FIELDS = ("weekdays", "starts", "ends", "clinicians", "sites", "modes", "first", "until", "notice")


def wishes_of(entry: WaitlistEntry) -> Wishes:
    """What the row says, as a value."""
    return Wishes(
        weekdays=frozenset(entry.weekdays),
        starts=entry.starts,
        ends=entry.ends,
        clinicians=frozenset(entry.clinicians),
        sites=frozenset(entry.sites),
        modes=frozenset(entry.modes),
        first=entry.first,
        until=entry.until,
        notice=entry.notice,
    )


def columns(wishes: Wishes) -> Mapping[str, Any]:
    """The value, as the row keeps it."""
    return {
        "weekdays": sorted(wishes.weekdays),
        "starts": wishes.starts,
        "ends": wishes.ends,
        "clinicians": sorted(wishes.clinicians),
        "sites": sorted(wishes.sites),
        "modes": sorted(wishes.modes),
        "first": wishes.first,
        "until": wishes.until,
        "notice": wishes.notice,
    }


def waiting_of(entry: WaitlistEntry) -> Waiting:
    """The entry as the rules see it. Its own clinician is that of the visit, else `seen_by` where it was asked for."""
    visit = entry.appointment
    return Waiting(
        id=entry.pk,
        joined_at=entry.joined_at,
        urgency=Urgency(entry.urgency),
        wishes=wishes_of(entry),
        earlier_than=visit.period.lower if visit else None,
        keeps_from=visit.period.lower - entry.service.cancel_notice if visit else None,
        own_clinician=visit.clinician_id if visit else getattr(entry, "seen_by", None),
    )
