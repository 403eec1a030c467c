"""How links read on a timeline."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from heartline.kernel.models import Event
from heartline.people.timeline.rules import Wording, group, wording

group("links", gettext_lazy("Records linked"), "link")

_TITLES = {
    "link.made": gettext_lazy("Found to be one person with another record, and linked"),
    "link.ended": gettext_lazy("Link with another record undone"),
    "link.refused": gettext_lazy("Found not to be the same person as another record"),
    "link.proposed": gettext_lazy("Perhaps one person with another record"),
}


@wording(*_TITLES)
def link(event: Event) -> Wording:
    reason = str(event.data.get("reason", ""))
    icon = "unlink" if event.kind == "link.ended" else "link"
    return Wording(_TITLES[event.kind], text=_("Reason: %(reason)s") % {"reason": reason} if reason else "", icon=icon)
