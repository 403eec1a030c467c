"""A visit that takes longer, or less long, than its service usually does. Its beginning stays."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from heartline.kernel import clock, idempotency
from heartline.kernel.errors import Refused
from heartline.scheduling.booking import eligibility, happenings, locks
from heartline.scheduling.booking.models import Appointment, Reservation
from heartline.scheduling.booking.queries import clashing, local_day, whole
from heartline.scheduling.booking.refusals import ChangedMeanwhile, NotChangeable
from heartline.scheduling.booking.rules import Step, after, why_not

GRID = timedelta(minutes=5)
SHORTEST, LONGEST = timedelta(minutes=5), timedelta(hours=8)


class NoRoom(Refused):
    """Something else begins before the visit would end."""

    def __init__(self, until: datetime | None) -> None:
        super().__init__(
            message=_("That time is taken by something else."),
            kept=_("The visit keeps its length."),
            next_step=_("Choose a shorter length, or move what comes after it.") if until else "",
        )
        self.until = until


def stretch(appointment: Appointment, ends_at: datetime, *, key: str, seen: int | None = None) -> Appointment:
    """Let the visit end at `ends_at`: everything it has reserved grows or shrinks with it, or nothing does.

    `seen` is as in `reschedule`. Raises ChangedMeanwhile, NoRoom when somebody else has that time, NotChangeable for a visit that is over, in a group, or an end that
    is off the grid of five minutes or out of bounds.
    """

    def happen() -> UUID:
        visit = _changeable(appointment.pk)
        if seen not in (None, visit.sequence):
            raise ChangedMeanwhile(visit)
        if ends_at not in _thinkable(visit):
            raise NotChangeable(_("A visit lasts between 5 minutes and 8 hours, in steps of 5 minutes."))
        before = happenings.facts(visit)
        _queue(visit)
        try:
            with transaction.atomic():
                _take(visit, ends_at)
                visit.period = DateTimeTZRange(visit.period.lower, ends_at)
                visit.sequence += 1
                visit.changed_at = clock.now()
                visit.save()
        except IntegrityError as error:
            if not any(name in str(error) for name in ("reservation_once", "patient_in_one_place")):
                raise
            raise NoRoom(latest_end(visit)) from error
        happenings.tell("appointment.resized", visit, before=before)
        return visit.pk

    with transaction.atomic():
        eligibility.require_arranger(appointment.patient)
        done, _new = idempotency.once("appointment.stretch", f"{appointment.pk}:{key}" if key else "", happen)
        return whole(done)


def latest_end(visit: Appointment) -> datetime:
    """Until when nothing else has the time of those and of that which the visit needs, nor the patient. Three queries."""
    most = min(
        visit.period.lower + LONGEST, local_day(visit.site, visit.period.lower.astimezone(visit.site.zone).date()).upper
    )
    own = Reservation.objects.filter(appointment_id=visit.pk)
    others = Reservation.objects.filter(resource__in=own.values("resource"), period__startswith__gte=visit.period.lower)
    standing = others.exclude(appointment_id=visit.pk).filter(Q(held_until=None) | Q(held_until__gt=clock.now()))
    following = standing.order_by("period").values_list("period", flat=True).first()
    ends: list[datetime] = [most]
    if following:
        ends.append(following.lower - visit.service.buffer_after)
    if elsewhere := clashing(visit.patient_id, visit.period.lower, most, visit.pk):
        ends.append(elsewhere.period.lower)
    start: datetime = visit.period.lower
    return max(min(ends), start)


def ends(visit: Appointment) -> list[datetime]:
    """The ends that the visit could have now, soonest first; none for one that cannot be changed. Three queries."""
    if not may_stretch(visit):
        return []
    latest = latest_end(visit)
    return [end for end in _thinkable(visit) if end <= latest]


def may_stretch(visit: Appointment) -> bool:
    """Only what is still to come or goes on, and is one patient's alone."""
    return visit.group_session_id is None and after(visit.status, Step.RESCHEDULE, visit.mode) is not None


def _changeable(appointment_id: UUID) -> Appointment:
    visit = whole(appointment_id, lock=True)
    if visit.group_session_id is not None:
        raise NotChangeable(_("A group keeps its length."))
    if not may_stretch(visit):
        raise NotChangeable(*why_not(visit.status))
    return visit


def _thinkable(visit: Appointment) -> list[datetime]:
    start = visit.period.lower
    return [start + SHORTEST + n * GRID for n in range((LONGEST - SHORTEST) // GRID + 1)]


def _queue(visit: Appointment) -> None:
    """As whoever books the same clinician's day, this patient or these rooms."""
    day = visit.period.lower.astimezone(visit.site.zone).date().isoformat()
    wanted = {f"patient:{visit.patient_id}", f"further:{visit.site_id}:{day}"}
    if visit.clinician_id:
        wanted.add(f"clinician:{visit.clinician_id}:{day}")
    if visit.room_id:
        wanted.add(f"rooms:{visit.site_id}:{visit.service.room_kind}:{day}")
    locks.take(wanted)


def _take(visit: Appointment, ends_at: datetime) -> None:
    """Change what is reserved; the exclusion constraint refuses what somebody else has. Dead holds are in nobody's way."""
    own = list(Reservation.objects.filter(appointment_id=visit.pk))
    for reservation in own:
        period = DateTimeTZRange(reservation.period.lower, ends_at + visit.service.buffer_after)
        Reservation.objects.filter(
            resource_id=reservation.resource_id, period__overlap=period, held_until__lte=clock.now()
        ).delete()
        Reservation.objects.filter(pk=reservation.pk).update(period=period)
