"""Noting in the audit log who was on a list, once an hour for each reader: an open board asks again at every change."""

from collections.abc import Collection, Iterable
from datetime import timedelta
from uuid import UUID

from heartline.kernel import actor, audit, clock
from heartline.kernel.models import AuditEntry

AGAIN_AFTER = timedelta(hours=1)


def note_list(patient_ids: Iterable[UUID], what: str, confidential: Collection[UUID] = ()) -> None:
    """Note that the current actor sees `what` of these patients, if not within the last hour. One query and the notes.

    Of those in `confidential` the list shows only what no proxy may know of: nor may they know of the look.
    """
    wanted = list(dict.fromkeys(patient_ids))
    known = set(
        AuditEntry.objects.filter(
            actor_id=actor.current().account_id, what=what, at__gt=clock.now() - AGAIN_AFTER, patient_id__in=wanted
        ).values_list("patient_id", flat=True)
    )
    for patient_id in wanted:
        if patient_id not in known:
            audit.read(patient_id, what, confidential=patient_id in confidential)
