"""How a plan reads on a timeline."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from heartline.kernel.models import Event
from heartline.kernel.text import translated
from heartline.people.timeline.rules import Wording, wording
from heartline.scheduling.booking.timeline import moment


@wording("plan.booked")
def booked(event: Event) -> Wording:
    """Which plan, and from when to when."""
    facts = event.data
    count = int(facts.get("visits") or 0)
    details = [
        (_("First visit"), moment(facts.get("first"), facts)),
        (_("Last visit"), moment(facts.get("last"), facts)),
    ]
    return Wording(
        translated(facts.get("plan_name") or {}) or _("Visits that belong together"),
        text=ngettext("%(count)d visit", "%(count)d visits", count) % {"count": count},
        icon="list-checks",
        details=[(name, said) for name, said in details if said],
        badge=_("Plan booked"),
        badge_kind="info",
    )
