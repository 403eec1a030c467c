"""Write visits that were arranged, or took place, in another system."""

from uuid import UUID

from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from heartline.kernel import clock
from heartline.people.importing.details import How, Taken
from heartline.people.models import Site
from heartline.scheduling.booking.happenings import tell
from heartline.scheduling.booking.models import Appointment, Reservation
from heartline.scheduling.catalogue.models import Resource, Service
from heartline.scheduling.importing.details import VisitDetails
from heartline.scheduling.importing.services import offer, service_for
from heartline.scheduling.importing.times import BUSY_ELSEWHERE

TAKES_TIME = (Appointment.Status.BOOKED, Appointment.Status.ARRIVED)


def take_visit(
    details: VisitDetails, *, patient_id: UUID, clinician: Resource | None, site: Site, known: UUID | None, source: str
) -> Taken:
    """Create or update. Time is reserved for what is still to come; what is over only has to be told.

    The database refuses a visit at a time that is taken here (`reservation_once`) or while the patient is elsewhere
    (`patient_in_one_place`): call inside a savepoint.
    """
    visit = Appointment.objects.select_for_update().filter(id=known).first() if known else None
    how = How.UPDATED if visit else How.TAKEN
    now = clock.now()
    visit = visit or Appointment(booked_at=details.booked_at or min(now, details.starts_at), booked_door="fhir")
    visit.booked_by = visit.booked_by or source[:200]
    visit.patient_id, visit.clinician, visit.site = patient_id, clinician, site
    to_come = details.status in TAKES_TIME and details.ends_at > now
    # What is still to come may have to be moved by staff, so it is a service that can be booked.
    visit.service = service_for(details.service, mode=details.mode, online=Service.Online.NOBODY if to_come else None)
    if to_come and clinician is not None:
        offer(clinician.id, [visit.service.id])
    visit.period = DateTimeTZRange(details.starts_at, details.ends_at)
    visit.mode, visit.status, visit.reason = details.mode, details.status, details.reason
    visit.cancel_reason, visit.cancel_note = details.cancel_reason, details.cancel_note
    visit.sequence += how is How.UPDATED
    visit.changed_at = now
    visit.save()
    _reserve(visit, how is How.UPDATED)
    _record(visit, how, source)
    return Taken(visit.id, how, details.notes)


def took_place(appointment_id: UUID, details: VisitDetails, source: str) -> Taken:
    """An encounter of an appointment that is already here tells how it went on."""
    visit = Appointment.objects.select_for_update().get(id=appointment_id)
    if visit.status in TAKES_TIME and details.status != Appointment.Status.BOOKED:
        visit.status, visit.changed_at = details.status, clock.now()
        visit.sequence += 1
        visit.save()
        _reserve(visit, True)
        _record(visit, How.UPDATED, source)
    return Taken(visit.id, How.MATCHED, details.notes)


def withdraw(appointment_id: UUID, source: str, note: str) -> Taken:
    """It was never arranged: cancelled, and its time given back. It stays in the ledger, as everything does."""
    visit = Appointment.objects.select_for_update().get(id=appointment_id)
    visit.status, visit.cancel_reason = Appointment.Status.CANCELLED, Appointment.CancelReason.OTHER
    visit.changed_at = clock.now()
    visit.sequence += 1
    visit.save()
    _reserve(visit, True)
    _record(visit, How.UPDATED, source)
    return Taken(visit.id, How.UPDATED, (note,))


def _reserve(visit: Appointment, changed: bool) -> None:
    if changed:
        Reservation.objects.filter(appointment_id=visit.id).delete()
    if visit.status not in TAKES_TIME or visit.clinician_id is None or visit.period.upper <= clock.now():
        return
    # The other system's busy slot and its appointment are the same taken time; a longer one keeps it taken as it is.
    busy = Reservation.objects.filter(resource_id=visit.clinician_id, note=BUSY_ELSEWHERE)
    busy.filter(period__contained_by=visit.period).delete()
    if busy.filter(period__contains=visit.period).exists():
        return
    Reservation.objects.create(
        resource_id=visit.clinician_id, period=visit.period, service_id=visit.service_id, appointment_id=visit.id
    )


def _record(visit: Appointment, how: How, source: str) -> None:
    # The timeline shows a visit when it was, not when we heard of it.
    with clock.set(min(clock.now(), visit.period.lower)):
        tell("appointment.imported", visit, source=source, how=how, status=visit.status)
