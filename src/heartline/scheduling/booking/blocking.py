"""Time that staff keep free of visits: meetings, repairs, a room out of order."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.db.models import Q

from heartline.kernel import clock, ledger, live
from heartline.people.models import Site
from heartline.scheduling.booking import locks
from heartline.scheduling.booking.models import Appointment, Reservation
from heartline.scheduling.booking.queries import visits
from heartline.scheduling.booking.refusals import NotChangeable, TimeInUse
from heartline.scheduling.catalogue.models import Resource
from heartline.scheduling.words import ENDS_BEFORE_START, NOT_A_BLOCK


def block(resource: Resource, start: datetime, end: datetime, note: str) -> Reservation:
    """Keep [start, end) of a clinician, room or device free of visits. `note` is for staff ("team meeting").

    Raises TimeInUse with the visits that are in it, NotChangeable if it ends before it starts.
    """
    if end <= start:
        raise NotChangeable(ENDS_BEFORE_START)
    period = DateTimeTZRange(start, end)
    sites = list(_sites(resource))
    try:
        with transaction.atomic():
            locks.take(_names(resource, start, end, sites))
            in_the_way = Reservation.objects.filter(resource=resource, period__overlap=period)
            in_the_way.filter(held_until__lte=clock.now()).delete()
            reservation = Reservation.objects.create(resource=resource, period=period, note=note)
            _tell("time.blocked", reservation, resource, sites)
            return reservation
    except IntegrityError as error:
        if "reservation_once" not in str(error):
            raise
        taken = Reservation.objects.filter(resource=resource, period__overlap=period)
        in_it = Q(pk__in=taken.values("appointment_id")) | Q(group_session__in=taken.values("group_session"))
        standing = visits().filter(in_it).exclude(status=Appointment.Status.CANCELLED)
        raise TimeInUse(list(standing.order_by("period"))) from error


def unblock(reservation: Reservation) -> None:
    """Give blocked time back. Raises NotChangeable for a reservation that belongs to a visit or a hold."""
    if reservation.appointment_id or reservation.held_until or reservation.group_session_id:
        raise NotChangeable(NOT_A_BLOCK)
    resource = reservation.resource
    with transaction.atomic():
        deleted, _ = Reservation.objects.filter(pk=reservation.pk).delete()
        if deleted:
            _tell("time.unblocked", reservation, resource, list(_sites(resource)))


def _sites(resource: Resource) -> list[Site]:
    """Where this resource's time is shown."""
    return list(
        Site.objects.filter(Q(rooms__resource=resource) | Q(patterns__resource=resource) | Q(devices=resource))
        .distinct()
        .order_by("pk")
    )


def _names(resource: Resource, start: datetime, end: datetime, sites: list[Site]) -> set[str]:
    """The same names that bookings of this resource's days lock."""
    if resource.room is not None:
        return {f"rooms:{site.pk}:{resource.room.kind}:{day}" for site in sites for day in _days(site, start, end)}
    return {f"clinician:{resource.pk}:{day}" for site in sites for day in _days(site, start, end)}


def _days(site: Site, start: datetime, end: datetime) -> list[str]:
    first = start.astimezone(site.zone).date()
    last = (end - timedelta(microseconds=1)).astimezone(site.zone).date()
    return [(first + timedelta(days=n)).isoformat() for n in range((last - first).days + 1)]


def _tell(kind: str, reservation: Reservation, resource: Resource, sites: list[Site]) -> None:
    start, end = reservation.period.lower, reservation.period.upper
    subject: UUID = reservation.pk
    ledger.record(
        kind,
        subject_id=subject,
        site_id=sites[0].pk if sites else None,
        data={
            "resource": resource.name,
            "resource_id": str(resource.pk),
            "starts_at": start.isoformat(),
            "ends_at": end.isoformat(),
        },
    )
    for site in sites:
        for day in _days(site, start, end):
            live.notify(f"day:{site.pk}:{day}")
