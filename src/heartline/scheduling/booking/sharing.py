"""Who gets which room and device when several visits are placed in one step: each by itself was told of the same one."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.db.models import Q

from heartline.kernel import clock
from heartline.scheduling.availability.rules import FreeTime
from heartline.scheduling.booking.models import Reservation
from heartline.scheduling.catalogue.models import Resource, Service

Span = tuple[datetime, datetime]
Day = tuple[UUID, UUID, date]  # a clinician's visits of a service on a date of the site


@dataclass(slots=True)
class Taken:
    """What is taken: spans by resource, and how many visits there are on days that have a cap."""

    spans: defaultdict[UUID, list[Span]]
    visits: Counter[Day]

    def free(self, resource_id: UUID, span: Span) -> bool:
        return not _meets(span, self.spans[resource_id])


@dataclass(frozen=True, slots=True)
class Guest:
    """A visit to be placed at `time`. `room_ids` are tried first, in order; `exactly`: the first of them or none."""

    key: Any
    service: Service
    time: FreeTime
    patient_id: UUID
    room_ids: Sequence[UUID] = ()
    exactly: bool = False

    @property
    def span(self) -> Span:
        """What is reserved: the visit with its buffers."""
        return self.time.starts_at - self.service.buffer_before, self.time.ends_at + self.service.buffer_after

    @property
    def day(self) -> Day:
        return self.time.clinician_id, self.service.pk, self.time.local_start.date()

    def fits(self, taken: Taken) -> bool:
        """Whether the clinician can take one more visit of this service on that day."""
        return self.service.daily_cap is None or taken.visits[self.day] < self.service.daily_cap


def share(guests: Sequence[Guest], *, leaving: Sequence[UUID] = (), holder: str = "") -> dict[Any, FreeTime]:
    """Place each with a room and devices of its own, those who start first first; who finds none is left out.

    `leaving` are the visits whose old reservations do not count, `holder` whose holds. Two queries.
    """
    rooms, devices = _candidates(guests)
    taken = _taken(guests, [*rooms.values(), *devices.values()], leaving, holder)
    with_patient: dict[UUID, list[Span]] = defaultdict(list)
    placed: dict[Any, FreeTime] = {}
    for guest in sorted(guests, key=lambda guest: (guest.time.starts_at, guest.time.ends_at)):
        visit = (guest.time.starts_at, guest.time.ends_at)
        found = _find(guest, rooms, devices, taken)
        if found is None or _meets(visit, with_patient[guest.patient_id]):
            continue
        placed[guest.key] = found
        with_patient[guest.patient_id].append(visit)
        taken.visits[guest.day] += 1
        for resource_id in (found.clinician_id, *([found.room_id] if found.room_id else []), *found.further):
            taken.spans[resource_id].append(guest.span)
    return placed


def _find(
    guest: Guest,
    rooms: Mapping[tuple[UUID, str], list[UUID]],
    devices: Mapping[UUID, list[UUID]],
    taken: Taken,
) -> FreeTime | None:
    time = guest.time

    def free(resource_id: UUID) -> bool:
        return taken.free(resource_id, guest.span)

    if not free(time.clinician_id) or not guest.fits(taken):
        return None
    room_id = None
    if time.room_id:
        here = rooms[time.site_id, guest.service.room_kind]
        order = [room for room in guest.room_ids if room in here]
        choices = order[:1] if guest.exactly else [*order, time.room_id, *here]
        room_id = next(filter(free, choices), None)
        if room_id is None:
            return None
    further = []
    for wanted in time.further:
        chosen = next((each for each in (wanted, *devices.get(wanted, ())) if free(each)), None)
        if chosen is None:
            return None
        further.append(chosen)
    return replace(time, room_id=room_id, further=tuple(further))


def _candidates(guests: Sequence[Guest]) -> tuple[dict[tuple[UUID, str], list[UUID]], dict[UUID, list[UUID]]]:
    """Rooms by (site, kind); and for each device the others like it at its site."""
    rooms: dict[tuple[UUID, str], list[UUID]] = defaultdict(list)
    alike: dict[tuple[UUID | None, str], list[UUID]] = defaultdict(list)
    sites = {guest.time.site_id for guest in guests}
    kinds = {guest.service.room_kind for guest in guests if guest.time.room_id}
    needed = [resource for guest in guests for resource in guest.time.further]
    here = Q(kind="room", room__site__in=sites, room__kind__in=kinds, room__active=True)
    if needed:
        here |= Q(kind="device", site__in=sites)
    for resource in Resource.objects.filter(here, active=True).select_related("room").order_by("name", "pk"):
        if resource.room is not None:
            rooms[resource.room.site_id, resource.room.kind].append(resource.pk)
        else:
            alike[resource.site_id, resource.tag].append(resource.pk)
    return rooms, {device: group for group in alike.values() for device in group}


def _taken(guests: Sequence[Guest], candidates: Sequence[list[UUID]], leaving: Sequence[UUID], holder: str) -> Taken:
    """What stays taken of all that could be given, while any of the guests would be there."""
    taken = Taken(defaultdict(list), Counter())
    if not guests:
        return taken
    capped = {guest.day: guest for guest in guests if guest.service.daily_cap is not None}
    margin = timedelta(hours=26 if capped else 0)
    around = DateTimeTZRange(min(g.span[0] for g in guests) - margin, max(g.span[1] for g in guests) + margin)
    resources = {resource for group in candidates for resource in group}
    resources |= {each for g in guests for each in (g.time.clinician_id, *g.time.further)}
    rows = Reservation.objects.filter(resource_id__in=resources, period__overlap=around)
    rows = rows.exclude(held_until__lte=clock.now()).exclude(appointment_id__in=list(leaving))
    rows = rows.exclude(holder=holder, held_until__isnull=False) if holder else rows
    for resource_id, period, service_id in rows.values_list("resource_id", "period", "service_id"):
        taken.spans[resource_id].append((period.lower, period.upper))
        for day, guest in capped.items():
            start = (period.lower + guest.service.buffer_before).astimezone(guest.time.local_start.tzinfo)
            taken.visits[day] += (resource_id, service_id, start.date()) == day
    return taken


def _meets(span: Span, others: Sequence[Span]) -> bool:
    return any(span[0] < end and begin < span[1] for begin, end in others)
