"""How the waitlist reads on a timeline."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from heartline.kernel.models import Event
from heartline.kernel.text import translated
from heartline.people.timeline.rules import Wording, group, wording
from heartline.scheduling.booking.timeline import moment
from heartline.scheduling.waitlist.models import WaitlistEntry
from heartline.scheduling.waitlist.words import because

group("waitlist", gettext_lazy("Waiting list"), "waitlist")

_ENTRY = {
    "waitlist.joined": (gettext_lazy("Joined the waiting list"), "list-plus", "info"),
    "waitlist.changed": (gettext_lazy("Changed what suits"), "sliders-horizontal", "neutral"),
    "waitlist.resumed": (gettext_lazy("Still waits"), "rotate-ccw", "info"),
    "waitlist.left": (gettext_lazy("Left the waiting list"), "list-x", "neutral"),
    "waitlist.ended": (gettext_lazy("No longer on the waiting list"), "list-x", "neutral"),
    "waitlist.urgency_set": (gettext_lazy("Urgency set"), "triangle-alert", "warning"),
}
_OFFER = {
    "waitlist.offered": (gettext_lazy("Offered"), "bell-ring", "info"),
    "waitlist.accepted": (gettext_lazy("Taken"), "calendar-check", "success"),
    "waitlist.passed": (gettext_lazy("Left to somebody else"), "calendar-minus", "neutral"),
    "waitlist.unanswered": (gettext_lazy("Not answered"), "clock", "warning"),
    "waitlist.withdrawn": (gettext_lazy("Withdrawn"), "undo-2", "neutral"),
}


@wording(*_ENTRY)
def entry(event: Event) -> Wording:
    """The service as the title, what happened as a badge."""
    happened, icon, kind = _ENTRY[event.kind]
    text = _("Wants an earlier time than the visit") if event.data.get("earlier") else ""
    levels = dict(WaitlistEntry.Urgency.choices)
    details = [
        (label, str(levels[event.data[name]]))
        for label, name in ((_("Before"), "before"), (_("Now"), "urgency"))
        if event.kind == "waitlist.urgency_set" and event.data.get(name) in levels
    ]
    return Wording(_service(event), text=text, icon=icon, details=details, badge=happened, badge_kind=kind)


@wording(*_OFFER)
def offer(event: Event) -> Wording:
    """The time below the service; for an offer also until when and why it was theirs."""
    happened, icon, kind = _OFFER[event.kind]
    facts = event.data
    when = moment(facts.get("starts_at"), facts)
    details = []
    if event.kind == "waitlist.offered":
        details.append((_("To answer until"), moment(facts.get("deadline"), facts)))
        if reasons := facts.get("why", {}).get("reasons"):
            details.append((_("Why"), because(reasons)))
    if facts.get("late"):
        details.append((_("Answered"), _("after the time was up, while it was still free")))
    text = " · ".join(part for part in (when, facts.get("clinician"), facts.get("site")) if part)
    return Wording(_service(event), text=text, icon=icon, details=details, badge=happened, badge_kind=kind)


def _service(event: Event) -> str:
    return translated(event.data.get("service_name") or {}) or _("Visit")
