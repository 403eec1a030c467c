"""The one ledger: everything that happens is recorded in the transaction in which it happens.

Timelines, reactions of other domains and figures are all read from it.
"""

from typing import Any
from uuid import UUID

from heartline.kernel import actor, clock, live, reactions
from heartline.kernel.models import Event


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
    who = actor.current()
    event = Event.objects.create(
        at=clock.now(),
        kind=kind,
        patient_id=patient_id,
        subject_id=subject_id,
        site_id=site_id,
        actor_kind=who.kind,
        actor_id=who.account_id,
        actor_label=who.label,
        actor_role=who.role,
        door=who.door,
        data=data or {},
        confidential=confidential,
    )
    reactions.defer(event)
    if patient_id:
        live.notify(f"patient:{patient_id}")
    return event
