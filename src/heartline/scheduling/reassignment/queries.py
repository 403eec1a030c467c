"""Absences as pages need them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.db.models import Prefetch, Q, QuerySet

from heartline.kernel import clock
from heartline.people.linking.queries import of_person, persons_of
from heartline.people.models import ContactPoint, Patient
from heartline.scheduling.booking.models import Appointment
from heartline.scheduling.booking.queries import visits
from heartline.scheduling.catalogue.models import Resource
from heartline.scheduling.reassignment.models import ReassignedVisit, Reassignment
from heartline.scheduling.reassignment.rules import State, state


def whole_items(plan: Reassignment | None = None) -> QuerySet[ReassignedVisit]:
    """Lines of a plan with all that a row shows, in order of their old time. Two queries."""
    found = ReassignedVisit.objects.select_related(
        "patient",
        "appointment__service",
        "appointment__site",
        "appointment__clinician",
        "from_clinician__staff_member",
        "clinician",
        "site",
        "reassignment__clinician",
    ).prefetch_related(
        Prefetch(
            "patient__contact_points",
            ContactPoint.objects.filter(do_not_use=False).order_by("-preferred", "pk"),
            to_attr="usable_contacts",
        )
    )
    return (found.filter(reassignment=plan) if plan else found).order_by("from_start", "pk")


def state_of(item: ReassignedVisit) -> State:
    """Where this line stands now, also when the visit was changed elsewhere. No query for what whole_items gives."""
    visit = item.appointment
    return state(
        standing=visit.status in (Appointment.Status.BOOKED, Appointment.Status.ARRIVED),
        at_old=(visit.clinician_id, visit.starts_at) == (item.from_clinician_id, item.from_start),
        at_new=(visit.clinician_id, visit.starts_at) == (item.clinician_id, item.starts_at),
        proposed=item.starts_at is not None,
        moved=item.moved_at is not None,
        told=item.told_by != "",
        handled=item.told_at is not None,
        answer=item.answer,
        called=item.called_at is not None,
        stays=item.stays_at is not None,
    )


def concerned(clinician: Resource, first: date, last: date, now: datetime) -> list[Appointment]:
    """Visits still to come of this clinician on these dates of each site's clock, in order. One query."""
    around = DateTimeTZRange(
        datetime.combine(first - timedelta(days=1), time(), now.tzinfo),
        datetime.combine(last + timedelta(days=2), time(), now.tzinfo),
    )
    found = visits().filter(
        clinician=clinician, status=Appointment.Status.BOOKED, period__overlap=around, period__startswith__gt=now
    )
    return [
        visit
        for visit in found.order_by("period")
        if first <= visit.starts_at.astimezone(visit.site.zone).date() <= last
    ]


def last_seen(patient_ids: Collection[UUID]) -> dict[UUID, tuple[str, datetime]]:
    """Patient → the clinician who saw them last, on whichever record, and when. Two queries."""
    person = persons_of(patient_ids)
    found = (
        Appointment.objects.filter(
            patient__person_id__in=set(person.values()), status=Appointment.Status.FULFILLED, clinician__isnull=False
        )
        .order_by("patient__person_id", "-period")
        .distinct("patient__person_id")
    )
    seen = {
        who: (name, period.lower)
        for who, name, period in found.values_list("patient__person_id", "clinician__name", "period")
    }
    return {record: seen[who] for record, who in person.items() if who in seen}


@dataclass(frozen=True, slots=True)
class Summary:
    plan: Reassignment
    total: int
    settled: int


def recent(limit: int = 30) -> list[Summary]:
    """Absences that are not long over, the newest first, with how many of their visits are settled. Two queries."""
    since = clock.now().date() - timedelta(days=30)
    plans = list(
        Reassignment.objects.select_related("clinician").filter(Q(last__gte=since)).order_by("-created_at")[:limit]
    )
    items: dict[UUID, list[ReassignedVisit]] = {plan.pk: [] for plan in plans}
    for item in ReassignedVisit.objects.filter(reassignment__in=plans).select_related("appointment"):
        items[item.reassignment_id].append(item)
    return [
        Summary(plan, len(items[plan.pk]), sum(state_of(item).settled for item in items[plan.pk])) for plan in plans
    ]


def for_patient(patient: Patient, appointment_id: UUID) -> ReassignedVisit | None:
    """What became of this visit of theirs, if the clinic moved it. One query."""
    return (
        ReassignedVisit.objects.select_related(
            "appointment__service",
            "appointment__site__organization",
            "appointment__clinician__staff_member",
            "from_clinician",
            "clinician",
            "patient",
        )
        .filter(patient__in=of_person(patient.pk), appointment_id=appointment_id, moved_at__isnull=False)
        .order_by("-moved_at")
        .first()
    )


def told_by_plan(visit: Appointment, before: str) -> bool:
    """Whether the move of this visit away from `before` (ISO 8601) was a plan's, which tells of it with its reason.

    One query.
    """
    return (
        bool(before)
        and ReassignedVisit.objects.filter(
            appointment=visit,
            moved_at__isnull=False,
            from_start=datetime.fromisoformat(before),
            starts_at=visit.starts_at,
        ).exists()
    )
