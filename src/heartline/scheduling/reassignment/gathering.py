"""Everything the proposal is made from, fetched at once: a fixed number of queries and one search for each service."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import numpy as np
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.db.models import Q, QuerySet

from heartline.kernel import clock, dates
from heartline.people.models import Patient, Site
from heartline.scheduling.availability.models import PatternException
from heartline.scheduling.availability.queries import find
from heartline.scheduling.availability.rules import Filters, FreeTime
from heartline.scheduling.booking.eligibility import terms
from heartline.scheduling.booking.models import Appointment, Reservation
from heartline.scheduling.booking.queries import STANDING
from heartline.scheduling.booking.rules import Who, ineligible
from heartline.scheduling.catalogue.models import Mode, Offering, Resource, Service
from heartline.scheduling.reassignment.models import ReassignedVisit
from heartline.scheduling.reassignment.rules import LATEST, Clinician, Ints, Slots, Urgency, Visit, within_reach
from heartline.scheduling.reassignment.solving import Span


@dataclass(frozen=True, slots=True)
class Gathered:
    """What the rules know only by number, and what the numbers stand for."""

    visits: list[Visit]
    clinicians: list[Clinician]
    resources: list[UUID]  # of the clinicians, in the same order
    slots: dict[int, Slots]  # service → its free times …
    free: dict[int, list[FreeTime]]  # … and the same as booking knows them
    services: list[Service]
    near: list[frozenset[int]]  # site → sites within reach
    rooms: dict[str, list[list[Span]]]
    caps: dict[str, int]
    now: int


def minutes(moment: datetime) -> int:
    return int(moment.timestamp()) // 60


def gather(items: Sequence[ReassignedVisit], lift: Collection[UUID], also: Collection[UUID] = ()) -> Gathered:
    """For `items` (as queries.whole_items gives them), as if the visits `lift` were not there: they move all together.
    Rooms are those of sites with free times, and of the sites `also`.

    Five queries, one for each service, and three more where a service needs rooms, one for each that has a daily cap.
    """
    now = clock.now()
    services = list({item.appointment.service_id: item.appointment.service for item in items}.values())
    number_of = {service.pk: n for n, service in enumerate(services)}
    ends = {service.pk: now for service in services}
    for item in items:
        latest = item.from_start + timedelta(days=LATEST[Urgency(item.urgency)] + 1)
        ends[item.appointment.service_id] = max(ends[item.appointment.service_id], latest)
    filters = Filters(online=False, moving=list(lift))
    free = {number_of[s.pk]: find(s, now, ends[s.pk], filters) for s in services}
    window = DateTimeTZRange(now - timedelta(days=1), max(ends.values(), default=now) + timedelta(days=1))
    taken = Reservation.objects.filter(Q(held_until=None) | Q(held_until__gt=now), period__overlap=window)
    taken = taken.exclude(appointment_id__in=list(lift))
    people, order = _clinicians(services, free)
    sites = list(Site.objects.order_by("pk"))
    zones = sorted({item.appointment.site.time_zone for item in items})
    return Gathered(
        visits=_visits(items, number_of, {key: n for n, key in enumerate(order)}, sites, window),
        clinicians=people,
        resources=order,
        slots={n: _slots(services[n], times, order, sites, zones) for n, times in free.items()},
        free=free,
        services=services,
        near=_near(sites),
        rooms=_rooms(services, taken, window, {time.site_id for times in free.values() for time in times} | set(also)),
        caps=_caps(services, taken, free),
        now=minutes(now),
    )


def pool(service: Service, site_id: UUID, mode: str) -> str:
    """The rooms of which a visit takes one; empty when it takes none."""
    return f"{site_id}:{service.room_kind}" if service.room_kind and mode == Mode.IN_PERSON else ""


def cap_of(service: Service, clinician_id: UUID, day: int) -> str:
    return f"{clinician_id}:{service.pk}:{day}" if service.daily_cap else ""


def too_young_or_old(item: ReassignedVisit, day: date) -> bool:
    """Whether the patient is past the service's ages on the new day, or has died."""
    patient: Patient = item.patient
    who = Who(patient.birth_date, returning=True, deceased=patient.deceased_on is not None)
    return ineligible(terms(item.appointment.service), who, day, online=False) is not None


def _slots(
    service: Service, times: list[FreeTime], order: list[UUID], sites: list[Site], zones: Collection[str]
) -> Slots:
    place, where = {key: n for n, key in enumerate(order)}, {site.pk: n for n, site in enumerate(sites)}
    return Slots(
        start=_column(minutes(time.starts_at) for time in times),
        clocks={zone: _clock(times, ZoneInfo(zone)) for zone in zones},
        clinician=_column(place[time.clinician_id] for time in times),
        site=_column(where[time.site_id] for time in times),
        modes={mode: np.array([mode in time.mode_options for time in times], dtype=bool) for mode in Mode.values},
        length=int(service.duration.total_seconds() // 60),
        before=int(service.buffer_before.total_seconds() // 60),
        after=int(service.buffer_after.total_seconds() // 60),
    )


def _clock(times: list[FreeTime], zone: ZoneInfo) -> tuple[Ints, Ints]:
    local = [time.starts_at.astimezone(zone) for time in times]
    return _column(m.toordinal() for m in local), _column(m.hour * 60 + m.minute for m in local)


def _column(values: Iterable[int]) -> Ints:
    return np.fromiter(values, dtype=np.int64)


def _near(sites: list[Site]) -> list[frozenset[int]]:
    def spot(site: Site) -> tuple[float, float] | None:
        return (site.latitude, site.longitude) if site.latitude is not None and site.longitude is not None else None

    return [
        frozenset(
            n
            for n, there in enumerate(sites)
            if there.pk == here.pk or within_reach(spot(here), spot(there), here.time_zone == there.time_zone)
        )
        for here in sites
    ]


def _visits(
    items: Sequence[ReassignedVisit],
    number_of: dict[UUID, int],
    place: dict[UUID, int],
    all_sites: list[Site],
    window: DateTimeTZRange,
) -> list[Visit]:
    persons = {item.patient.person_id for item in items}
    person_number = {person: n for n, person in enumerate(sorted(persons, key=str))}
    sites = {site.pk: n for n, site in enumerate(all_sites)}
    busy: dict[UUID, list[Span]] = defaultdict(list)
    others = Appointment.objects.filter(patient__person_id__in=persons, status__in=STANDING, period__overlap=window)
    others = others.exclude(pk__in=[item.appointment_id for item in items])
    for person, period in others.values_list("patient__person_id", "period"):
        busy[person].append((minutes(period.lower), minutes(period.upper)))
    known: dict[UUID, set[int]] = defaultdict(set)
    seen = set()
    past = Appointment.objects.filter(patient__person_id__in=persons, status__in=["arrived", "fulfilled"])
    for record, person, clinician in past.values_list("patient_id", "patient__person_id", "clinician_id").distinct():
        seen.add(record)
        if clinician in place:
            known[person].add(place[clinician])
    made = []
    for number, item in enumerate(items):
        visit, patient, was = item.appointment, item.patient, item.from_clinician.staff_member
        language = patient.language.lower().split("-")[0]
        language = "" if language == "en" else language
        local = dates.local(item.from_start, visit.site.time_zone)
        made.append(
            Visit(
                key=number,
                patient=person_number[patient.person_id],
                service=number_of[visit.service_id],
                start=minutes(item.from_start),
                day=local.toordinal(),
                minute=local.hour * 60 + local.minute,
                site=sites[visit.site_id],
                mode=visit.mode,
                urgency=Urgency(item.urgency),
                zone=visit.site.time_zone,
                language=language,
                interpreter=patient.interpreter_needed,
                spoke=was is None or language in _stems(was.languages),
                gender=was.gender if was else "",
                therapy=visit.service.category == "behavioural",
                new=item.patient_id not in seen,
                known=frozenset(known[patient.person_id]),
                busy=tuple(busy[patient.person_id]),
            )
        )
    return made


def _clinicians(services: list[Service], free: dict[int, list[FreeTime]]) -> tuple[list[Clinician], list[UUID]]:
    ids = {time.clinician_id for times in free.values() for time in times}
    new: dict[UUID, set[int]] = defaultdict(set)
    number_of = {service.pk: n for n, service in enumerate(services)}
    for offers, service in Offering.objects.filter(
        resource_id__in=ids, service__in=services, new_patients=True
    ).values_list("resource_id", "service_id"):
        new[offers].add(number_of[service])
    people, order = [], []
    for resource in Resource.objects.filter(pk__in=ids).select_related("staff_member").order_by("name", "pk"):
        member = resource.staff_member
        order.append(resource.pk)
        people.append(
            Clinician(
                resource.name,
                _stems(member.languages) if member else frozenset(),
                member.gender if member else "",
                frozenset(new[resource.pk]),
            )
        )
    return people, order


def _stems(languages: Collection[str]) -> frozenset[str]:
    return frozenset(language.lower().split("-")[0] for language in languages)


def _rooms(
    services: list[Service], taken: QuerySet[Reservation], window: DateTimeTZRange, sites: Collection[UUID]
) -> dict[str, list[list[Span]]]:
    """Pool → for each of its rooms, in the order in which booking takes them, when it is not free."""
    kinds = {service.room_kind for service in services if service.room_kind}
    if not kinds:
        return {}
    rooms = list(
        Resource.objects.filter(
            kind=Resource.Kind.ROOM, active=True, room__active=True, room__kind__in=kinds, room__site__in=sites
        )
        .select_related("room__site")
        .order_by("room__name")
    )
    spans: dict[UUID, list[Span]] = defaultdict(list)
    for resource, period in taken.filter(resource__in=rooms).values_list("resource_id", "period"):
        spans[resource].append((minutes(period.lower), minutes(period.upper)))
    zones = {room.pk: room.room.site.zone for room in rooms if room.room}
    away = PatternException.objects.filter(
        resource__in=rooms, works=False, date__range=(window.lower.date(), window.upper.date())
    )
    for out in away:
        zone, following = zones[out.resource_id], out.date + timedelta(days=1)
        begins = datetime.combine(out.date, out.starts or datetime.min.time(), zone)
        ends = (
            datetime.combine(out.date, out.ends, zone)
            if out.ends
            else datetime.combine(following, datetime.min.time(), zone)
        )
        spans[out.resource_id].append((minutes(begins), minutes(ends)))
    pools: dict[str, list[list[Span]]] = defaultdict(list)
    for room in rooms:
        if room.room:
            pools[f"{room.room.site_id}:{room.room.kind}"].append(_merged(spans[room.pk]))
    return dict(pools)


def _merged(spans: list[Span]) -> list[Span]:
    merged: list[Span] = []
    for begin, end in sorted(spans):
        if merged and begin <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((begin, end))
    return merged


def _caps(services: list[Service], taken: QuerySet[Reservation], free: dict[int, list[FreeTime]]) -> dict[str, int]:
    """How many more visits of a capped service each clinician may have on each day on which they are free at all."""
    left: dict[str, int] = {}
    for number, service in enumerate(services):
        if not service.daily_cap:
            continue
        zone_of = {}
        for time in free[number]:
            zone_of[time.clinician_id] = ZoneInfo(time.time_zone)
            left[cap_of(service, time.clinician_id, time.local_start.toordinal())] = service.daily_cap
        booked = taken.filter(service=service, resource_id__in=zone_of)
        for resource, period in booked.values_list("resource_id", "period"):
            start = (period.lower + service.buffer_before).astimezone(zone_of[resource])
            key = cap_of(service, resource, start.toordinal())
            if key in left:
                left[key] -= 1
    return left
