"""A visit that was moved a moment ago goes back: that wins over an offer of its old time which nobody has answered yet."""

from datetime import datetime, timedelta
from uuid import UUID

from heartline.kernel import actor, clock
from heartline.kernel.models import Event
from heartline.scheduling.booking.models import Appointment, Reservation
from heartline.scheduling.waitlist import answering
from heartline.scheduling.waitlist.models import WaitlistOffer
from heartline.scheduling.waitlist.queries import offers

UNDONE = "undone"  # why an offer was withdrawn, in the ledger
WITHIN = timedelta(minutes=2)  # of the move


def make_way(visit: Appointment, clinician_id: UUID, starts_at: datetime) -> None:
    """If going there undoes the last move, withdraw what the waiting list offers of that time; they keep their places.

    Call inside a transaction, before moving: a move that is refused all the same takes back the withdrawal too.
    """
    if not _undoes(visit, clinician_id, starts_at):
        return
    service = visit.service
    taken = starts_at - service.buffer_before, starts_at + service.duration + service.buffer_after
    held = Reservation.objects.filter(resource=clinician_id, period__overlap=taken, held_until__isnull=False)
    waiting = offers().filter(token__in=held.values("holder"), state=WaitlistOffer.State.OPEN)
    for offer in waiting.order_by("entry_id"):
        answering.withdraw(offer, reason=UNDONE)


def _undoes(visit: Appointment, clinician_id: UUID, starts_at: datetime) -> bool:
    """Whether that is where whoever asks has moved it from, just now. One query."""
    last = Event.objects.filter(kind="appointment.rescheduled", subject_id=visit.pk).order_by("-id").first()
    if last is None or last.at < clock.now() - WITHIN or last.actor_id != actor.current().account_id:
        return False
    before = last.data.get("before") or {}
    was = (before.get("clinician_id"), before.get("starts_at"))
    return last.data.get("sequence") == visit.sequence and was == (str(clinician_id), starts_at.isoformat())
