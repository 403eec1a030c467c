"""Entries and offers as pages and jobs need them, with a known number of queries."""

from collections.abc import Collection, Iterable
from datetime import timedelta
from uuid import UUID

from django.db import connection
from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet, Subquery

from heartline.kernel import clock
from heartline.scheduling.booking.models import Appointment
from heartline.scheduling.waitlist.models import WaitlistEntry, WaitlistOffer
from heartline.scheduling.waitlist.rules import HEAD_START, Urgency, standing

WAITING, OPEN = WaitlistEntry.Status.WAITING, WaitlistOffer.State.OPEN


def entries() -> QuerySet[WaitlistEntry]:
    """All that the caller may see, with patient, service and the visit they would give up. One query."""
    return WaitlistEntry.objects.select_related("patient", "service", "appointment__site", "appointment__clinician")


def locked(entry_id: UUID, *, skip: bool = False) -> WaitlistEntry:
    """One entry, its row locked until commit; with `skip`, DoesNotExist where somebody else has it. Else waits."""
    return entries().select_for_update(of=("self",), skip_locked=skip).get(pk=entry_id)


def offers() -> QuerySet[WaitlistOffer]:
    """All that the caller may see, with everything that a page or a letter says of them. One query."""
    return WaitlistOffer.objects.select_related(
        "entry__appointment__site", "entry__appointment__service", "patient", "service", "clinician__staff_member",
        "room__room", "site__organization", "visit",
    )  # fmt: skip


def candidates(clinicians: Collection[UUID]) -> list[WaitlistEntry]:
    """Those who wait for what these clinicians give, in no order: `open_offer` says whether they are asked already,
    `seen_by` whom they saw last for this service. One query.
    """
    waiting = entries().filter(status=WAITING, service__offerings__resource__in=clinicians, service__active=True)
    last = Appointment.objects.filter(
        patient__person_id=OuterRef("patient__person_id"), service=OuterRef("service"), status="fulfilled"
    ).order_by("-period")
    open_ = WaitlistOffer.objects.filter(entry=OuterRef("pk"), state=OPEN)
    return list(waiting.annotate(seen_by=Subquery(last.values("clinician")[:1]), open_offer=Exists(open_)).distinct())


def had_already(entry_ids: Iterable[UUID]) -> set[tuple[UUID, UUID, object]]:
    """(entry, clinician, start) of every time to come that they were offered: none is offered twice. One query."""
    found = WaitlistOffer.objects.filter(entry__in=list(entry_ids), period__endswith__gt=clock.now())
    return {
        (entry, clinician, period.lower)
        for entry, clinician, period in found.values_list("entry", "clinician", "period")
    }


def of_records(records: Collection[UUID]) -> list[WaitlistEntry]:
    """What these records wait for, the longest first, each with its open offers in `open_offers`. Two queries."""
    unanswered = offers().filter(state=OPEN, deadline__gt=clock.now())
    opened = Prefetch("offers", queryset=unanswered, to_attr="open_offers")
    return list(entries().filter(patient_id__in=records, status=WAITING).prefetch_related(opened).order_by("joined_at"))


def open_offers(records: Collection[UUID]) -> list[WaitlistOffer]:
    """Offers that these records can answer now, the most pressing first. One query."""
    return list(offers().filter(patient_id__in=records, state=OPEN, deadline__gt=clock.now()).order_by("deadline"))


def of_visit(records: Collection[UUID], visit_id: UUID) -> WaitlistEntry | None:
    """What they wait for instead of this visit. One query."""
    return entries().filter(patient_id__in=records, status=WAITING, appointment=visit_id).first()


def before(entry_id: UUID) -> int:
    """How many others come before this entry, whatever the time; callable by the patient, who sees none of them. One query."""
    head_starts: list[timedelta] = [HEAD_START[urgency] for urgency in Urgency]
    with connection.cursor() as cursor:
        cursor.execute("SELECT heartline_waiting_before(%s, %s::interval[])", [entry_id, head_starts])
        row = cursor.fetchone()
    return int(row[0])


def before_for_staff(entry: WaitlistEntry) -> int:
    """The same, for those who see all rows. One query."""
    since = standing(Urgency(entry.urgency), entry.joined_at)
    sooner = Q()
    for urgency in Urgency:
        sooner |= Q(urgency=urgency, joined_at__lt=since + HEAD_START[urgency])
    return WaitlistEntry.objects.filter(sooner, status=WAITING, service=entry.service_id).exclude(pk=entry.pk).count()
