"""How a series reads on a timeline."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from heartline.kernel.models import Event
from heartline.kernel.text import translated
from heartline.people.timeline.rules import Wording, wording
from heartline.scheduling.booking.timeline import moment


@wording("series.booked")
def booked(event: Event) -> Wording:
    """How many, in which rhythm, from when to when."""
    facts = event.data
    weeks = int(facts.get("every_weeks") or 1)
    details = [
        (_("First visit"), moment(facts.get("first"), facts)),
        (_("Last visit"), moment(facts.get("last"), facts)),
    ]
    return Wording(
        translated(facts.get("service_name") or {}) or _("Visits"),
        text=ngettext("%(count)d visit, ", "%(count)d visits, ", int(facts.get("visits") or 0))
        % {"count": int(facts.get("visits") or 0)}
        + ngettext("every week", "every %(weeks)d weeks", weeks) % {"weeks": weeks},
        icon="repeat",
        details=[(name, said) for name, said in details if said],
        badge=_("Series booked"),
        badge_kind="info",
    )
