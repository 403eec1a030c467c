"""Visits as pages need them: everything a line shows comes with it."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.db.models import Func, Q, QuerySet

from heartline.kernel import clock
from heartline.people.linking.queries import by_person
from heartline.people.models import Patient, Site
from heartline.scheduling.availability.rules import Moving, moving_ids
from heartline.scheduling.booking.models import Appointment, Reservation
from heartline.scheduling.catalogue.models import Resource, Service

STANDING = [Appointment.Status.BOOKED, Appointment.Status.ARRIVED]


def visits() -> QuerySet[Appointment]:
    """All that the caller may see, with service, clinician, room and site. One query."""
    return Appointment.objects.select_related(
        "patient", "service", "clinician__staff_member", "room__room", "site__organization"
    )


def whole(appointment_id: UUID, *, lock: bool = False) -> Appointment:
    """One visit with all that belongs to it; with `lock`, its row is locked until commit. Raises DoesNotExist."""
    found = visits()
    return (found.select_for_update(of=("self",)) if lock else found).get(pk=appointment_id)


def upcoming(patient: Patient | Collection[UUID]) -> list[Appointment]:
    """Visits to come, and those going on, of a patient or of several (ids): the next first. One query."""
    return list(
        visits().filter(_records(patient), status__in=STANDING, period__endswith__gt=clock.now()).order_by("period")
    )


def past(patient: Patient | Collection[UUID], before: datetime | None = None, limit: int = 20) -> list[Appointment]:
    """Visits over or cancelled, the latest first; `before` is the start of the last one already shown. One query."""
    found = visits().filter(_records(patient))
    found = found.exclude(status__in=STANDING, period__endswith__gt=clock.now())
    if before is not None:
        found = found.filter(period__startswith__lt=before)
    return list(found.order_by("-period")[:limit])


def visit(patient_ids: Collection[UUID], appointment_id: UUID) -> Appointment | None:
    """This visit if it is one of these patients', on whichever of their records. One query."""
    return visits().filter(_records(patient_ids), pk=appointment_id).first()


def clashing(patient_id: UUID, starts_at: datetime, ends_at: datetime, moving: Moving = None) -> Appointment | None:
    """The standing visit of this patient that overlaps this time, other than `moving`. One query, two if there is one."""
    found = Appointment.objects.filter(
        by_person(patient_id), status__in=STANDING, period__overlap=DateTimeTZRange(starts_at, ends_at)
    )
    return _first(found.exclude(pk__in=moving_ids(moving) or []) if moving else found)


def booked_already(
    patient_id: UUID, service: Service, clinician_id: UUID, starts_at: datetime, mode: str = ""
) -> Appointment | None:
    """The patient's own standing visit that is just this one (in whichever way, without `mode`). One query, two if there is one."""
    found = Appointment.objects.filter(
        by_person(patient_id), service=service, clinician_id=clinician_id, status__in=STANDING
    )
    found = found.filter(period__startswith=starts_at)
    return _first(found.filter(mode=mode) if mode else found)


def same_day(patient_id: UUID, service: Service, starts_at: datetime, zone: str) -> Appointment | None:
    """The patient's standing visit for this service on that day of the site's calendar. One query, two if there is one."""
    day = starts_at.astimezone(ZoneInfo(zone)).date()
    midnights = [datetime.combine(each, time.min, ZoneInfo(zone)) for each in (day, day + timedelta(days=1))]
    found = Appointment.objects.filter(by_person(patient_id), service=service, status__in=STANDING)
    return _first(found.filter(period__startswith__gte=midnights[0], period__startswith__lt=midnights[1]))


def _first(found: QuerySet[Appointment]) -> Appointment | None:
    """The earliest, whole. Mostly there is none: then nothing is joined."""
    first = found.order_by("period").values_list("pk", flat=True).first()
    return whole(first) if first else None


@dataclass(slots=True)
class Column:
    """One clinician's or room's day: visits in order, and time that is blocked or held."""

    resource: Resource
    appointments: list[Appointment] = field(default_factory=list)
    blocked: list[Reservation] = field(default_factory=list)


def day(where: Site | UUID, on: date, *, by: str = "clinician", resource_id: UUID | None = None) -> list[Column]:
    """A site's local date, a column for each clinician (or room, `by="room"`) with anything on it. Five queries.

    Cancelled visits are left out. A visit in a lane is in the lane's column, right after the clinician's. `resource_id` asks
    for one column, which is there even when it is empty and has the clinician's lanes in it.
    """
    site = where if isinstance(where, Site) else Site.objects.get(pk=where)
    span = local_day(site, on)
    found = visits().filter(site=site, period__overlap=span).exclude(status=Appointment.Status.CANCELLED)
    found = found.filter(group_session=None).exclude(**{by: None}).order_by("period")  # a group is drawn once
    here = Q(kind=by, active=True) & (
        Q(room__site=site)
        if by == "room"
        else Q(patterns__site=site) | Q(exceptions__site=site, exceptions__works=True)
    )
    if resource_id is not None:
        found, here = found.filter(**{by: resource_id}), Q(pk=resource_id)
    columns = {
        resource.pk: Column(resource)
        for resource in Resource.objects.filter(here).select_related("staff_member", "room").distinct()
    }
    lanes = _lanes(list(found)) if by == "clinician" and resource_id is None else {}
    for appointment in found:
        resource = lanes.get(appointment.pk) or getattr(appointment, by)
        columns.setdefault(resource.pk, Column(resource)).appointments.append(appointment)
    # Without a visit: blocked, held, or a group's. With one but no service: it helps with somebody else's visit.
    blocks = Reservation.objects.filter(resource_id__in=list(columns), period__overlap=span)
    blocks = blocks.filter(Q(appointment_id=None) | Q(service=None))
    blocks = blocks.filter(Q(held_until=None) | Q(held_until__gt=clock.now()))
    for reservation in blocks.select_related("group_session__service").order_by("period"):
        columns[reservation.resource_id].blocked.append(reservation)
    return sorted(columns.values(), key=lambda column: (column.resource.name, column.resource.lane_of_id is not None))


def _lanes(appointments: Collection[Appointment]) -> dict[UUID, Resource]:
    """In which lane each is, of those that are in one. One query."""
    taken = Reservation.objects.filter(
        appointment_id__in=[each.pk for each in appointments], resource__lane_of__isnull=False
    )
    return {each.appointment_id: each.resource for each in taken.select_related("resource") if each.appointment_id}


def local_day(site: Site, on: date) -> DateTimeTZRange:
    """From midnight to midnight on the clock of the site: 23, 24 or 25 hours."""
    first = datetime(on.year, on.month, on.day, tzinfo=site.zone)
    following = on + timedelta(days=1)
    return DateTimeTZRange(first, datetime(following.year, following.month, following.day, tzinfo=site.zone))


def _records(patient: Patient | Collection[UUID]) -> Func:
    """That a visit is of one of these patients, on whichever of their records."""
    return by_person(*([patient.pk] if isinstance(patient, Patient) else patient))
