"""How subscribing to a calendar reads on a timeline."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from heartline.kernel.models import Event
from heartline.people.timeline.rules import Wording, wording

_TITLES = {
    "calendar.subscribed": gettext_lazy("A calendar link was made"),
    "calendar.ended": gettext_lazy("A calendar link was ended"),
    "calendar.limited": gettext_lazy("What calendars may say was changed"),
}


@wording(*_TITLES)
def calendar(event: Event) -> Wording:
    """Who reads the visits in their own calendar from now on, or no longer."""
    details = [(_("For"), holder)] if (holder := event.data.get("holder")) else []
    return Wording(_TITLES[event.kind], icon="calendar-sync", details=details)
