"""Moving all visits of a plan in one step: all of them, or none and a list of those whose time was taken meanwhile."""

from collections.abc import Sequence
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from heartline.kernel.errors import Refused
from heartline.scheduling.booking import actions as booking
from heartline.scheduling.booking.models import Appointment, Reservation
from heartline.scheduling.reassignment.models import ReassignedVisit


class SomeTaken(Refused):
    """Times of the plan that are not free any more. `taken` are the ids of those lines; nothing has moved."""

    def __init__(self, taken: Sequence[UUID]) -> None:
        super().__init__(
            message=_("Some of these times were taken meanwhile."),
            kept=_("No visit has moved yet."),
            next_step=_("There is a new proposal for these. Look at them, then move all again."),
        )
        self.taken = list(taken)


def move(items: Sequence[ReassignedVisit], key: str) -> list[Appointment]:
    """Move each of `items` to its proposal. Call inside a transaction; raises SomeTaken and leaves everything as it was."""
    taken: list[UUID] = []
    moved: list[Appointment] = []
    with transaction.atomic():
        # All leave their old time first: one may go where another was.
        Reservation.objects.filter(appointment_id__in=[item.appointment_id for item in items]).delete()
        for item in sorted(items, key=lambda each: (each.starts_at, str(each.pk))):
            try:
                moved.append(_one(item, key))
            except Refused:
                taken.append(item.pk)
        if taken:
            transaction.set_rollback(True)
    if taken:
        raise SomeTaken(taken)
    return moved


def _one(item: ReassignedVisit, key: str) -> Appointment:
    if item.clinician_id is None or item.starts_at is None:
        raise ValueError("a line without a proposal cannot be moved")
    with transaction.atomic():
        return booking.reschedule(
            item.appointment,
            item.clinician_id,
            item.starts_at,
            key=f"{key}:{item.pk}",
            mode=item.appointment.mode,
            online=False,
            site_id=item.site_id,
        )
