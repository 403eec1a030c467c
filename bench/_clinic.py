"""A clinic to measure on, made in a transaction that is rolled back: the installation's own data stays as it is."""

import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from datetime import time as clock_time

from django.db import connection, transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from heartline.kernel import clock
from heartline.people.models import Organization, Patient, Room, Site, StaffMember
from heartline.scheduling.models import Offering, Reservation, Resource, Service, WorkingPattern

CLINICIANS, ROOMS, DAYS = 40, 45, 60


@dataclass
class Clinic:
    service: Service
    clinicians: list[Resource]
    patients: list[Patient]
    site: Site


@contextmanager
def clinic(patients: int = 0, taken: float = 0.7) -> Iterator[Clinic]:
    """40 clinicians, weekdays 8 to 12 and 13 to 17, `taken` of whose time is gone for 60 days."""
    with transaction.atomic():
        made = _make(patients)
        _take(made, taken)
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE scheduling_reservation, scheduling_workingpattern, scheduling_offering")
        yield made
        transaction.set_rollback(True)


def _make(patients: int) -> Clinic:
    organization = Organization.objects.create(name="Bench")
    site = Site.objects.create(organization=organization, name="Bench", slug="bench-site", time_zone="America/New_York")
    service = Service.objects.create(slug="bench", name={"en": "Bench"}, modes=["in_person", "video"], room_kind="exam")
    staff = StaffMember.objects.bulk_create(
        StaffMember(role="clinician", name=f"Bench {n:02}") for n in range(CLINICIANS)
    )
    clinicians = Resource.objects.bulk_create(Resource(kind="clinician", name=m.name, staff_member=m) for m in staff)
    rooms = Room.objects.bulk_create(Room(site=site, name=f"Bench {n:02}") for n in range(ROOMS))
    Resource.objects.bulk_create(Resource(kind="room", name=room.name, room=room) for room in rooms)
    Offering.objects.bulk_create(Offering(service=service, resource=each) for each in clinicians)
    WorkingPattern.objects.bulk_create(
        WorkingPattern(resource=each, site=site, weekday=day, starts=clock_time(first), ends=clock_time(last),
                       valid_from=date(2020, 1, 1))
        for each in clinicians for day in range(1, 6) for first, last in ((8, 12), (13, 17))
    )  # fmt: skip
    people = Patient.objects.bulk_create(Patient(name=f"Bench {n}") for n in range(patients))
    return Clinic(service, clinicians, people, site)


def _take(made: Clinic, share: float) -> None:
    """Every hour of every clinician alike: the first `share` of its three visits, so that the same are free each run."""
    zone, today = made.site.zone, clock.now().date()
    rows = []
    for number, clinician in enumerate(made.clinicians):
        for day in range(-1, DAYS):
            for slot in range(24):
                if (slot * 7 + number * 3 + day) % 10 < share * 10:
                    on = today + timedelta(days=day)
                    start = datetime(on.year, on.month, on.day, 8 + slot // 3, slot % 3 * 20, tzinfo=zone)
                    rows.append(
                        Reservation(resource=clinician, period=DateTimeTZRange(start, start + timedelta(minutes=20)))
                    )
    Reservation.objects.bulk_create(rows, batch_size=5000)


def median(work: Callable[[], object], times: int = 30) -> float:
    """Median milliseconds of `work`, after some rounds that warm it up."""
    measured = []
    for turn in range(times + 5):
        start = time.perf_counter()
        work()
        if turn >= 5:
            measured.append((time.perf_counter() - start) * 1000)
    return statistics.median(measured)


def say(what: str, action: float, bare: float) -> None:
    """One line for each measurement."""
    print(f"{what}: {action:.1f} ms; bare SQL {bare:.1f} ms; ratio {action / bare:.1f}")
