"""Telling those whose visit a plan has moved, and letting open plans know what patients do."""

from functools import partial
from urllib.parse import urljoin
from uuid import NAMESPACE_URL, UUID, uuid5

from django.core.mail import EmailMessage
from django.urls import reverse
from django.utils.translation import override

from heartline.kernel import idempotency, live, outbox
from heartline.kernel.models import Event
from heartline.kernel.reactions import on
from heartline.people.models import ContactPoint
from heartline.scheduling.booking.queries import whole
from heartline.scheduling.calendars.rules import calendar_file
from heartline.scheduling.reassignment import actions, letters, queries
from heartline.scheduling.reassignment.models import ReassignedVisit
from heartline.scheduling.reassignment.rules import State


@on("reassignment.moved_visit")
def tell(event: Event) -> None:
    """Write to the patient once, in their language; where there is no way to write, the plan says to call."""
    if event.subject_id is None:
        return
    found = queries.whole_items().filter(moved_at__isnull=False)
    item = found.filter(reassignment_id=event.data["plan"], appointment_id=event.subject_id).first()
    if item is not None and item.told_at is None and queries.state_of(item) == State.MOVED:
        idempotency.once("reassignment.told", str(item.pk), partial(_tell, item, str(event.data["address"])))


@on("appointment.rescheduled")
@on("appointment.cancelled")
def wake_plans(event: Event) -> None:
    """A patient chose otherwise: the plan shows it at once."""
    if event.subject_id is None:
        return
    touched = ReassignedVisit.objects.filter(appointment_id=event.subject_id)
    for plan_id in touched.values_list("reassignment_id", flat=True):
        live.notify(f"plan:{plan_id}")


def _tell(item: ReassignedVisit, address: str) -> UUID:
    visit = whole(item.appointment_id)
    way = letters.way_to(visit)
    link = urljoin(address, reverse("portal:moved", args=[visit.pk]))
    if way is None:
        actions.told(item, "")
        return item.pk
    with override(letters.language_of(item.patient)):
        if way.system == ContactPoint.System.SMS:
            outbox.keep("sms", way.value, "", letters.text(item, visit, link))
        else:
            letter = letters.email(item, visit, link)
            message_id = uuid5(NAMESPACE_URL, f"heartline:reassigned:{item.pk}")
            message = EmailMessage(
                letter.subject, letter.body, to=[way.value], headers={"Message-ID": f"<{message_id}@heartline>"}
            )
            message.attach("visit.ics", calendar_file(visit, "PUBLISH").decode(), "text/calendar; method=PUBLISH")
            message.send()
    actions.told(item, way.system)
    return item.pk
