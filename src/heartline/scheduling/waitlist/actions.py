"""Joining the list, changing what suits, leaving; what staff say of urgency. Offers: offering.py and answering.py."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from heartline.kernel import actor, clock
from heartline.kernel.actor import Kind
from heartline.people.linking.queries import records_of
from heartline.people.models import Patient
from heartline.scheduling.booking import eligibility
from heartline.scheduling.booking.models import Appointment
from heartline.scheduling.catalogue.models import Service
from heartline.scheduling.waitlist import answering
from heartline.scheduling.waitlist.models import WaitlistEntry
from heartline.scheduling.waitlist.queries import entries, locked
from heartline.scheduling.waitlist.refusals import CannotWait, NotWaiting
from heartline.scheduling.waitlist.rules import EARLIER_BY, Urgency, Wishes
from heartline.scheduling.waitlist.telling import tell
from heartline.scheduling.waitlist.wishes import columns

Status = WaitlistEntry.Status


def join(
    patient: Patient,
    service: Service,
    wishes: Wishes,
    *,
    appointment: Appointment | None = None,
    urgency: Urgency = Urgency.ROUTINE,
) -> WaitlistEntry:
    """Wait for `service`, or for an earlier time than `appointment`. Who waits for it already keeps their place.

    Raises CannotWait, NotAllowed.
    """
    eligibility.require_arranger(patient)
    _require_can_wait(patient, service, appointment)
    with transaction.atomic():
        known = _known(records_of(patient.pk), service, appointment)
        if known is not None:
            return change(known, wishes)
        by_staff = actor.current().kind in (Kind.STAFF, Kind.SYSTEM)
        try:
            with transaction.atomic():
                entry = WaitlistEntry.objects.create(
                    patient=patient,
                    service=service,
                    appointment=appointment,
                    urgency=urgency if by_staff else Urgency.ROUTINE,
                    joined_at=clock.now(),
                    joined_door=actor.current().door,
                    confidential=appointment.confidential if appointment else service.confidential,
                    **columns(wishes),
                )
        except IntegrityError as error:
            if "waiting_once" not in str(error):
                raise
            return _known([patient.pk], service, appointment)  # type: ignore[return-value]  # a double click
        tell("waitlist.joined", entry, urgency=entry.urgency)
        return entry


def change(entry: WaitlistEntry, wishes: Wishes) -> WaitlistEntry:
    """Other times suit now. The place on the list stays. Raises NotWaiting, NotAllowed."""
    eligibility.require_arranger(entry.patient)
    with transaction.atomic():
        current = _waiting(entry.pk)
        values: dict[str, Any] = dict(columns(wishes))
        if all(getattr(current, name) == value for name, value in values.items()):
            return current
        WaitlistEntry.objects.filter(pk=entry.pk).update(unanswered=0, **values)
        tell("waitlist.changed", current)
        return entries().get(pk=entry.pk)


def leave(entry: WaitlistEntry) -> None:
    """Off the list; an open offer goes to the next. Leaving twice is leaving once. Raises NotAllowed."""
    eligibility.require_arranger(entry.patient)
    with transaction.atomic():
        current = locked(entry.pk)
        if current.status == Status.WAITING:
            end(current, Status.LEFT, "waitlist.left")


def resume(entry: WaitlistEntry) -> None:
    """Still waiting, after offers that nobody answered. Raises NotWaiting, NotAllowed."""
    eligibility.require_arranger(entry.patient)
    with transaction.atomic():
        current = _waiting(entry.pk)
        if current.unanswered:
            WaitlistEntry.objects.filter(pk=entry.pk).update(unanswered=0)
            tell("waitlist.resumed", current)


def set_urgency(entry: WaitlistEntry, urgency: Urgency) -> None:
    """How urgent it is, by staff; the ledger keeps what it was. Raises NotWaiting."""
    with transaction.atomic():
        current = _waiting(entry.pk)
        if current.urgency != urgency:
            WaitlistEntry.objects.filter(pk=entry.pk).update(urgency=urgency)
            tell("waitlist.urgency_set", current, before=current.urgency, urgency=int(urgency))


def end(entry: WaitlistEntry, status: str, kind: str, **more: Any) -> None:
    """`entry` (locked) waits no longer: `status` says how, `kind` is what the ledger says. Its open offer is withdrawn."""
    answering.withdraw_open(entry)
    WaitlistEntry.objects.filter(pk=entry.pk).update(status=status, ended_at=clock.now())
    tell(kind, entry, **more)


def now_for(entry_id: UUID, appointment: Appointment) -> None:
    """They have booked a visit meanwhile: from now on they wait for an earlier one. Nothing if they wait for that too."""
    with transaction.atomic():
        entry = locked(entry_id)
        if entry.status != Status.WAITING or entry.appointment_id is not None:
            return
        answering.withdraw_open(entry)
        if _known([entry.patient_id], entry.service, appointment) is not None:
            end(entry, Status.SERVED, "waitlist.ended")
            return
        WaitlistEntry.objects.filter(pk=entry.pk).update(appointment=appointment)


def visit_is_off(entry_id: UUID) -> None:
    """The visit that they wanted earlier is cancelled, or its time has come: there is nothing to wait for."""
    with transaction.atomic():
        entry = locked(entry_id)
        if entry.status == Status.WAITING:
            end(entry, Status.ENDED, "waitlist.ended")


def visit_moved(entry_id: UUID) -> None:
    """The visit that they wanted earlier has another time: take back an offer that is no gain any more."""
    with transaction.atomic():
        entry = locked(entry_id)
        visit = entry.appointment
        for offer in entry.offers.filter(state="open") if visit else []:
            if visit and offer.period.lower > visit.period.lower - EARLIER_BY:
                answering.withdraw_open(entry)


def _require_can_wait(patient: Patient, service: Service, appointment: Appointment | None) -> None:
    online = actor.current().kind not in (Kind.STAFF, Kind.SYSTEM)
    if appointment is not None:
        if appointment.status != Appointment.Status.BOOKED or appointment.period.lower <= clock.now():
            raise CannotWait(_("The time of this visit has passed, or it is off."))
        if appointment.service_id != service.pk or appointment.patient_id not in records_of(patient.pk):
            raise CannotWait(_("This visit is for something else."))
        online = False  # who has the visit may have it earlier, whoever booked it
    reason = eligibility.why_not(service, patient, online=online)
    if reason is not None:
        raise CannotWait(reason)


def _known(records: Collection[UUID], service: Service, appointment: Appointment | None) -> WaitlistEntry | None:
    found = entries().filter(patient_id__in=records, service=service, status=Status.WAITING)
    return found.filter(appointment=appointment).first()


def _waiting(entry_id: UUID) -> WaitlistEntry:
    current = locked(entry_id)
    if current.status != Status.WAITING:
        raise NotWaiting
    return current
