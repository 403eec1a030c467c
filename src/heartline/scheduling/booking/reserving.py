"""Taking time: the one way by which a hold, a booking and a move come to their reservations."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.db.models import Q
from psycopg.errors import ExclusionViolation

from heartline.kernel import clock
from heartline.kernel.db.confine import holding
from heartline.scheduling.availability.queries import offered
from heartline.scheduling.availability.rules import Filters, FreeTime, moving_ids
from heartline.scheduling.booking import locks
from heartline.scheduling.booking.models import Reservation
from heartline.scheduling.catalogue.models import Mode, Service


class Gone(Exception):
    """The time is not free. Whoever asked turns it into a refusal with words and alternatives."""


@dataclass(frozen=True, slots=True)
class Purpose:
    """What time is taken for: a booking (`appointment_id`), a group's session, or a hold (`held_until`)."""

    appointment_id: UUID | None = None
    group_session_id: UUID | None = None
    held_until: datetime | None = None
    holder: str = ""


def take(
    service: Service,
    clinician_id: UUID,
    starts_at: datetime,
    mode: str | None,
    filters: Filters,
    purpose: Purpose,
    *,
    first: Callable[[FreeTime], None] | None = None,
) -> tuple[FreeTime, list[Reservation]]:
    """Reserve the clinician, what the service needs besides and, for a visit in person, a room. Raises Gone.

    Call inside a savepoint. The reservations that `filters` do not count (own hold, the visits being moved) are given up
    in the same step. The time returned has the room that was taken, or none; the first reservation is the clinician's.
    `first` writes what the reservations refer to.
    """
    time = offered(service, clinician_id, starts_at, filters)
    if time is None:
        raise Gone
    locks.take(locks.names(time, filters.patient_id, service.room_kind))
    # Whoever was before us in the queue has committed by now; this statement sees what they took.
    time = offered(service, clinician_id, starts_at, filters)
    if time is None:
        raise Gone
    if mode not in (None, Mode.IN_PERSON):
        time = replace(time, room_id=None)
    clear(_resources(time), _period(service, time), filters)
    if first is not None:
        first(time)
    return time, insert([reservations(service, time, purpose)])


def reservations(service: Service, time: FreeTime, purpose: Purpose) -> list[Reservation]:
    """The rows that `time` takes, unsaved, the clinician's first. Buffers are around the visit.

    Only who gives the visit has given it: a helper's time is not counted towards their own daily cap.
    """
    return [
        Reservation(
            resource_id=resource_id,
            period=_period(service, time),
            service=None if resource_id in time.further else service,
            appointment_id=purpose.appointment_id,
            group_session_id=purpose.group_session_id,
            held_until=purpose.held_until,
            holder=purpose.holder,
        )
        for resource_id in _resources(time)
    ]


def clear(resources: Sequence[UUID], period: DateTimeTZRange, filters: Filters) -> None:
    """Delete dead holds in the way, and what the taker gives up for this."""
    gone = Q(resource_id__in=resources, period__overlap=period, held_until__lte=clock.now())
    if filters.holder:
        gone |= Q(holder=filters.holder, held_until__isnull=False)
    if moving := moving_ids(filters.moving):
        gone |= Q(appointment_id__in=moving)
    give_up(gone, filters.holder)


def give_up(gone: Q, holder: str = "") -> None:
    """Delete these reservations, locked in one order: two who delete a clinician's and a room's do not wait in a circle.

    Somebody else's hold stays where a patient asks, whatever `gone` says: only those of `holder` are theirs to give up.
    """
    if holder:
        holding(holder)
    found = Reservation.objects.filter(gone).order_by("pk").select_for_update().values_list("pk", flat=True)
    if ids := list(found):
        Reservation.objects.filter(pk__in=ids).delete()


def insert(wanted: Sequence[Sequence[Reservation]]) -> list[Reservation]:
    """Write all of it or nothing. Raises Gone when one of the times is somebody else's by now."""
    rows = [row for rows in wanted for row in rows]
    try:
        with transaction.atomic():
            Reservation.objects.bulk_create(rows)
            return rows
    except IntegrityError as error:
        if isinstance(error.__cause__, ExclusionViolation):
            raise Gone from error
        raise


def _resources(time: FreeTime) -> list[UUID]:
    return [time.clinician_id, *([time.room_id] if time.room_id else []), *time.further]


def _period(service: Service, time: FreeTime) -> DateTimeTZRange:
    return DateTimeTZRange(time.starts_at - service.buffer_before, time.ends_at + service.buffer_after)
