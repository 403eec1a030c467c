"""Booking several visits of one patient in one step, or none of them: what series and plans are made of."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from heartline.kernel import actor, clock
from heartline.kernel.errors import Words
from heartline.people.models import Patient
from heartline.scheduling.availability.queries import offered_each
from heartline.scheduling.availability.rules import Filters, FreeTime, Wanted
from heartline.scheduling.booking import confiding, eligibility, happenings, locks, reserving, rules, sharing
from heartline.scheduling.booking.many import TAKEN
from heartline.scheduling.booking.models import Appointment
from heartline.scheduling.booking.queries import visits
from heartline.scheduling.booking.refusals import SomeTaken
from heartline.scheduling.catalogue.models import Mode, Service
from heartline.scheduling.words import MODE_NOT_OFFERED


@dataclass(frozen=True, slots=True)
class Wish:
    """One visit of several. `place` is its step in a plan."""

    service: Service
    clinician_id: UUID
    starts_at: datetime
    mode: str
    site_id: UUID | None = None
    place: int | None = None


def book_together(
    patient: Patient, wishes: Sequence[Wish], *, online: bool, holder: str = "", reason: str = "", **belonging: Any
) -> list[Appointment]:
    """Book all of `wishes`, in their order. Call inside a transaction. About twenty queries, however many.

    `belonging` are fields of the appointments: `series_id`, `plan_booking_id`. Raises SomeTaken with what is wrong with
    which (by number), NotAllowed.
    """
    eligibility.require_arranger(patient)
    _require_possible(patient, wishes, online=online)
    times = _times(patient, wishes, holder, online=online)
    locks.take({
        name for n, time in times.items() for name in locks.names(time, patient.pk, wishes[n].service.room_kind)
    })  # fmt: skip
    times = _times(patient, wishes, holder, online=online)  # whoever was before us has committed by now
    made = [_appointment(patient, wish, times[n], reason, belonging) for n, wish in enumerate(wishes)]
    purposes = [reserving.Purpose(appointment_id=visit.pk) for visit in made]
    rows = [reserving.reservations(wishes[n].service, times[n], purposes[n]) for n in range(len(wishes))]
    try:
        with transaction.atomic():
            for each in rows:
                reserving.clear([row.resource_id for row in each], each[0].period, Filters(holder=holder))
            reserving.insert(rows)
            Appointment.objects.bulk_create(made)
    except (reserving.Gone, IntegrityError) as error:
        if isinstance(error, IntegrityError) and "patient_in_one_place" not in str(error):
            raise
        raise SomeTaken(dict.fromkeys(range(len(wishes)), TAKEN)) from error
    known = {visit.pk: visit for visit in visits().filter(pk__in=[visit.pk for visit in made])}
    booked = [known[visit.pk] for visit in made]
    happenings.tell_all([("appointment.booked", visit, {}) for visit in booked])
    return booked


def _require_possible(patient: Patient, wishes: Sequence[Wish], *, online: bool) -> None:
    """Raise SomeTaken for visits that this patient cannot have, whatever the time. One query."""
    known = eligibility.who(patient)
    wrong: dict[int, Words] = {}
    for n, wish in enumerate(wishes):
        if wish.mode not in wish.service.modes:
            wrong[n] = MODE_NOT_OFFERED
        elif why := rules.ineligible(eligibility.terms(wish.service), known, wish.starts_at.date(), online=online):
            wrong[n] = why
    if wrong:
        raise SomeTaken(wrong)


def _times(patient: Patient, wishes: Sequence[Wish], holder: str, *, online: bool) -> dict[int, FreeTime]:
    """What each would take, no two the same. Raises SomeTaken. Three queries."""
    wanted = [
        Wanted(n, wish.service.pk, wish.clinician_id, wish.starts_at, wish.site_id, wish.mode, patient.pk)
        for n, wish in enumerate(wishes)
    ]
    free = offered_each(wanted, holder=holder, online=online)
    placed = sharing.share(
        [
            sharing.Guest(
                key=n,
                service=wish.service,
                time=free[n] if wish.mode == Mode.IN_PERSON else replace(free[n], room_id=None),
                patient_id=patient.pk,
            )
            for n, wish in enumerate(wishes)
            if n in free
        ],
        holder=holder,
    )
    if missing := [n for n in range(len(wishes)) if n not in placed]:
        raise SomeTaken(dict.fromkeys(missing, TAKEN))
    return placed


def _appointment(patient: Patient, wish: Wish, time: FreeTime, reason: str, belonging: dict[str, Any]) -> Appointment:
    who, now = actor.current(), clock.now()
    return Appointment(
        id=uuid4(),
        patient=patient,
        service=wish.service,
        clinician_id=time.clinician_id,
        room_id=time.room_id,
        site_id=time.site_id,
        period=DateTimeTZRange(time.starts_at, time.ends_at),
        mode=wish.mode,
        reason=reason,
        confidential=confiding.by_default(patient, wish.service, wish.starts_at.date()),
        plan_place=wish.place,
        booked_door=who.door,
        booked_by=who.label,
        booked_at=now,
        changed_at=now,
        **belonging,
    )
