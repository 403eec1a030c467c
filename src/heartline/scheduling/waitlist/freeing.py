"""Time that somebody gave up: kept until it is taken or past, so that it is looked at again when things have changed."""

from collections.abc import Collection, Iterable, Iterator
from datetime import datetime, timedelta
from uuid import UUID

from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.db.models import Exists, OuterRef
from procrastinate.contrib.django import app

from heartline.kernel import clock
from heartline.scheduling.booking.models import Reservation
from heartline.scheduling.catalogue.models import Offering
from heartline.scheduling.waitlist.models import FreedTime, WaitlistEntry

OFFER = "heartline.waitlist.offer"  # the job in tasks.py
SHORTEST = timedelta(minutes=10)  # less than that is no visit


def free(event_id: int, clinician_id: UUID, start: datetime, end: datetime, cause: str) -> FreedTime | None:
    """Keep that [start, end) has become free, once an event, and have it offered. None for what is past."""
    now = clock.now()
    if end <= now or end - start < SHORTEST:
        return None
    freed, _new = FreedTime.objects.get_or_create(
        event_id=event_id,
        defaults={
            "clinician_id": clinician_id,
            "period": DateTimeTZRange(max(start, now), end),
            "cause": cause,
            "freed_at": now,
        },
    )
    look_again([freed])
    return freed


def look_again(freed: Iterable[FreedTime]) -> None:
    """Have these stretches offered by a job, one job each however often it is asked for while it waits."""
    for each in freed:
        app.configure_task(OFFER, lock=f"waitlist.offer:{each.pk}").defer(freed_id=str(each.pk))


def touching(clinician_id: UUID, start: datetime, end: datetime) -> Iterator[FreedTime]:
    """Stretches not settled that touch this time. One query."""
    found = FreedTime.objects.filter(
        clinician=clinician_id, settled_at=None, period__overlap=DateTimeTZRange(start, end)
    )
    yield from found.order_by("freed_at")


def wanted(service_ids: Collection[UUID] | None = None) -> list[FreedTime]:
    """Stretches not settled of clinicians for whom somebody waits (for one of these services). One query."""
    waiting = WaitlistEntry.objects.filter(
        status=WaitlistEntry.Status.WAITING, service__offerings__resource=OuterRef("clinician")
    )
    found = FreedTime.objects.filter(Exists(waiting), settled_at=None, period__endswith__gt=clock.now())
    if service_ids is not None:
        found = found.filter(
            Exists(Offering.objects.filter(resource=OuterRef("clinician"), service__in=list(service_ids)))
        )
    return list(found.order_by("period", "freed_at"))


def settle() -> int:
    """Close what is past, and what has been taken for good; how many. Two queries, and one where something is."""
    now = clock.now()
    past = FreedTime.objects.filter(settled_at=None, period__endswith__lte=now).update(settled_at=now)
    open_ = list(FreedTime.objects.filter(settled_at=None).only("pk", "clinician_id", "period"))
    if not open_:
        return past
    span = DateTimeTZRange(min(each.period.lower for each in open_), max(each.period.upper for each in open_))
    taken = Reservation.objects.filter(
        resource__in={each.clinician_id for each in open_}, held_until=None, period__overlap=span
    ).values_list("resource_id", "period")
    by_clinician: dict[UUID, list[DateTimeTZRange]] = {}
    for clinician_id, period in taken:
        by_clinician.setdefault(clinician_id, []).append(period)
    gone = [each.pk for each in open_ if _left(each.period, by_clinician.get(each.clinician_id, [])) < SHORTEST]
    return past + (FreedTime.objects.filter(pk__in=gone).update(settled_at=now) if gone else 0)


def _left(stretch: DateTimeTZRange, taken: Iterable[DateTimeTZRange]) -> timedelta:
    """The longest piece of `stretch` that nothing of `taken` meets."""
    begin, longest = stretch.lower, timedelta(0)
    for period in sorted(taken, key=lambda period: period.lower):
        if period.lower >= stretch.upper:
            break
        longest = max(longest, min(period.lower, stretch.upper) - begin)
        begin = max(begin, period.upper)
    rest: timedelta = stretch.upper - begin
    return max(longest, rest)
