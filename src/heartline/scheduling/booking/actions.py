"""Book, move, cancel. Each in one transaction; each raises a Refused with words when it cannot be done."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.db.models import Q

from heartline.kernel import actor, clock, idempotency
from heartline.kernel.actor import Kind
from heartline.kernel.errors import Refused, Words
from heartline.people.models import Patient
from heartline.scheduling.availability.queries import nearest, offered
from heartline.scheduling.availability.rules import Filters, FreeTime, moving_ids
from heartline.scheduling.booking import belonging, confiding, eligibility, happenings, reserving
from heartline.scheduling.booking.blocking import block, unblock
from heartline.scheduling.booking.many import IN_A_GROUP, Move, Moved, move_many
from heartline.scheduling.booking.models import Appointment, Reservation
from heartline.scheduling.booking.queries import booked_already, clashing, whole
from heartline.scheduling.booking.refusals import (
    ChangedMeanwhile,
    NotBookable,
    NotChangeable,
    PatientClash,
    PlanBroken,
    TimeTaken,
)
from heartline.scheduling.booking.rules import BOOKED, NO_ARRIVAL, Step, after, has_arrival, too_early, why_not
from heartline.scheduling.catalogue.models import Service
from heartline.scheduling.words import CHOOSE_A_DATE, COME_IN_GROUPS, MODE_NOT_OFFERED, STAYS

LONGEST_HOLD = 15  # minutes
MOST_HOLDS = 100  # held times in all, beyond which visitors who are not signed in keep none


def hold(
    service: Service,
    clinician_id: UUID,
    starts_at: datetime,
    *,
    holder: str,
    minutes: int = 5,
    mode: str | None = None,
    online: bool = True,
    site_id: UUID | None = None,
    patient_id: UUID | None = None,
    moving: UUID | None = None,
) -> Reservation | None:
    """Keep a time for whoever carries the token `holder` while they decide; None if it is not free.

    A holder holds one time: an earlier one is given up. `moving` is the visit that they think of moving there.
    """
    if not holder:
        raise ValueError("a hold needs a holder")
    if actor.current().kind is Kind.ANONYMOUS and _many_hold():
        return None
    until = clock.now() + timedelta(minutes=min(minutes, LONGEST_HOLD))
    filters = Filters(None, site_id, mode, holder, online, None, patient_id)
    try:
        with transaction.atomic():
            purpose = reserving.Purpose(held_until=until, holder=holder)
            _, reservations = reserving.take(service, clinician_id, starts_at, mode, filters, purpose)
            return reservations[0]
    except reserving.Gone:
        return _own_time(service, clinician_id, starts_at, replace(filters, moving=moving)) if moving else None


def _many_hold() -> bool:
    """Whether so much is held already that visitors without a name keep nothing more: they must not empty a calendar.

    What is kept for longer than a hold is an offer, and no visitor's (offers of the waitlist).
    """
    soon = (clock.now(), clock.now() + timedelta(minutes=LONGEST_HOLD))
    return Reservation.objects.filter(appointment_id=None, held_until__range=soon).count() >= MOST_HOLDS


def _own_time(service: Service, clinician_id: UUID, starts_at: datetime, filters: Filters) -> Reservation | None:
    """A time that only the visit to be moved stands in the way of is kept already: by that visit."""
    if offered(service, clinician_id, starts_at, filters) is None:
        return None
    return Reservation.objects.filter(
        appointment_id__in=moving_ids(filters.moving) or [], resource__kind="clinician"
    ).first()


def release(holder: str) -> None:
    """Give up what `holder` holds."""
    if holder:
        with transaction.atomic():
            reserving.give_up(Q(holder=holder, held_until__isnull=False), holder)


def book(
    patient: Patient,
    service: Service,
    clinician_id: UUID,
    starts_at: datetime,
    *,
    mode: str,
    key: str,
    reason: str = "",
    holder: str = "",
    online: bool = True,
    site_id: UUID | None = None,
    confidential: bool = False,
) -> Appointment:
    """Book a visit. The same `key` for the same patient books once, however often it is sent.

    So does the same visit under another key (a second tab): where the patient already has this service with this
    clinician at this start, in this way, that visit is the answer, not a clash with itself.

    `online` asks for the rules of patients (lead time, horizon, who may book); staff pass False.
    `confidential`: the patient wishes that no proxy sees it. Raises TimeTaken, PatientClash, NotBookable, NotAllowed.
    """
    filters = Filters(None, site_id, mode, holder, online, None, patient.pk)

    def happen() -> Appointment:
        if mode not in service.modes:
            raise NotBookable(MODE_NOT_OFFERED)
        if service.group_size:
            raise NotBookable(COME_IN_GROUPS, CHOOSE_A_DATE)
        eligibility.require_eligible(service, patient, starts_at.date(), online=online)
        appointment = _new(patient, service, mode, reason)
        appointment.confidential = confiding.by_default(patient, service, starts_at.date(), wished=confidential)
        try:
            with transaction.atomic():
                purpose = reserving.Purpose(appointment_id=appointment.pk)
                time, _ = reserving.take(service, clinician_id, starts_at, mode, filters, purpose)
                _place(appointment, time)
                appointment.save(force_insert=True)
        except (reserving.Gone, IntegrityError) as error:
            if same := booked_already(patient.pk, service, clinician_id, starts_at, mode):
                return same
            raise _refusal(error, patient, service, clinician_id, starts_at, filters) from error
        visit = whole(appointment.pk)
        happenings.tell("appointment.booked", visit)
        return visit

    with transaction.atomic():
        eligibility.require_arranger(patient)
        return _once("appointment.book", patient.pk, key, happen)


def reschedule(
    appointment: Appointment,
    clinician_id: UUID,
    starts_at: datetime,
    *,
    key: str,
    mode: str | None = None,
    holder: str = "",
    online: bool = True,
    site_id: UUID | None = None,
    seen: int | None = None,
) -> Appointment:
    """Move a visit: the old time is freed and the new one taken in one step, or nothing changes.

    `seen` is the visit's `sequence` when whoever moves it looked: of two who move it at once, the second is told.
    Raises ChangedMeanwhile, TimeTaken, PatientClash, PlanBroken, NotBookable, NotChangeable, NotAllowed.
    """

    def happen() -> Appointment:
        visit = _locked(appointment.pk, Step.RESCHEDULE)
        if seen not in (None, visit.sequence):
            raise ChangedMeanwhile(visit)
        if visit.group_session_id is not None:
            raise NotChangeable(IN_A_GROUP)
        eligibility.require_notice(visit, clock.now())
        new_mode = mode or visit.mode
        if new_mode not in visit.service.modes:
            raise NotBookable(MODE_NOT_OFFERED, kept=STAYS)
        filters = Filters(None, site_id, new_mode, holder, online, visit.pk, visit.patient_id)
        before = happenings.facts(visit)
        old_start = visit.period.lower
        try:
            with transaction.atomic():
                purpose = reserving.Purpose(appointment_id=visit.pk)
                time, reservations = reserving.take(visit.service, clinician_id, starts_at, new_mode, filters, purpose)
                if belonging.broken([visit], {visit.pk: time}):
                    raise PlanBroken(visit)
                Reservation.objects.filter(appointment_id=visit.pk).exclude(
                    pk__in=[reservation.pk for reservation in reservations]
                ).delete()
                visit.mode = new_mode
                _place(visit, time)
                _save(visit)
        except (reserving.Gone, IntegrityError) as error:
            raise _refusal(error, visit.patient, visit.service, clinician_id, starts_at, filters, kept=STAYS) from error
        moved = whole(visit.pk)
        happenings.tell("appointment.rescheduled", moved, before=before)
        happenings.wake(moved, old_start)
        return moved

    with transaction.atomic():
        eligibility.require_arranger(appointment.patient)
        return _once("appointment.reschedule", appointment.pk, key, happen)


def cancel(appointment: Appointment, reason: str, *, note: str = "", key: str = "") -> Appointment:
    """Cancel a visit and free its time. `reason` is an Appointment.CancelReason; `note` is kept with the visit only.

    Raises NotChangeable (a cancelled visit is told so kindly), NotBookable (too late to do it alone), NotAllowed.
    """
    reason = Appointment.CancelReason(reason).value

    def happen() -> Appointment:
        visit = _locked(appointment.pk, Step.CANCEL)
        eligibility.require_notice(visit, clock.now())
        visit.status = Appointment.Status.CANCELLED
        visit.cancel_reason = reason
        visit.cancel_note = note
        _save(visit)
        Reservation.objects.filter(appointment_id=visit.pk).delete()
        happenings.tell("appointment.cancelled", visit, reason=reason)
        return visit

    with transaction.atomic():
        eligibility.require_arranger(appointment.patient)
        return _once("appointment.cancel", appointment.pk, key, happen)


def arrive(appointment: Appointment) -> Appointment:
    """The patient is here. Only for a visit in person: NotChangeable for a call."""
    return _become(appointment, Step.ARRIVE, "appointment.arrived")


def complete(appointment: Appointment) -> Appointment:
    """The visit has taken place."""
    return _become(appointment, Step.COMPLETE, "appointment.fulfilled")


def mark_missed(appointment: Appointment) -> Appointment:
    """The patient did not come."""
    return _become(appointment, Step.MISS, "appointment.missed")


def _become(appointment: Appointment, step: Step, kind: str) -> Appointment:
    with transaction.atomic():
        visit = whole(appointment.pk, lock=True)
        status = after(visit.status, step, visit.mode)
        if status is None and _is_done(visit.status, step):  # two people pressed the same button
            return visit
        if step is Step.ARRIVE and not has_arrival(visit.mode):
            raise NotChangeable(*NO_ARRIVAL)
        zone = visit.site.zone
        if too_early(step, visit.period.lower.astimezone(zone), clock.now().astimezone(zone)):
            raise NotChangeable(*why_not(BOOKED))
        if status is None:
            raise NotChangeable(*why_not(visit.status))
        visit.status = status
        _save(visit, sequence=False)
        happenings.tell(kind, visit)
        return visit


def _is_done(status: str, step: Step) -> bool:
    return status == {Step.ARRIVE: "arrived", Step.COMPLETE: "fulfilled", Step.MISS: "noshow"}[step]


def _locked(appointment_id: UUID, step: Step) -> Appointment:
    """The visit, its row locked until commit, if `step` may be done to it. Raises NotChangeable."""
    visit = whole(appointment_id, lock=True)
    if after(visit.status, step, visit.mode) is None:
        raise NotChangeable(*why_not(visit.status))
    return visit


def _new(patient: Patient, service: Service, mode: str, reason: str) -> Appointment:
    who, now = actor.current(), clock.now()
    return Appointment(
        id=uuid4(),
        patient=patient,
        service=service,
        mode=mode,
        reason=reason,
        booked_door=who.door,
        booked_by=who.label,
        booked_at=now,
        changed_at=now,
    )


def _place(appointment: Appointment, time: FreeTime) -> None:
    """Put the visit where and when `time` says."""
    appointment.clinician_id = time.giver_id
    appointment.site_id = time.site_id
    appointment.room_id = time.room_id
    appointment.period = DateTimeTZRange(time.starts_at, time.ends_at)


def _save(visit: Appointment, *, sequence: bool = True) -> None:
    visit.changed_at = clock.now()
    if sequence:
        visit.sequence += 1
    visit.save()


def _refusal(
    error: Exception,
    patient: Patient,
    service: Service,
    clinician_id: UUID,
    starts_at: datetime,
    filters: Filters,
    kept: Words = "",
) -> Refused:
    """Why the time could not be had: the patient's other visit, or somebody was quicker. With what is near."""
    if isinstance(error, IntegrityError) and "patient_in_one_place" not in str(error):
        raise error
    near = nearest(service, starts_at, clinician_id=clinician_id, filters=filters)
    other = clashing(patient.pk, starts_at, starts_at + service.duration, filters.moving)
    if other is not None:
        return PatientClash(other, near, kept)
    return TimeTaken(near, kept)


def _once(action: str, owner: UUID, key: str, happen: Callable[[], Appointment]) -> Appointment:
    """What `happen` makes, or made when it was asked under this key before.

    A key is good for one patient or visit (`owner`): somebody else's equal key is another key.
    """
    made: list[Appointment] = []

    def remember() -> UUID:
        made.append(happen())
        return made[0].pk

    done, _new = idempotency.once(action, f"{owner}:{key}" if key else "", remember)
    return made[0] if made else whole(done)


__all__ = [
    "Move",
    "Moved",
    "arrive",
    "block",
    "book",
    "cancel",
    "complete",
    "hold",
    "mark_missed",
    "move_many",
    "release",
    "reschedule",
    "unblock",
]
