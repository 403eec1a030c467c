"""A clinic in which somebody with many visits falls ill: 30 clinicians who speak five languages, three services, rooms."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from datetime import time as wall
from random import Random

from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.test import Client
from django.urls import reverse

from heartline.kernel import clock
from heartline.people.models import Account, Organization, Patient, Room, Site, StaffMember
from heartline.people.signin.second_factor import GIVEN
from heartline.scheduling.models import (
    Appointment,
    Offering,
    Reassignment,
    Reservation,
    Resource,
    Service,
    WorkingPattern,
)

CLINICIANS, ROOMS, DAY = 30, 24, 21  # visits of a full day of 20 minutes, from 8 to 12 and 13 to 16
LANGUAGES = ("en", "en", "en", "es", "vi", "zh-hans", "ar")
STARTS = [8 * 60 + 20 * n for n in range(12)] + [13 * 60 + 20 * n for n in range(9)]


@dataclass(frozen=True, slots=True)
class Clinic:
    ill: Resource
    desk: Account
    first: date
    last: date


def make(visits: int, taken: float, seed: int = 7) -> Clinic:
    """Weekdays from next Monday on; the ill one is full until all `visits` are placed, the others to the share `taken`."""
    rng, now = Random(seed), clock.now()
    organization = Organization.objects.create(name="Bench")
    site = Site.objects.create(
        organization=organization, name="Bench", slug="bench-absence", time_zone="America/New_York"
    )
    members = StaffMember.objects.bulk_create(
        StaffMember(role="clinician", name=f"Bench {n:02}", gender=("female", "male")[n % 2],
                    languages=["en", LANGUAGES[n % len(LANGUAGES)]])
        for n in range(CLINICIANS)
    )  # fmt: skip
    team = Resource.objects.bulk_create(Resource(kind="clinician", name=m.name, staff_member=m) for m in members)
    rooms = Room.objects.bulk_create(Room(site=site, name=f"Bench {n:02}") for n in range(ROOMS))
    places = Resource.objects.bulk_create(Resource(kind="room", name=room.name, room=room) for room in rooms)
    services = Service.objects.bulk_create(
        Service(slug=f"bench-{n}", name={"en": f"Bench {n}"}, modes=["in_person"], room_kind="exam", step=timedelta(minutes=20))
        for n in range(3)
    )  # fmt: skip
    Offering.objects.bulk_create(
        Offering(service=service, resource=each) for n, each in enumerate(team) for m, service in enumerate(services)
        if n == 0 or n % 3 != m
    )  # fmt: skip
    WorkingPattern.objects.bulk_create(
        WorkingPattern(resource=each, site=site, weekday=day, starts=wall(a), ends=wall(b), valid_from=date(2020, 1, 1))
        for each in team for day in range(1, 6) for a, b in ((8, 12), (13, 16))
    )  # fmt: skip
    today = now.astimezone(site.zone).date()
    first = today + timedelta(days=7 - today.weekday())
    days = [first + timedelta(days=n) for n in range(60) if (first + timedelta(days=n)).weekday() < 5]
    rows, booked = [], []
    people = Patient.objects.bulk_create(
        Patient(name=f"Bench {n}", language=rng.choice(LANGUAGES)) for n in range(visits)
    )
    for number, on in enumerate(days):
        for minute in STARTS:
            start = datetime(on.year, on.month, on.day, minute // 60, minute % 60, tzinfo=site.zone)
            period = DateTimeTZRange(start, start + timedelta(minutes=20))
            free = list(places)
            for n, each in enumerate(team):
                mine = n == 0 and len(booked) < visits
                if not mine and (n == 0 or rng.random() >= taken or number > 30):
                    continue
                rows.append(Reservation(resource=each, period=period))
                room = free.pop(0) if free and (mine or rng.random() < 0.7) else None
                if room:
                    rows.append(Reservation(resource=room, period=period))
                if mine:
                    visit = Appointment(
                        patient=people[len(booked)], service=services[len(booked) % 3], clinician=each, room=room,
                        site=site, period=period, mode="in_person", changed_at=now,
                        booked_at=start - timedelta(days=rng.choice((2, 12, 12, 40))),
                    )  # fmt: skip
                    booked.append(visit)
                    for row in rows[-2 if room else -1 :]:
                        row.appointment_id, row.service = visit.pk, visit.service
    Appointment.objects.bulk_create(booked)
    Reservation.objects.bulk_create(rows, batch_size=5000)
    desk = Account.objects.create_user("bench-desk@example.org", None, display_name="Bench")
    StaffMember.objects.create(role="front_desk", name="Bench desk", account=desk)
    return Clinic(team[0], desk, first, days[(visits - 1) // DAY])


def rendered(clinic: Clinic, plan: Reassignment) -> int:
    """The plan's page as the desk gets it; its size in bytes."""
    client = Client()
    client.force_login(clinic.desk)
    session = client.session
    session[GIVEN] = str(clinic.desk.pk)
    session.save()
    answer = client.get(reverse("desk:absence", args=[plan.pk]), headers={"host": "localhost"})
    if answer.status_code != 200:
        raise RuntimeError(f"the plan's page answered {answer.status_code}")
    return len(answer.content)
