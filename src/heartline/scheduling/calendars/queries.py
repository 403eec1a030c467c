"""Whose calendars there are, and what stands in one."""

from datetime import timedelta
from uuid import UUID

from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.db.models import Q, QuerySet

from heartline.kernel import clock
from heartline.people.linking.queries import by_person, of_person
from heartline.scheduling.booking.models import Appointment
from heartline.scheduling.booking.queries import visits
from heartline.scheduling.calendars.models import CalendarFeed, CalendarPolicy, Detail

PAST, COMING = timedelta(days=30), timedelta(days=400)
CANCELLED_FOR = timedelta(days=30)  # so long a cancelled visit says so, for calendars that seldom ask


def standing() -> QuerySet[CalendarFeed]:
    """Addresses that have not been ended, the newest first, with whose visits they show."""
    found = CalendarFeed.objects.filter(revoked_at=None).order_by("-made_at")
    return found.select_related("patient", "resource__room__site")


def of_account(account_id: UUID) -> list[CalendarFeed]:
    """What this account subscribes to. One query."""
    return list(standing().filter(account_id=account_id))


def by_others(account_id: UUID, patient_id: UUID) -> list[CalendarFeed]:
    """What others subscribe to of this patient's visits. One query."""
    return list(standing().filter(patient__in=of_person(patient_id)).exclude(account_id=account_id))


def allowed() -> Detail:
    """The most that calendars of clinicians and rooms may say. One query."""
    policy = CalendarPolicy.objects.first()
    return Detail(policy.most) if policy else Detail.SERVICE


def visits_in(feed: CalendarFeed) -> list[Appointment]:
    """The visits that the caller may see of those the feed is for, in order. One query."""
    found = _around_now()
    if feed.resource_id:
        of_resource = Q(clinician_id=feed.resource_id) | Q(room_id=feed.resource_id)
        return list(found.filter(of_resource))
    found = found.filter(by_person(feed.patient_id)) if feed.patient_id else found.none()
    return list(found if feed.with_confidential else found.exclude(confidential=True))


def _around_now() -> QuerySet[Appointment]:
    now = clock.now()
    stale = Q(status=Appointment.Status.CANCELLED, changed_at__lt=now - CANCELLED_FOR)
    found = visits().filter(period__overlap=DateTimeTZRange(now - PAST, now + COMING)).exclude(stale)
    return found.order_by("period", "pk")
