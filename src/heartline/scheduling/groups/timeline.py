"""How groups read on a timeline: that a patient waits for a place, or no more. Who comes has a visit of their own."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from heartline.kernel.models import Event
from heartline.kernel.text import translated
from heartline.people.timeline.rules import Wording, wording
from heartline.scheduling.booking.timeline import moment

_BADGES = {
    "group.opened": gettext_lazy("Group opened"),
    "group.called_off": gettext_lazy("Group called off"),
    "group.waiting": gettext_lazy("Waits for a place"),
    "group.waited": gettext_lazy("Waits no more"),
}


@wording(*_BADGES)
def group(event: Event) -> Wording:
    """Which group, when and where."""
    parts = (moment(event.data, event.data), event.data.get("clinician"), event.data.get("site"))
    return Wording(
        translated(event.data.get("service_name") or {}) or _("Group"),
        text=" · ".join(str(part) for part in parts if part),
        icon="users",
        badge=_BADGES[event.kind],
        badge_kind="warning" if event.kind == "group.called_off" else "info",
    )
