"""Moving all visits of a plan in one step: all of them, or none and a list of those whose time was taken meanwhile."""

from collections.abc import Sequence
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from heartline.kernel.errors import Refused
from heartline.scheduling.booking.many import MOST, Move, move_many
from heartline.scheduling.booking.refusals import ManyRefused
from heartline.scheduling.reassignment.models import ReassignedVisit

REASON = "clinician_away"  # the word in the ledger


class SomeTaken(Refused):
    """Times of the plan that are not free any more. `taken` are the ids of those lines; nothing has moved."""

    def __init__(self, taken: Sequence[UUID]) -> None:
        super().__init__(
            message=_("Some of these times were taken meanwhile."),
            kept=_("No visit has moved yet."),
            next_step=_("There is a new proposal for these. Look at them, then move all again."),
        )
        self.taken = list(taken)


def move(items: Sequence[ReassignedVisit], key: str) -> None:
    """Move each of `items` to its proposal, or raise SomeTaken and leave everything as it was."""
    line = {item.appointment_id: item.pk for item in items}
    taken: list[UUID] = []
    with transaction.atomic():
        for begin in range(0, len(items), MOST):
            try:
                move_many([_move(item) for item in items[begin : begin + MOST]], key=f"{key}:{begin}", reason=REASON)
            except ManyRefused as refusal:
                taken += [line[visit] for visit in refusal.refused]
        if taken:
            transaction.set_rollback(True)
    if taken:
        raise SomeTaken(taken)


def _move(item: ReassignedVisit) -> Move:
    if item.clinician_id is None or item.starts_at is None:
        raise ValueError("a line without a proposal cannot be moved")
    return Move(item.appointment_id, item.clinician_id, item.starts_at, site_id=item.site_id)
