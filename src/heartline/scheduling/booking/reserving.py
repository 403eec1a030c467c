"""Taking time: the one way by which a hold, a booking and a move come to their reservations."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.db.models import Q
from psycopg.errors import ExclusionViolation

from heartline.kernel import clock
from heartline.scheduling.availability.queries import offered
from heartline.scheduling.availability.rules import Filters, FreeTime
from heartline.scheduling.booking import locks
from heartline.scheduling.booking.models import Reservation
from heartline.scheduling.catalogue.models import Mode, Service


class Gone(Exception):
    """The time is not free. Whoever asked turns it into a refusal with words and alternatives."""


@dataclass(frozen=True, slots=True)
class Purpose:
    """What time is taken for: a booking (`appointment_id`) or a hold (`held_until`)."""

    appointment_id: UUID | None = None
    held_until: datetime | None = None
    holder: str = ""


def take(
    service: Service, clinician_id: UUID, starts_at: datetime, mode: str | None, filters: Filters, purpose: Purpose
) -> tuple[FreeTime, list[Reservation]]:
    """Reserve the clinician and, for a visit in person, a room. Call inside a savepoint. Raises Gone.

    The reservations that `filters` do not count (own hold, the visit being moved) are given up in the same step.
    """
    time = offered(service, clinician_id, starts_at, filters)
    if time is None:
        raise Gone
    locks.take(locks.names(time, filters.patient_id, service.room_kind))
    # Whoever was before us in the queue has committed by now; this statement sees what they took.
    time = offered(service, clinician_id, starts_at, filters)
    if time is None:
        raise Gone
    room_id = time.room_id if mode in (None, Mode.IN_PERSON) else None
    period = DateTimeTZRange(time.starts_at - service.buffer_before, time.ends_at + service.buffer_after)
    resources = [clinician_id] + ([room_id] if room_id else [])
    _clear(resources, period, filters)
    return time, _insert(resources, period, service, purpose)


def _clear(resources: list[UUID], period: DateTimeTZRange, filters: Filters) -> None:
    """Delete dead holds in the way, and what the taker gives up for this."""
    gone = Q(resource_id__in=resources, period__overlap=period, held_until__lte=clock.now())
    if filters.holder:
        gone |= Q(holder=filters.holder, held_until__isnull=False)
    if filters.moving:
        gone |= Q(appointment_id=filters.moving)
    Reservation.objects.filter(gone).delete()


def _insert(resources: list[UUID], period: DateTimeTZRange, service: Service, purpose: Purpose) -> list[Reservation]:
    try:
        with transaction.atomic():
            return Reservation.objects.bulk_create(
                Reservation(
                    resource_id=resource_id,
                    period=period,
                    service=service,
                    appointment_id=purpose.appointment_id,
                    held_until=purpose.held_until,
                    holder=purpose.holder,
                )
                for resource_id in resources
            )
    except IntegrityError as error:
        if isinstance(error.__cause__, ExclusionViolation):
            raise Gone from error
        raise
