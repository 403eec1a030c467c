"""The demo's visits that belong together: two groups, a plan, a series, and devices that ultrasound visits need."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import timedelta
from random import Random
from typing import Any

from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from heartline.kernel import actor, clock
from heartline.kernel.actor import Actor, Kind
from heartline.people.demo import Clinic
from heartline.people.demo.draw import new_id
from heartline.people.demo.person import age
from heartline.people.models import Role, Site
from heartline.scheduling.availability.queries import next_free
from heartline.scheduling.booking import happenings
from heartline.scheduling.booking.belonging import as_placed, gap_of
from heartline.scheduling.booking.models import Appointment, Reservation
from heartline.scheduling.booking.queries import visits
from heartline.scheduling.catalogue.models import Need, Offering, Resource, Service
from heartline.scheduling.demo.linked_words import DIABETES, GROUPS, HEART, PREGNANCY
from heartline.scheduling.demo.services import OFFERS
from heartline.scheduling.groups.actions import open_sessions
from heartline.scheduling.groups.models import GroupSession, GroupWaiting
from heartline.scheduling.plans.models import Plan, PlanBooking, PlanStep
from heartline.scheduling.plans.rules import keeps
from heartline.scheduling.series.models import Series

WEEKS = 5  # for which groups are open
LEADERS = {"pregnancy-class": "obstetrics", "diabetes-class": "nursing"}
SIZES = {"pregnancy-class": 8, "diabetes-class": 6}


class Linked:
    """Draws from a seed of its own, after everything else, so that the rest of the demo stays as it is."""

    def __init__(self, clinic: Clinic, offered: dict[str, Service], clinicians: Sequence[Resource]) -> None:
        self.rng, self.clinic, self.offered = Random(clinic.seed + 5), clinic, offered
        self.clinicians, self.now = clinicians, clock.now()
        desk = clinic.team.by_role[Role.FRONT_DESK][0]
        self.desk = Actor(Kind.STAFF, desk.name, desk.account_id, role=desk.role, door="desk")

    def load(self) -> tuple[int, int]:
        """How many visits and reservations it added."""
        before = Reservation.objects.count()
        with actor.acting(self.desk):
            self._devices()
            self._plans()
            self._series()
            joined = sum(self._group(slug) for slug in LEADERS)
        return joined, Reservation.objects.count() - before

    def _devices(self) -> None:
        """As many ultrasound devices at a site as are in use at once; each visit to come has one."""
        service = self.offered["ultrasound"]
        Need.objects.create(service=service, kind=Need.Kind.DEVICE, tag="ultrasound")
        coming = Appointment.objects.filter(service=service, status__in=["booked", "arrived"])
        taken: dict[Any, list[tuple[Resource, list[Any]]]] = defaultdict(list)
        rows = []
        for site in self.clinic.sites:
            taken[site.pk].append((self._device(site, 1), []))
        for visit in coming.select_related("site").order_by("period", "pk"):
            start, end = visit.period.lower - service.buffer_before, visit.period.upper + service.buffer_after
            here = taken[visit.site_id]
            free = next((each for each in here if not any(s < end and start < e for s, e in each[1])), None)
            if free is None:
                here.append(free := (self._device(visit.site, len(here) + 1), []))
            free[1].append((start, end))
            rows.append(Reservation(id=new_id(self.rng), resource=free[0], period=DateTimeTZRange(start, end),
                                    appointment_id=visit.pk))  # fmt: skip
        Reservation.objects.bulk_create(rows)

    def _device(self, site: Site, number: int) -> Resource:
        return Resource.objects.create(
            id=new_id(self.rng), kind=Resource.Kind.DEVICE, tag="ultrasound", site=site, name=f"Ultrasound {number}"
        )

    def _plans(self) -> None:
        """Blood is taken two days before the doctor speaks about it; and who has both visits so, has the plan."""
        for slug, (words, steps) in {"heart-check": HEART, "diabetes": DIABETES, "pregnancy": PREGNANCY}.items():
            plan = Plan.objects.create(id=new_id(self.rng), slug=slug, online=Service.Online.ANYONE, **words)
            made = [
                PlanStep.objects.create(plan=plan, place=place, service=self.offered[service], least=least, most=most)
                for place, (service, least, most) in enumerate(steps, 1)
            ]
            self._booked(plan, made)

    def _booked(self, plan: Plan, steps: list[PlanStep]) -> None:
        gaps = [gap_of(step) for step in steps]
        found = visits().filter(
            status="booked", period__startswith__gt=self.now, service__in=[step.service for step in steps]
        )
        by_patient: dict[Any, list[Appointment]] = defaultdict(list)
        for visit in found.order_by("period", "pk"):
            by_patient[visit.patient_id].append(visit)
        for mine in by_patient.values():
            chain = mine[: len(steps)]
            fits = [visit.service_id for visit in chain] == [step.service_id for step in steps]
            if fits and keeps(gaps, [as_placed(visit) for visit in chain]):
                booking = PlanBooking.objects.create(
                    id=new_id(self.rng), plan=plan, patient=chain[0].patient, booked_at=chain[0].booked_at,
                    booked_by=chain[0].booked_by, booked_door=chain[0].booked_door,
                )  # fmt: skip
                for place, visit in enumerate(chain, 1):
                    Appointment.objects.filter(pk=visit.pk).update(plan_booking=booking, plan_place=place)

    def _series(self) -> None:
        """Whoever comes to physiotherapy three times and more has it as a series."""
        service = self.offered["physiotherapy"]
        since = self.now - timedelta(days=60)
        found = Appointment.objects.filter(service=service, period__startswith__gt=since).exclude(status="cancelled")
        by_patient: dict[Any, list[Appointment]] = defaultdict(list)
        for visit in found.order_by("period", "pk"):
            by_patient[visit.patient_id].append(visit)
        made = []
        for mine in by_patient.values():
            if len(mine) < 3 or mine[-1].period.lower < self.now:
                continue
            first = min(mine, key=lambda visit: visit.booked_at)
            made.append((Series(id=new_id(self.rng), patient_id=first.patient_id, service=service, asked=len(mine),
                                booked_at=first.booked_at, booked_by=first.booked_by, booked_door=first.booked_door),
                         [visit.pk for visit in mine]))  # fmt: skip
        Series.objects.bulk_create(series for series, _ in made)
        for series, ids in made:
            Appointment.objects.filter(pk__in=ids).update(series=series)

    def _group(self, slug: str) -> int:
        """A session each week, the first ones full or nearly so. How many visits that makes."""
        service = Service.objects.create(
            id=new_id(self.rng), slug=slug, category="primary", duration=timedelta(minutes=60), step=timedelta(minutes=30),
            modes=["in_person"], room_kind="therapy", lead_time=timedelta(hours=4), group_size=SIZES[slug], price_minor=0,
            min_age=16, **GROUPS[slug],
        )  # fmt: skip
        leaders = [
            resource
            for resource, member in zip(self.clinicians, self.clinic.team.clinicians, strict=True)
            if member.skills[0] == LEADERS[slug]
        ]
        if not leaders or LEADERS[slug] not in OFFERS:
            return 0
        Offering.objects.bulk_create(Offering(service=service, resource=leader) for leader in leaders)
        joined = 0
        for week in range(WEEKS):
            start = self.now + timedelta(days=2 + 7 * week)
            free = next_free(service, start=start, n=1, clinicians=[leaders[week % len(leaders)].pk], online=False)
            if free and free[0].starts_at < start + timedelta(days=7):
                [session] = open_sessions(service, free[0].clinician_id, [free[0].starts_at], mode="in_person")
                joined += self._join(session, max(session.capacity - 2 * week, 1))
        return joined

    def _join(self, session: GroupSession, places: int) -> int:
        people = self._people(session, places + 2)
        made = [
            Appointment(
                id=new_id(self.rng), patient_id=person, service=session.service, clinician=session.clinician,
                room=session.room, site=session.site, period=session.period, mode=session.mode, group_session=session,
                booked_door="desk", booked_by=self.desk.label, booked_at=self.now, changed_at=self.now,
            )
            for person in people[:places]
        ]  # fmt: skip
        Appointment.objects.bulk_create(made)
        known = {visit.pk: visit for visit in visits().filter(pk__in=[visit.pk for visit in made])}
        happenings.tell_all([
            ("appointment.booked", known[visit.pk], {"group": str(session.pk)}) for visit in made
        ])  # fmt: skip
        if places == session.capacity:
            GroupWaiting.objects.bulk_create(
                GroupWaiting(id=new_id(self.rng), session=session, patient_id=person, asked_at=self.now)
                for person in people[places:]
            )
        return len(made)

    def _people(self, session: GroupSession, count: int) -> list[Any]:
        """Grown people of whom nobody is elsewhere then; for the class before birth, women of that age."""
        today, women = self.now.date(), session.service.slug == "pregnancy-class"
        low, high = (20, 42) if women else (40, 80)
        able = [
            person.id
            for person in self.clinic.people
            if person.deceased is None
            and low <= age(person.born, today) <= high
            and (person.sex == "female" or not women)
        ]
        some = self.rng.sample(able, min(len(able), count * 4))
        busy = Appointment.objects.filter(patient_id__in=some, status="booked", period__overlap=session.period)
        elsewhere = set(busy.values_list("patient_id", flat=True))
        return [person for person in some if person not in elsewhere][:count]
