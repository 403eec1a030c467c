"""How bookings read on a timeline."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from heartline.kernel import dates
from heartline.kernel.models import Event
from heartline.kernel.text import translated
from heartline.people.timeline.rules import Wording, group, wording
from heartline.scheduling.booking.models import Appointment

group("visits", gettext_lazy("Visits"), "appointment", "series", "plan", "group")

# Kind → what happened, the icon, and the kind of the badge that says so.
_HAPPENINGS = {
    "appointment.booked": (gettext_lazy("Booked"), "calendar-plus", "info"),
    "appointment.rescheduled": (gettext_lazy("Moved"), "calendar-clock", "info"),
    "appointment.resized": (gettext_lazy("New length"), "timer", "info"),
    "appointment.cancelled": (gettext_lazy("Cancelled"), "calendar-x", "warning"),
    "appointment.arrived": (gettext_lazy("Arrived"), "map-pin-check", "success"),
    "appointment.fulfilled": (gettext_lazy("Completed"), "calendar-check", "success"),
    "appointment.missed": (gettext_lazy("Missed"), "calendar-off", "danger"),
    "appointment.closed": (gettext_lazy("Kept from proxies"), "lock", "info"),
    "appointment.opened": (gettext_lazy("Shown to proxies again"), "lock-open", "neutral"),
}


@wording(*_HAPPENINGS)
def visit(event: Event) -> Wording:
    """The service as the title, when and where below it, what happened as a badge."""
    happened, icon, badge_kind = _HAPPENINGS[event.kind]
    facts = event.data
    details: list[tuple[str, str]] = []
    if before := moment(facts.get("before"), facts):
        details.append((_("Before"), before))
    if reason := dict(Appointment.CancelReason.choices).get(facts.get("reason")):
        details.append((_("Why"), str(reason)))
    parts = (moment(facts, facts), facts.get("clinician"), facts.get("site"))
    return Wording(
        translated(facts.get("service_name") or {}) or _("Visit"),
        text=" · ".join(str(part) for part in parts if part),
        icon=icon,
        details=details,
        badge=happened,
        badge_kind=badge_kind,
    )


def moment(facts: object, visit_facts: dict[str, object]) -> str:
    """The visit's start, in its site's own time; empty where `facts` has none."""
    starts_at = facts.get("starts_at") if isinstance(facts, dict) else facts
    if not isinstance(starts_at, str):
        return ""
    return dates.say(datetime.fromisoformat(starts_at), ZoneInfo(str(visit_facts.get("time_zone") or "UTC")))
