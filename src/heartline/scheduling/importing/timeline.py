"""How visits of other systems read on a timeline."""

from django.utils.translation import gettext as _

from heartline.kernel.models import Event
from heartline.kernel.text import translated
from heartline.people.timeline.rules import Wording, wording
from heartline.scheduling.booking.models import Appointment

_BADGES = {"fulfilled": "success", "booked": "info", "arrived": "info"}


@wording("appointment.imported")
def imported(event: Event) -> Wording:
    status = str(event.data.get("status", ""))
    where = [str(event.data.get(part) or "") for part in ("clinician", "site")]
    details = [(_("Taken over from another system"), str(event.data.get("source", "")))]
    return Wording(
        translated(event.data.get("service_name") or {}) or _("Visit"),
        text=", ".join(part for part in where if part),
        icon="calendar",
        details=details,
        badge=dict(Appointment.Status.choices).get(status, ""),
        badge_kind=_BADGES.get(status, "neutral"),
    )
