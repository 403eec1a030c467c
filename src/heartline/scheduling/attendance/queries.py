"""Chances of missing, for the desk; and what the card of the model tells."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.db.models import Avg, Case, Count, F, FloatField, Q, QuerySet, Value, When

from heartline.kernel import clock
from heartline.kernel.models import Event
from heartline.people.models import Site
from heartline.scheduling.attendance.models import AttendanceModel, AttendanceRisk
from heartline.scheduling.attendance.rules import History
from heartline.scheduling.attendance.words import HELP
from heartline.scheduling.booking.models import Appointment
from heartline.scheduling.booking.queries import visits


def risk(appointment_ids: Collection[UUID]) -> dict[UUID, float]:
    """The chance that each is missed, 0 to 1; one that is not foretold yet is not in it. One query."""
    found = AttendanceRisk.objects.filter(appointment_id__in=list(appointment_ids))
    return dict(found.values_list("appointment_id", "probability"))


def model() -> AttendanceModel | None:
    """The newest, without its parameters. One query."""
    return AttendanceModel.objects.defer("parameters").first()


def earlier_models(count: int) -> list[AttendanceModel]:
    """The newest first. One query."""
    return list(AttendanceModel.objects.defer("parameters")[:count])


def usual_rate() -> float:
    """The share that is missed in general: what is assumed of a visit that nothing is known of. At most two queries."""
    known = model()
    if known is not None:
        return float(known.card["base_rate"])
    counts = Appointment.objects.filter(status__in=["noshow", "fulfilled", "arrived"]).aggregate(
        all=Count("pk"), missed=Count("pk", filter=Q(status="noshow"))
    )
    return (float(counts["missed"]) + 1) / (float(counts["all"]) + 20)


def history() -> History:
    """How much there is to learn from, to say how much is missing. One query."""
    known = Appointment.objects.filter(status__in=["noshow", "fulfilled", "arrived"])
    first, last = (known.order_by(order).values_list("period", flat=True).first() for order in ("period", "-period"))
    days = (last.lower - first.lower).days if first and last else 0
    return History(known.count(), known.filter(status="noshow").count(), days)


@dataclass(frozen=True, slots=True)
class Coming:
    """A visit on the list: its chance, what raises it, and what was done for it so far (the latest first)."""

    visit: Appointment
    probability: float
    evidence: Sequence[Sequence[float | str]]
    done: Sequence[Event]

    @property
    def phone(self) -> str:
        """The number to call, E.164; "" if there is none that may be used."""
        points = [
            each
            for each in self.visit.patient.contact_points.all()
            if each.system in ("phone", "sms") and not each.do_not_use
        ]
        return min(points, key=lambda each: not each.preferred).value if points else ""


def needing_a_hand(site: Site | None, start: datetime, end: datetime, limit: int) -> list[Coming]:
    """Booked visits in [start, end) that are most likely to be missed, the likeliest first. Three queries."""
    found = (
        _coming(site, start, end)
        .select_related("attendance_risk")
        .prefetch_related("patient__contact_points")
        .order_by("-attendance_risk__probability", "period")
    )
    shown = list(found[:limit])
    done: dict[UUID, list[Event]] = {}
    kinds = [f"attendance.{what}" for what in HELP]
    for event in Event.objects.filter(subject_id__in=[visit.pk for visit in shown], kind__in=kinds).order_by("-at"):
        if event.subject_id:
            done.setdefault(event.subject_id, []).append(event)
    return [
        Coming(visit, visit.attendance_risk.probability, visit.attendance_risk.evidence, done.get(visit.pk, []))
        for visit in shown
    ]


def expected(site: Site | None, start: datetime, end: datetime) -> tuple[int, float]:
    """How many visits are booked in [start, end), and how many of them are expected to be missed. One query."""
    told = _coming(site, start, end).aggregate(all=Count("pk"), mean=Avg("attendance_risk__probability"))
    return int(told["all"]), float(told["all"]) * float(told["mean"] or 0)


@dataclass(frozen=True, slots=True)
class Drift:
    """Of the visits of the last weeks: foretold before they began, and what came of them."""

    visits: int
    foretold: float
    missed: float
    since: date


def drift(weeks: int = 4) -> Drift | None:
    """None until 50 visits that were foretold are over. One query."""
    since = clock.now() - timedelta(weeks=weeks)
    told = AttendanceRisk.objects.filter(
        appointment__period__startswith__gte=since, appointment__status__in=["noshow", "fulfilled", "arrived"],
        as_of__lt=F("appointment__period__startswith"),
    ).aggregate(
        visits=Count("pk"),
        foretold=Avg("probability"),
        missed=Avg(Case(When(appointment__status="noshow", then=Value(1.0)), default=Value(0.0), output_field=FloatField())),
    )  # fmt: skip
    if told["visits"] < 50:
        return None
    return Drift(told["visits"], told["foretold"], told["missed"], since.date())


def _coming(site: Site | None, start: datetime, end: datetime) -> QuerySet[Appointment]:
    found = visits().filter(
        status=Appointment.Status.BOOKED, period__overlap=DateTimeTZRange(start, end), period__startswith__gte=start,
        attendance_risk__isnull=False,
    )  # fmt: skip
    return found.filter(site=site) if site else found
