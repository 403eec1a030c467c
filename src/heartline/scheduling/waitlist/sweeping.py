"""What is put right every few minutes, so that a lost job, a night or an ended hold costs nobody a time."""

from uuid import UUID

from django.db.models import Q

from heartline.kernel import clock
from heartline.kernel.db.confine import as_staff
from heartline.scheduling.booking.models import Appointment
from heartline.scheduling.waitlist import actions, answering, freeing
from heartline.scheduling.waitlist.models import WaitlistEntry, WaitlistOffer
from heartline.scheduling.waitlist.offering import offer_next


def sweep() -> None:
    """A transaction a step. Safe to repeat, and beside itself."""
    expire_overdue()
    with as_staff():
        over = _over()
    for entry_id in over:
        with as_staff():
            actions.visit_is_off(entry_id)
    with as_staff():
        freeing.settle()
        open_ = freeing.wanted()
    for freed in open_:
        more = True
        while more:
            with as_staff():
                more = offer_next(freed) is not None


def expire_overdue(clinician_id: UUID | None = None) -> None:
    """Whose deadline has passed no longer stands in the way (of that clinician's time only, if given), whether or not the job
    for it has run. A transaction each.
    """
    with as_staff():
        overdue = WaitlistOffer.objects.filter(state=WaitlistOffer.State.OPEN, deadline__lte=clock.now())
        found = list((overdue.filter(clinician=clinician_id) if clinician_id else overdue).values_list("pk", flat=True))
    for offer_id in found:
        with as_staff():
            answering.expire(offer_id)


def _over() -> list[UUID]:
    """Entries past their last day, and those of visits that have begun or are off. One query."""
    now = clock.now()
    done = ~Q(appointment__status=Appointment.Status.BOOKED) | Q(appointment__period__startswith__lte=now)
    found = WaitlistEntry.objects.filter(status="waiting").filter(
        Q(until__lt=now.date()) | Q(appointment__isnull=False) & done
    )
    return list(found.values_list("pk", flat=True))
