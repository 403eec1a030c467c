"""A clinic to measure in, in a scratch server of its own: a tenth of it first, then the whole.

The whole: 25 sites, 1,000 clinicians over 90 days with 1.8 million reservations, a million patients, half a million visits and two
million ledger entries. Everything is drawn from one seed. Only the amount of data grows, not what is asked.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from django.db import connection
from psycopg.types.json import Jsonb

from heartline.kernel import clock
from heartline.kernel.db.bulk import copy, span
from heartline.kernel.models import Event
from heartline.people.models import HumanName, Organization, Patient, Room, Site, StaffMember
from heartline.people.search.rules import search_text
from heartline.scheduling.models import Appointment, Offering, Reservation, Resource, Service, WorkingPattern

CLINICIANS, PER_SITE, ROOMS, DAYS = 1000, 40, 12, 90
SLOTS, TAKEN, ROOM_TAKEN = 24, 17, 10  # twenty-minute visits of a day, and how many of them are gone
PATIENTS, ENTRIES, LONG, BOOKERS = 1_000_000, 2_000_000, 10_000, 2000
SYLLABLES = ("ba", "be", "bo", "da", "do", "ka", "ki", "la", "lo", "ma", "mi", "na", "no", "ra", "ro", "sa", "so", "ta",
             "to", "va", "vi", "za", "que", "sha", "ling", "mer", "ton", "han")  # fmt: skip
# Built once over all rows, they take a fraction of the time.
LATE = {
    Reservation: ["reservation_once"],
    Appointment: ["patient_in_one_place"],
    Patient: ["patient_search", "patient_found_by"],
}


PREWARM = "SELECT pg_prewarm(oid) FROM pg_class WHERE relname LIKE 'people\\_%' AND relkind IN ('r', 'i')"


@dataclass
class World:
    scale: float
    tries: int = 2000
    rng: random.Random = field(default_factory=lambda: random.Random(7))
    name: str = ""
    service: Service = field(default_factory=Service)
    sites: list[Site] = field(default_factory=list)
    clinicians: list[Resource] = field(default_factory=list)
    patients: list[UUID] = field(default_factory=list)  # some of all
    bookers: Iterator[Patient] = field(default_factory=lambda: iter(()))  # who have no visits yet
    long: UUID | None = None  # the patient with ten thousand entries
    names: list[str] = field(default_factory=list)  # of some patients, to look for

    def __post_init__(self) -> None:
        self.began = clock.now()
        self.today = self.began.date()

    def found(self) -> None:
        """Sites, clinicians, rooms, hours: the same for a tenth and for the whole."""
        organization = Organization.objects.create(name="Bench")
        count = max(2, int(CLINICIANS * min(1.0, self.scale * 10)))
        self.sites = Site.objects.bulk_create(
            Site(organization=organization, name=f"Site {n}", slug=f"site-{n}", time_zone="America/New_York")
            for n in range(max(1, count // PER_SITE))
        )
        self.service = Service.objects.create(
            slug="bench", name={"en": "Bench"}, modes=["in_person", "video"], room_kind="exam", category="primary"
        )
        staff = StaffMember.objects.bulk_create(StaffMember(role="clinician", name=f"Dr. {n:04}") for n in range(count))
        self.clinicians = Resource.objects.bulk_create(
            Resource(kind="clinician", name=member.name, staff_member=member) for member in staff
        )
        rooms = Room.objects.bulk_create(
            Room(site=site, name=f"Room {n}", kind="exam") for site in self.sites for n in range(ROOMS)
        )
        self.rooms = Resource.objects.bulk_create(Resource(kind="room", name=room.name, room=room) for room in rooms)
        Offering.objects.bulk_create(Offering(service=self.service, resource=each) for each in self.clinicians)
        self.bookers = iter(Patient.objects.bulk_create(Patient(name=f"Booker {n}") for n in range(BOOKERS)))
        hours = [(weekday, *times) for weekday in range(1, 8) for times in (("08:00", "12:00"), ("13:00", "17:00"))]
        WorkingPattern.objects.bulk_create(
            WorkingPattern(resource=each, site=self._site(n), weekday=day, starts=starts, ends=ends,
                           valid_from=date(2020, 1, 1))
            for n, each in enumerate(self.clinicians) for day, starts, ends in hours
        )  # fmt: skip

    def _site(self, clinician: int) -> Site:
        return self.sites[clinician % len(self.sites)]

    def fill(self, share: float) -> Iterator[tuple[str, float]]:
        """`share` of the data on top of what is there: a tenth, then the other nine. Yields what is done and how much of it."""
        with _late():
            first, last = (0, DAYS // 10) if share < 0.5 else (DAYS // 10, DAYS)
            people = int(PATIENTS * self.scale * share)
            for begin in range(0, people, 50_000):
                yield "patients", 0.35 * begin / people
                self._people(min(50_000, people - begin))
            for day in range(first, last):
                yield "reservations and visits", 0.35 + 0.3 * (day - first) / (last - first)
                self._day(self.today + timedelta(days=day))
            yield "ledger", 0.65
            self._ledger(int(ENTRIES * self.scale * share))
            yield "indexes", 0.75
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")
            cursor.execute("CHECKPOINT")  # else what is measured writes out what was filled in
            # As in a server that has been up, or that was and started again: it brings back what it had in memory.
            cursor.execute(PREWARM)
        yield "ready", 1.0

    def _people(self, count: int) -> None:
        rows, names, rng = [], [], self.rng
        for _ in range(count):
            name = " ".join("".join(rng.choices(SYLLABLES, k=rng.choice((2, 2, 3, 3, 4)))).title() for _ in "ab")
            born = date(1930, 1, 1) + timedelta(days=rng.randrange(34_000))
            phone, key = f"+1{rng.randrange(2010000000, 9899999999)}", UUID(int=rng.getrandbits(128), version=4)
            rows.append((key, name, born, search_text([name], born, [phone], [], [f"{rng.randrange(10**7, 10**8)}"])))
            names.append((key, "official", name, name.split()[1], [name.split()[0]], "", "", ""))
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL synchronous_commit TO off")
        copy(
            Patient,
            ["id", "name", "birth_date", "birth_partial", "sex", "gender_identity", "pronouns", "language", "interpreter_needed", "needs",
             "how_to_speak", "photo", "active", "search"],
            ((key, name, born, "", "unknown", "", "", "en", False, [], "", "", True, text) for key, name, born, text in rows),
        )  # fmt: skip
        copy(HumanName, ["patient", "use", "text", "family", "given", "prefix", "suffix", "script"], names)
        self.patients += [row[0] for row in rows[:: max(1, count // 2000)]]
        self.names += [row[1] for row in rows[:: max(1, count // 200)]]

    def _day(self, day: date) -> None:
        """Seventeen of every clinician's twenty-four visits, and ten of every room's."""
        zone, rng, now = self.sites[0].zone, self.rng, clock.now()
        starts = [datetime(day.year, day.month, day.day, hour, minute, tzinfo=zone).astimezone(UTC)
                  for hour in (8, 9, 10, 11, 13, 14, 15, 16) for minute in (0, 20, 40)]  # fmt: skip
        length = timedelta(minutes=20)
        taken: list[tuple[object, ...]] = []
        visits: list[tuple[UUID, str, UUID, UUID]] = []
        for number, clinician in enumerate(self.clinicians):
            for start in rng.sample(starts, TAKEN):
                period, visit = span(start, start + length), UUID(int=rng.getrandbits(128), version=4)
                taken.append(
                    (UUID(int=rng.getrandbits(128), version=4), clinician.pk, period, self.service.pk, visit, "", "")
                )
                if len(visits) < 6000:
                    visits.append((visit, period, clinician.pk, self._site(number).pk))
        for room in self.rooms:
            for start in rng.sample(starts, ROOM_TAKEN):
                taken.append((UUID(int=rng.getrandbits(128), version=4), room.pk, span(start, start + length),
                              self.service.pk, None, "", ""))  # fmt: skip
        copy(Reservation, ["id", "resource", "period", "service", "appointment_id", "holder", "note"], taken)
        people = rng.sample(self.patients, min(len(self.patients), 500))
        copy(
            Appointment,
            ["id", "patient", "service", "clinician", "site", "period", "mode", "status", "reason", "cancel_reason",
             "cancel_note", "sequence", "booked_door", "booked_by", "booked_at", "changed_at"],
            ((visit, person, self.service.pk, clinician, site, period, "video", "booked", "", "", "", 0, "portal", "", now, now)
             for person, (visit, period, clinician, site) in zip(people, visits, strict=False)),
        )  # fmt: skip

    def _ledger(self, count: int) -> None:
        """Events of many; one patient has ten thousand."""
        now, facts = clock.now(), {"service_name": {"en": "Bench"}, "starts_at": clock.now().isoformat(), "site": "Bench",
                                   "clinician": "Bench"}  # fmt: skip
        fields = ["at", "kind", "patient_id", "actor_kind", "actor_label", "actor_role", "door", "data"]
        if self.long is None:
            self.long = self.patients[0]
            copy(Event, fields, ((now - timedelta(hours=n), "appointment.booked", self.long, "staff", "", "", "desk",
                                  Jsonb(facts)) for n in range(LONG)))  # fmt: skip
        others = self.patients[1:]
        copy(Event, fields, ((now - timedelta(minutes=n), "appointment.booked", others[n % len(others)], "staff", "", "", "desk",
                              Jsonb(facts)) for n in range(count)))  # fmt: skip


class _late:
    """Indexes and constraints of LATE are dropped, and made again at the end, as they were."""

    def __enter__(self) -> None:
        self.made: list[str] = []
        with connection.cursor() as cursor:
            for model, names in LATE.items():
                table = model._meta.db_table
                for name in names:
                    cursor.execute(
                        "SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = %s AND conrelid = %s::regclass",
                        [name, table],
                    )
                    if row := cursor.fetchone():
                        cursor.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
                        self.made.append(f"ALTER TABLE {table} ADD CONSTRAINT {name} {row[0]}")
                    else:
                        cursor.execute("SELECT pg_get_indexdef(%s::regclass)", [name])
                        self.made.append(cursor.fetchone()[0])
                        cursor.execute(f"DROP INDEX {name}")

    def __exit__(self, *_: object) -> None:
        with connection.cursor() as cursor:
            for statement in self.made:
                cursor.execute(statement)
