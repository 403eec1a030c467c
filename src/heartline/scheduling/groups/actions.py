"""Opening a group's session, joining and changing it, waiting for a place, calling it off.

The database counts the places (a trigger) and refuses one too many (group_has_places), whoever asks.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from heartline.kernel import actor, clock, idempotency, ledger, live
from heartline.people.linking.queries import by_person, of_person
from heartline.people.models import Patient
from heartline.scheduling.availability.queries import nearest
from heartline.scheduling.availability.rules import Filters, FreeTime
from heartline.scheduling.booking import confiding, eligibility, happenings, locks, reserving
from heartline.scheduling.booking.actions import cancel
from heartline.scheduling.booking.models import Appointment, Reservation
from heartline.scheduling.booking.queries import clashing, visits, whole
from heartline.scheduling.booking.refusals import NotBookable, NotChangeable, PatientClash, TimeTaken
from heartline.scheduling.booking.rules import Step, after, why_not
from heartline.scheduling.catalogue.models import Service
from heartline.scheduling.groups.models import GroupSession, GroupWaiting
from heartline.scheduling.groups.queries import sessions
from heartline.scheduling.groups.refusals import GroupFull
from heartline.scheduling.groups.rules import why_closed
from heartline.scheduling.words import STAYS


def open_sessions(
    service: Service, clinician_id: UUID, starts: Sequence[datetime], *, mode: str, capacity: int | None = None
) -> list[GroupSession]:
    """Reserve clinician, room and what else is needed at each of `starts`, for a group. All of them or none.

    `capacity` is the number of places; None: the service's. Raises TimeTaken for the first that cannot be had.
    """
    filters = Filters(mode=mode, online=False)
    made: list[GroupSession] = []
    with transaction.atomic():
        for start in sorted(starts):
            session_id = uuid4()
            purpose = reserving.Purpose(group_session_id=session_id)
            try:
                with transaction.atomic():
                    reserving.take(
                        service, clinician_id, start, mode, filters, purpose,
                        first=partial(_make, session_id, service, mode, capacity),
                    )  # fmt: skip
            except reserving.Gone as error:
                near = nearest(service, start, clinician_id=clinician_id, filters=filters)
                raise TimeTaken(near) from error
            session = sessions().get(pk=session_id)
            made.append(session)
            _tell("group.opened", session, places=session.capacity)
        return made


def join(patient: Patient, session: GroupSession, *, key: str, reason: str = "", online: bool = True) -> Appointment:
    """A place in the group, as a visit of the patient's own. Joining twice is joining once.

    Raises GroupFull, PatientClash, NotBookable, NotAllowed.
    """

    def happen() -> Appointment:
        here = _standing(session.pk)
        if mine := _own(patient.pk, here):
            return mine
        eligibility.require_eligible(here.service, patient, here.period.lower.date(), online=online)
        visit = _visit(patient, here, reason)
        _placed(here, patient, lambda: visit.save(force_insert=True))
        GroupWaiting.objects.filter(session=here, patient__in=of_person(patient.pk)).delete()
        booked = whole(visit.pk)
        happenings.tell("appointment.booked", booked, group=str(here.pk))
        return booked

    with transaction.atomic():
        eligibility.require_arranger(patient)
        return _once("group.join", patient.pk, key, happen)


def change(visit: Appointment, session: GroupSession, *, key: str) -> Appointment:
    """Give up the place for one in another session of the same group. Raises as `join`, and NotChangeable."""

    def happen() -> Appointment:
        mine = whole(visit.pk, lock=True)
        if after(mine.status, Step.RESCHEDULE, mine.mode) is None:
            raise NotChangeable(*why_not(mine.status))
        eligibility.require_notice(mine, clock.now())
        here = _standing(session.pk)
        if here.service_id != mine.service_id:
            raise NotBookable(why_not(mine.status)[0], kept=STAYS)
        before, old_start = happenings.facts(mine), mine.period.lower
        old = mine.group_session_id
        mine.group_session, mine.clinician, mine.room, mine.site = here, here.clinician, here.room, here.site
        mine.period, mine.mode = DateTimeTZRange(here.period.lower, here.period.upper), here.mode
        mine.sequence, mine.changed_at = mine.sequence + 1, clock.now()
        _placed(here, mine.patient, mine.save, moving=mine.pk, also=old)
        GroupWaiting.objects.filter(session=here, patient__in=of_person(mine.patient_id)).delete()
        moved = whole(mine.pk)
        happenings.tell("appointment.rescheduled", moved, before=before, group=str(here.pk), left=str(old or ""))
        happenings.wake(moved, old_start)
        return moved

    with transaction.atomic():
        eligibility.require_arranger(visit.patient)
        return _once("group.change", visit.pk, key, happen)


def wait(patient: Patient, session: GroupSession) -> GroupWaiting:
    """Be told when a place comes free. Waiting twice is waiting once. Raises NotBookable, NotAllowed."""
    with transaction.atomic():
        eligibility.require_arranger(patient)
        here = _standing(session.pk)
        eligibility.require_eligible(here.service, patient, here.period.lower.date(), online=False)
        waiting, new = GroupWaiting.objects.get_or_create(
            session=here,
            patient=patient,
            defaults={
                "asked_at": clock.now(),
                "confidential": confiding.by_default(patient, here.service, here.period.lower.date()),
            },
        )
        if new:
            _tell("group.waiting", here, waiting)
        return waiting


def stop_waiting(patient: Patient, session: GroupSession) -> None:
    """Give up waiting for a place."""
    with transaction.atomic():
        eligibility.require_arranger(patient)
        for waiting in GroupWaiting.objects.filter(session=session, patient__in=of_person(patient.pk)):
            waiting.delete()
            _tell("group.waited", session, waiting)


def call_off(session: GroupSession, *, note: str = "") -> list[Appointment]:
    """The clinic calls a session off: every visit in it is cancelled and told, and the time is free again."""
    with transaction.atomic():
        locks.take([f"group:{session.pk}"])
        here = GroupSession.objects.select_for_update().get(pk=session.pk)
        if why := why_closed(here.period.lower, clock.now(), called_off=here.called_off_at is not None):
            raise NotChangeable(why)
        standing = visits().filter(group_session=here, status=Appointment.Status.BOOKED).order_by("pk")
        gone = [cancel(visit, Appointment.CancelReason.BY_CLINIC, note=note) for visit in standing]
        GroupSession.objects.filter(pk=here.pk).update(called_off_at=clock.now())
        Reservation.objects.filter(group_session=here).delete()
        _tell("group.called_off", sessions().get(pk=here.pk), visits=len(gone))
        return gone


def _make(session_id: UUID, service: Service, mode: str, capacity: int | None, time: FreeTime) -> None:
    GroupSession.objects.create(
        id=session_id,
        service=service,
        site_id=time.site_id,
        clinician_id=time.clinician_id,
        room_id=time.room_id,
        period=DateTimeTZRange(time.starts_at, time.ends_at),
        mode=mode,
        capacity=capacity or service.group_size or 1,
        opened_at=clock.now(),
        opened_by=actor.current().label,
    )


def _standing(session_id: UUID) -> GroupSession:
    """The session, if it is to come. Raises NotBookable."""
    session = sessions().get(pk=session_id)
    if why := why_closed(session.period.lower, clock.now(), called_off=session.called_off_at is not None):
        raise NotBookable(why)
    return session


def _own(patient_id: UUID, session: GroupSession) -> Appointment | None:
    found = visits().filter(by_person(patient_id), group_session=session)
    return found.exclude(status=Appointment.Status.CANCELLED).first()


def _visit(patient: Patient, session: GroupSession, reason: str) -> Appointment:
    who, now = actor.current(), clock.now()
    return Appointment(
        id=uuid4(),
        patient=patient,
        service=session.service,
        clinician=session.clinician,
        room=session.room,
        site=session.site,
        period=DateTimeTZRange(session.period.lower, session.period.upper),
        mode=session.mode,
        reason=reason,
        group_session=session,
        confidential=confiding.by_default(patient, session.service, session.period.lower.date()),
        booked_door=who.door,
        booked_by=who.label,
        booked_at=now,
        changed_at=now,
    )


def _placed(
    session: GroupSession, patient: Patient, save: Callable[[], None], *, moving: UUID | None = None,
    also: UUID | None = None,
) -> None:  # fmt: skip
    """Save the visit if there is a place and the patient is not elsewhere; queue with others who want one."""
    locks.take({f"patient:{patient.pk}", f"group:{session.pk}", *([f"group:{also}"] if also else [])})
    # The constraint knows of one record; the person may have a visit on another.
    if other := clashing(patient.pk, session.period.lower, session.period.upper, moving):
        raise PatientClash(other)
    try:
        with transaction.atomic():
            save()
    except IntegrityError as error:
        if "group_has_places" in str(error):
            raise GroupFull from error
        other = clashing(patient.pk, session.period.lower, session.period.upper, moving)
        if "patient_in_one_place" not in str(error) or other is None:
            raise
        raise PatientClash(other) from error


def _tell(kind: str, session: GroupSession, waiting: GroupWaiting | None = None, **more: object) -> None:
    """To the ledger; about one patient only where it is they who wait."""
    ledger.record(
        kind,
        patient_id=waiting.patient_id if waiting else None,
        subject_id=session.pk,
        site_id=session.site_id,
        data={
            "service_name": session.service.name,
            "clinician": session.clinician.name,
            "site": session.site.name,
            "time_zone": session.site.time_zone,
            "starts_at": session.period.lower.isoformat(),
            **more,
        },
        confidential=bool(waiting and waiting.confidential),
    )
    day = session.period.lower.astimezone(session.site.zone).date()
    live.notify(f"day:{session.site_id}:{day.isoformat()}")


def _once(action: str, owner: UUID, key: str, happen: Callable[[], Appointment]) -> Appointment:
    made: list[Appointment] = []

    def remember() -> UUID:
        made.append(happen())
        return made[0].pk

    done, _new = idempotency.once(action, f"{owner}:{key}" if key else "", remember)
    return made[0] if made else whole(done)
