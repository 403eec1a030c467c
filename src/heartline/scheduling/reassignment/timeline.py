"""How a plan reads on a patient's timeline."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from heartline.kernel.models import Event
from heartline.people.timeline.rules import Wording, group, wording
from heartline.scheduling.reassignment.models import Reassignment

_HAPPENINGS = {
    "reassignment.moved_visit": (gettext_lazy("The clinic had to move a visit"), "calendar-clock"),
    "reassignment.told": (gettext_lazy("Told of the new time"), "send"),
    "reassignment.kept": (gettext_lazy("Keeps the new time"), "check"),
    "reassignment.call_asked": (gettext_lazy("Asked for a call about the new time"), "phone"),
    "reassignment.called": (gettext_lazy("Called about the new time"), "phone"),
}
_WAYS = {"email": gettext_lazy("By e-mail"), "sms": gettext_lazy("By text message")}

group("moved", gettext_lazy("Moved by the clinic"), "reassignment")


@wording(*_HAPPENINGS)
def moved(event: Event) -> Wording:
    """What happened, and of a move the clinic's reason."""
    title, icon = _HAPPENINGS[event.kind]
    details = []
    if event.kind == "reassignment.moved_visit":
        reason = dict(Reassignment.Reason.choices).get(event.data.get("reason", ""), "")
        details.append((_("Why"), f"{event.data.get('clinician', '')}: {reason}"))
    return Wording(title, text=_WAYS.get(event.data.get("by", ""), ""), icon=icon, details=details)
