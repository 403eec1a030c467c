"""What a lane would rest on, and which are open."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.db.models import Exists, OuterRef

from heartline.people.models import Site
from heartline.scheduling.attendance import queries as attendance
from heartline.scheduling.booking.models import Appointment, Reservation
from heartline.scheduling.booking.queries import visits
from heartline.scheduling.catalogue.models import Resource
from heartline.scheduling.lanes.models import Lane
from heartline.scheduling.lanes.rules import Reckoning, Taken, reckon


@dataclass(frozen=True, slots=True)
class Basis:
    """The booked visits of the period with their chances (the usual one where there is none yet), and the reckoning."""

    booked: Sequence[tuple[Appointment, Taken]]
    unknown: int  # visits that nothing was foretold of
    reckoning: Reckoning


def basis(clinician: Resource, site: Site, start: datetime, end: datetime, limit: float) -> Basis:
    """What the model expects of this clinician's booked visits in [start, end), lanes' visits not counted. Four queries."""
    in_lanes = Reservation.objects.filter(appointment_id=OuterRef("pk"), resource__lane_of__isnull=False)
    found = list(
        visits()
        .filter(clinician=clinician, site=site, status=Appointment.Status.BOOKED)
        .filter(period__overlap=DateTimeTZRange(start, end), period__startswith__gte=start)
        .exclude(Exists(in_lanes))
        .order_by("period")
    )
    told, usual = attendance.risk([visit.pk for visit in found]), attendance.usual_rate()
    booked = [(visit, Taken(visit.starts_at, told.get(visit.pk, usual))) for visit in found]
    return Basis(booked, len(found) - len(told), reckon([taken.missed for _, taken in booked], usual, limit))


@dataclass(frozen=True, slots=True)
class Row:
    """A lane with how many of its places are booked."""

    lane: Lane
    booked: int


def lanes(closed: bool, limit: int = 50) -> list[Row]:
    """The open ones, the next first; or those closed, the latest first. Two queries."""
    found = Lane.objects.filter(closed_at__isnull=not closed).select_related("clinician", "service", "site", "resource")
    shown = list(found.order_by("-period" if closed else "period")[:limit])
    taken = Reservation.objects.filter(resource__in=[lane.resource_id for lane in shown], appointment_id__isnull=False)
    count: dict[UUID, int] = {}
    for resource_id in taken.values_list("resource_id", flat=True):
        count[resource_id] = count.get(resource_id, 0) + 1
    return [Row(lane, count.get(lane.resource_id, 0)) for lane in shown]
