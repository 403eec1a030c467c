"""What the waitlist does when something happens elsewhere: freed time is kept and offered, entries follow their visits."""

from datetime import datetime
from uuid import UUID

from heartline.kernel.ids import read_uuid
from heartline.kernel.models import Event
from heartline.kernel.reactions import on
from heartline.people.linking.queries import records_of
from heartline.scheduling.availability.models import PatternException
from heartline.scheduling.booking.models import Appointment
from heartline.scheduling.catalogue.models import Resource
from heartline.scheduling.waitlist import actions, answering, freeing, letters, undoing
from heartline.scheduling.waitlist.models import FreedTime, WaitlistEntry, WaitlistOffer
from heartline.scheduling.waitlist.queries import entries, offers

Cause = FreedTime.Cause
WAITING = WaitlistEntry.Status.WAITING


@on("appointment.cancelled")
def cancelled(event: Event) -> None:
    """The time is free; who waited for an earlier one than this waits no more."""
    visit = Appointment.objects.filter(pk=_subject(event), status=Appointment.Status.CANCELLED).first()
    if visit is None:
        return
    for entry_id in _waiting_for(visit):
        actions.visit_is_off(entry_id)
    if visit.clinician_id:
        freeing.free(event.pk, visit.clinician_id, visit.period.lower, visit.period.upper, Cause.CANCELLED)


@on("appointment.rescheduled")
def rescheduled(event: Event) -> None:
    """The old time is free; offers that are no longer earlier than the new one are taken back."""
    visit = Appointment.objects.filter(pk=_subject(event)).first()
    if visit is None:
        return
    for entry_id in _waiting_for(visit):
        actions.visit_moved(entry_id)
    before = event.data.get("before") or {}
    clinician_id = before.get("clinician_id") or visit.clinician_id
    if clinician_id and "starts_at" in before:
        start, end = (datetime.fromisoformat(before[name]) for name in ("starts_at", "ends_at"))
        freeing.free(event.pk, UUID(str(clinician_id)), start, end, Cause.MOVED)


@on("appointment.booked")
def booked(event: Event) -> None:
    """Who waited for any time has one: from now on they wait for an earlier one."""
    visit = Appointment.objects.filter(pk=_subject(event), status=Appointment.Status.BOOKED).first()
    if visit is None:
        return
    waiting = entries().filter(
        patient_id__in=records_of(visit.patient_id), service=visit.service_id, status=WAITING, appointment=None
    )
    for entry_id in list(waiting.values_list("pk", flat=True)):
        actions.now_for(entry_id, visit)


@on("time.unblocked")
def unblocked(event: Event) -> None:
    """Blocked time was given back: offer it, where it is a clinician's."""
    resource_id = read_uuid(str(event.data.get("resource_id", "")))
    if resource_id and Resource.objects.filter(pk=resource_id, kind=Resource.Kind.CLINICIAN).exists():
        start, end = (datetime.fromisoformat(event.data[name]) for name in ("starts_at", "ends_at"))
        freeing.free(event.pk, resource_id, start, end, Cause.UNBLOCKED)


@on("hours.added")
def hours_added(event: Event) -> None:
    """Extra hours of a clinician are time that nobody knew of."""
    extra = PatternException.objects.filter(pk=_subject(event), works=True).select_related("site").first()
    if extra is not None and extra.site and extra.starts and extra.ends:
        start, end = (datetime.combine(extra.date, clock, extra.site.zone) for clock in (extra.starts, extra.ends))
        freeing.free(event.pk, extra.resource_id, start, end, Cause.HOURS)


@on("hours.away")
@on("hours.ended")
@on("hours.changed")
@on("hours.dropped")
@on("site.closed")
def hours_gone(_event: Event) -> None:
    """What is kept for somebody may be time that nobody works any more."""
    answering.withdraw_lost()


@on("waitlist.passed")
@on("waitlist.unanswered")
@on("waitlist.withdrawn")
def ask_the_next(event: Event) -> None:
    """Nobody holds the time any more: the next is asked at once."""
    offer = WaitlistOffer.objects.filter(pk=_subject(event)).first()
    if offer is not None:
        freeing.look_again(freeing.touching(offer.clinician_id, offer.period.lower, offer.period.upper))


@on("waitlist.joined")
@on("waitlist.changed")
@on("waitlist.resumed")
@on("waitlist.urgency_set")
def look_for(event: Event) -> None:
    """Time that is free already may suit whoever waits now."""
    entry = WaitlistEntry.objects.filter(pk=_subject(event), status=WAITING).first()
    if entry is not None:
        freeing.look_again(freeing.wanted([entry.service_id]))


@on("waitlist.offered")
def tell_them(event: Event) -> None:
    """A message that a time is free, with the deadline and the way to answer; a repeat sends none."""
    offer = offers().filter(pk=_subject(event), state=WaitlistOffer.State.OPEN).first()
    if offer is not None:
        letters.send(offer)


@on("waitlist.withdrawn")
def tell_them_it_is_gone(event: Event) -> None:
    """Who was told of a time that somebody took back a moment later is told that too."""
    offer = offers().filter(pk=_subject(event), state=WaitlistOffer.State.WITHDRAWN).first()
    if offer is not None and event.data.get("reason") == undoing.UNDONE:
        letters.send_sorry(offer)


def _waiting_for(visit: Appointment) -> list[UUID]:
    return list(WaitlistEntry.objects.filter(appointment=visit, status=WAITING).values_list("pk", flat=True))


def _subject(event: Event) -> UUID:
    """What the event is about; an id of nothing where it says none."""
    return event.subject_id or UUID(int=0)
