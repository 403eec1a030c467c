"""What somebody who has a calendar's address gets, with the rights that its holder has at this moment.

A calendar sends no cookie and gives no password: the secret in the address is all there is. So the row is looked up by
its digest, and then the visits are read under the very role that the holder's own page would have: as that account, by
row-level security, for a patient or proxy; as a member of staff whose role still allows it, for a clinician or room.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.utils.translation import override

from heartline.kernel import actor, audit, clock
from heartline.kernel.actor import Actor, Kind
from heartline.kernel.db.confine import as_patient, as_staff
from heartline.kernel.models import AuditEntry
from heartline.people.models import Patient, StaffMember
from heartline.people.permissions import may
from heartline.people.sensitive.closed import closing, is_closed
from heartline.people.sensitive.queries import working
from heartline.scheduling.booking.models import Appointment
from heartline.scheduling.calendars import saying
from heartline.scheduling.calendars.feed_rules import Entry, at_most, compose_feed, etag
from heartline.scheduling.calendars.models import CalendarFeed, Detail
from heartline.scheduling.calendars.queries import allowed, visits_in
from heartline.scheduling.calendars.secrets import digest

SEEN_EVERY = timedelta(minutes=10)  # how closely "last read" is kept
NOTED_EVERY = timedelta(days=1)  # a calendar asks every hour: the same patients are noted once a day


@dataclass(frozen=True, slots=True)
class Found:
    """Everything that stands in the calendar, not written as a file yet."""

    name: str
    entries: tuple[Entry, ...]

    @property
    def etag(self) -> str:
        return etag(self.name, self.entries)

    def file(self) -> bytes:
        return compose_feed(self.name, self.entries)


class Ended(Exception):
    """There was such a calendar, and its holder or somebody else ended it; or they may not read it any more."""


def read(token: str, base: str) -> Found | None:
    """What is there for this secret; None if there never was such a one. `base` begins the links in it. Raises Ended."""
    with as_staff():
        found = CalendarFeed.objects.select_related("account", "patient", "resource__room__site")
        feed = found.filter(digest=digest(token)).first()
        if feed is None:
            return None
        if feed.revoked_at is not None or not feed.account.is_active:
            raise Ended
    with override(feed.account.language):
        answer = _of_patient(feed, feed.patient_id, base) if feed.patient_id else _of_staff(feed)
    _remember(feed)
    return answer


def _of_patient(feed: CalendarFeed, patient_id: UUID, base: str) -> Found:
    with as_patient(feed.account_id):
        patient = Patient.objects.filter(pk=patient_id).first()
        if patient is None:  # the proxy is over
            raise Ended
        own = patient.account_id == feed.account_id
        entries = [saying.to_patient(visit, Detail(feed.detail), base if own else "") for visit in visits_in(feed)]
    return Found(saying.name_for_patient(feed, own=own), tuple(entries))


def _of_staff(feed: CalendarFeed) -> Found:
    with as_staff():
        member, shut = working(feed.account_id)
        if member is None or not may(member.role, "calendar.feed") or not _still_theirs(feed, member):
            raise Ended
        with closing(shut):
            detail, found = at_most(feed.detail, allowed()), visits_in(feed)
            if detail == Detail.INITIALS:
                _note(feed, member, found)
            entries = [saying.to_staff(visit, detail, of_room=feed.resource.kind == "room") for visit in found]  # type: ignore[union-attr]
            return Found(saying.name_for_staff(feed), tuple(entries))


def _still_theirs(feed: CalendarFeed, member: StaffMember) -> bool:
    """A clinician's calendar is their own and nobody else's; a room's is for staff who see the day."""
    resource = feed.resource
    return resource is not None and (resource.kind == "room" or resource.staff_member_id == member.pk)


def _note(feed: CalendarFeed, member: StaffMember, visits: Sequence[Appointment]) -> None:
    """Initials and a time are enough to know somebody by: whoever is shown is noted, as on the day list."""
    named = (visit.patient_id for visit in visits if not visit.confidential and not is_closed(visit.patient_id))
    shown = list(dict.fromkeys(named))
    known = AuditEntry.objects.filter(
        actor_id=feed.account_id, what="calendar", at__gt=clock.now() - NOTED_EVERY, patient_id__in=shown
    )
    noted = set(known.values_list("patient_id", flat=True))
    with actor.acting(Actor(Kind.STAFF, member.name, feed.account_id, member.role, "calendar")):
        for patient_id in shown:
            if patient_id not in noted:
                audit.read(patient_id, "calendar")
        audit.flush()  # in the name of the calendar's holder: the request itself is nobody's


def _remember(feed: CalendarFeed) -> None:
    now = clock.now()
    if feed.last_read_at is None or feed.last_read_at < now - SEEN_EVERY:
        with as_staff():
            CalendarFeed.objects.filter(pk=feed.pk).update(last_read_at=now)
