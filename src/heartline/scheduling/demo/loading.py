"""Loading the calendars' part of the demo clinic, in one go."""

from dataclasses import dataclass
from datetime import timedelta
from random import Random
from uuid import UUID

from django.db import transaction

from heartline.kernel import clock
from heartline.kernel.db.bulk import analyze, copy
from heartline.kernel.models import AuditEntry, Event
from heartline.people.demo import Clinic
from heartline.people.demo.clinic import Progress
from heartline.people.demo.draw import new_id
from heartline.people.demo.history import EVENT
from heartline.people.models import Room
from heartline.scheduling.availability.models import PatternException, WorkingPattern
from heartline.scheduling.booking.models import Appointment, Reservation
from heartline.scheduling.catalogue.models import Offering, Resource, Service
from heartline.scheduling.demo import access, feeds, looks, plans, services, wishes
from heartline.scheduling.demo.crowd import Crowd
from heartline.scheduling.demo.fates import Fates
from heartline.scheduling.demo.filling import Chair, Filling
from heartline.scheduling.demo.hours import Hours
from heartline.scheduling.demo.linked import Linked
from heartline.scheduling.demo.rows import Rows
from heartline.scheduling.demo.services import OFFERS, SPECS
from heartline.scheduling.demo.telling import Telling
from heartline.scheduling.demo.visit import Visit
from heartline.scheduling.demo.waitlist import Waitlist

ENOUGH = 4000  # patients who fill all calendars


@dataclass(frozen=True, slots=True)
class Loaded:
    """How much was written."""

    appointments: int
    reservations: int
    events: int
    looks: int


def load(
    clinic: Clinic,
    *,
    days_past: int = 365,
    days_coming: int = 42,
    long_entries: int = wishes.LONG_ENTRIES,
    looks_count: int = 400,
    progress: Progress = lambda _what, _share: None,
) -> Loaded:
    """Fill the calendars of a clinic that people.demo has just loaded, relative to kernel.clock."""
    rng, now = Random(clinic.seed + 1), clock.now()
    today = now.astimezone(clinic.sites[0].zone).date()
    first, last = today - timedelta(days=days_past), today + timedelta(days=days_coming)
    with transaction.atomic():
        progress("services and hours", 0.0)
        offered = services.load(rng)
        clinicians, rooms = _resources(rng, clinic)
        specialties = [member.skills[0] for member in clinic.team.clinicians]
        _offer(offered, clinicians, specialties)
        hours = Hours(rng, clinic, first, last, today)
        hours.load(clinicians, specialties, _sites_of(clinic))
        chairs = [Chair(number, resource.pk, specialty, _longest(specialty))
                  for number, (resource, specialty) in enumerate(zip(clinicians, specialties, strict=True))]  # fmt: skip

        crowd = Crowd(rng, clinic, today)
        fates = Fates(rng, clinic, crowd, now)
        filling = Filling(rng, clinic, hours, crowd, fates, now, rooms, min(1.0, len(clinic.people) / ENOUGH))
        visits = list(wishes.grant(filling, clinic, chairs, today))
        for number, chair in enumerate(chairs):
            progress("visits", 0.05 + 0.3 * number / len(chairs))
            for day in range((last - first).days + 1):
                visits += filling.day(chair, first + timedelta(days=day))
        visits += wishes.long_history(filling, clinic, chairs, first - timedelta(days=5), long_entries)
        visits.sort(key=lambda visit: (visit.start, visit.clinician))
        loaded = _write(rng, clinic, offered, clinicians, visits, filling, fates, progress)
        Waitlist(clinic, offered, clinicians, visits, crowd.portal, fates.phone).load()
        joined, reserved = Linked(clinic, offered, clinicians).load()
        progress("who looked at what", 0.95)
        seen = looks.look(rng, clinic, visits, now, looks_count)
        analyze(
            Service, Resource, Offering, WorkingPattern, PatternException, Appointment, Reservation, Event, AuditEntry
        )
        plans.load(clinic)
        access.load(Random(clinic.seed + 3), now)
        feeds.load(clinic)
        progress("calendars", 1.0)
    return Loaded(loaded[0] + joined, loaded[1] + reserved, loaded[2], seen)


def _write(
    rng: Random, clinic: Clinic, offered: dict[str, Service], clinicians: list[Resource], visits: list[Visit],
    filling: Filling, fates: Fates, progress: Progress,
) -> tuple[int, int, int]:  # fmt: skip
    rows = Rows(rng, offered, [resource.pk for resource in clinicians], clinic.sites)
    progress("appointments", 0.35)
    appointments = rows.appointments(visits)
    progress("reservations", 0.5)
    kept_here = (visit for visit in visits if visit.start.date() >= filling.hours.first)
    reservations = rows.reservations(kept_here, filling.meetings)
    progress("what happened", 0.7)
    telling = Telling(clinic, offered, [resource.name for resource in clinicians], fates)
    told = [event for visit in visits for event in telling.events(visit)]
    told.sort(key=lambda row: (row[0], str(row[4])))
    return appointments, reservations, copy(Event, EVENT, told)


def _resources(rng: Random, clinic: Clinic) -> tuple[list[Resource], list[dict[str, list[UUID]]]]:
    """Clinicians in the order of the team, and the rooms of each site by kind."""
    clinicians = Resource.objects.bulk_create(
        Resource(id=new_id(rng), kind=Resource.Kind.CLINICIAN, name=member.name, staff_member=member)
        for member in clinic.team.clinicians
    )
    rooms: list[dict[str, list[UUID]]] = [{} for _site in clinic.sites]
    places = {site.pk: number for number, site in enumerate(clinic.sites)}
    made = []
    for room in Room.objects.order_by("site__slug", "kind", "name"):
        made.append(Resource(id=new_id(rng), kind=Resource.Kind.ROOM, name=room.name, room=room))
        rooms[places[room.site_id]].setdefault(room.kind, []).append(made[-1].pk)
    Resource.objects.bulk_create(made)
    return clinicians, rooms


def _offer(offered: dict[str, Service], clinicians: list[Resource], specialties: list[str]) -> None:
    """Everybody gives what their specialty gives; a few take no new patients for it."""
    Offering.objects.bulk_create(
        Offering(
            service=offered[slug], resource=resource, new_patients=not (number % 8 == 3 and slug == "annual-check-up")
        )
        for number, (resource, specialty) in enumerate(zip(clinicians, specialties, strict=True))
        for slug in OFFERS[specialty]
    )


def _sites_of(clinic: Clinic) -> list[list[int]]:
    places = {site.pk: number for number, site in enumerate(clinic.sites)}
    return [sorted(places[site.pk] for site in member.sites.all()) for member in clinic.team.clinicians]


def _longest(specialty: str) -> int:
    return max(
        spec.before + spec.minutes + spec.after + spec.step for slug, spec in SPECS.items() if slug in OFFERS[specialty]
    )
