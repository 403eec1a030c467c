"""The one ledger: everything that happens is recorded in the transaction in which it happens.

Timelines, reactions of other domains and figures are all read from it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from heartline.kernel import actor, clock, live, reactions
from heartline.kernel.models import Event


@dataclass(frozen=True, slots=True)
class Entry:
    """What `record` takes, as a value: to record many at once."""

    kind: str
    patient_id: UUID | None = None
    subject_id: UUID | None = None
    site_id: UUID | None = None
    data: dict[str, Any] = field(default_factory=dict)
    confidential: bool = False


def record(
    kind: str,
    *,
    patient_id: UUID | None = None,
    subject_id: UUID | None = None,
    site_id: UUID | None = None,
    data: dict[str, Any] | None = None,
    confidential: bool = False,
) -> Event:
    """Write that `kind` ("appointment.booked") happened now, by the current actor; call inside a transaction.

    `data` holds JSON values only and never free text that a reader of the timeline may not see. What is `confidential`
    is between the patient and the staff: the database shows it to no proxy, ever after.
    Defers one job for each reaction to `kind` and tells open pages, both taking effect at commit.
    """
    entry = Entry(kind, patient_id, subject_id, site_id, data or {}, confidential)
    return record_many([entry])[0]


def record_many(entries: Sequence[Entry]) -> list[Event]:
    """As `record`, for many things that happened in one transaction. Three queries, however many."""
    who, now = actor.current(), clock.now()
    events = Event.objects.bulk_create(
        Event(
            at=now,
            kind=entry.kind,
            patient_id=entry.patient_id,
            subject_id=entry.subject_id,
            site_id=entry.site_id,
            actor_kind=who.kind,
            actor_id=who.account_id,
            actor_label=who.label,
            actor_role=who.role,
            door=who.door,
            data=entry.data,
            confidential=entry.confidential,
        )
        for entry in entries
    )
    reactions.defer(events)
    live.notify(*dict.fromkeys(f"patient:{entry.patient_id}" for entry in entries if entry.patient_id))
    return events
