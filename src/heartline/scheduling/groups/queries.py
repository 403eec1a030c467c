"""Sessions to come, and who is in them."""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet

from heartline.kernel import clock
from heartline.people.linking.queries import by_person, of_person
from heartline.people.models import Patient, Site
from heartline.scheduling.booking.models import Appointment
from heartline.scheduling.booking.queries import visits
from heartline.scheduling.catalogue.models import Service
from heartline.scheduling.groups.models import GroupSession, GroupWaiting


@dataclass(frozen=True, slots=True)
class Roster:
    """A session with its visits, by name, and who waits, the longest waiting first."""

    session: GroupSession
    visits: list[Appointment]
    waiting: list[GroupWaiting]


def sessions() -> QuerySet[GroupSession]:
    """All, with what a line shows. One query."""
    return GroupSession.objects.select_related("service", "site__organization", "clinician__staff_member", "room__room")


def coming(service: Service, *, site: Site | None = None, limit: int = 30) -> list[GroupSession]:
    """Sessions of a service that are to come and take place, the next first; full ones too. One query."""
    found = sessions().filter(service=service, called_off_at=None, period__startswith__gt=clock.now())
    return list((found.filter(site=site) if site else found).order_by("period")[:limit])


def places_of(patient: Patient, found: Collection[GroupSession]) -> tuple[dict[UUID, Appointment], set[UUID]]:
    """For these sessions: the patient's own visit in each, and where they wait. Two queries."""
    ids = [session.pk for session in found]
    standing = (
        visits().filter(by_person(patient.pk), group_session__in=ids).exclude(status=Appointment.Status.CANCELLED)
    )
    mine = {visit.group_session_id: visit for visit in standing if visit.group_session_id}
    waits = GroupWaiting.objects.filter(patient__in=of_person(patient.pk), session__in=ids).values_list(
        "session_id", flat=True
    )
    return mine, set(waits)


def roster(session: GroupSession) -> Roster:
    """Who comes, and who would like to. Two queries; the reader's looks are for the caller to note."""
    coming_ = visits().filter(group_session=session).exclude(status=Appointment.Status.CANCELLED)
    waiting = GroupWaiting.objects.filter(session=session).select_related("patient").order_by("asked_at", "pk")
    return Roster(session, sorted(coming_, key=lambda visit: (visit.patient.name, visit.booked_at)), list(waiting))
