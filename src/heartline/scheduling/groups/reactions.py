"""A place that comes free is told to who waits for it."""

from uuid import UUID

from heartline.kernel import clock
from heartline.kernel.models import Event
from heartline.kernel.reactions import on
from heartline.scheduling.booking.models import Appointment
from heartline.scheduling.groups import telling
from heartline.scheduling.groups.models import GroupSession, GroupWaiting
from heartline.scheduling.groups.rules import to_tell, why_closed


@on("appointment.cancelled")
def place_given_back(event: Event) -> None:
    """Somebody cancelled their place."""
    if event.subject_id is None:
        return
    left = Appointment.objects.filter(pk=event.subject_id).values_list("group_session_id", flat=True).first()
    if left:
        tell_who_waits(left)


@on("appointment.rescheduled")
def place_left(event: Event) -> None:
    """Somebody changed to another date of the group."""
    if left := event.data.get("left"):
        tell_who_waits(UUID(left))


def tell_who_waits(session_id: UUID) -> None:
    """Tell as many of those who wait as there are free places that nobody was told of, the longest waiting first."""
    session = GroupSession.objects.select_for_update().get(pk=session_id)
    if why_closed(session.period.lower, clock.now(), called_off=session.called_off_at is not None):
        return
    waiting = GroupWaiting.objects.filter(session=session).select_related(
        "patient", "session__service", "session__site__organization"
    )
    told = waiting.exclude(told_at=None).count()
    untold = waiting.filter(told_at=None).order_by("asked_at", "pk")
    for each in untold[: to_tell(session.places_left, told, untold.count())]:
        each.told_at = clock.now()
        each.save(update_fields=["told_at"])
        telling.send(each)
