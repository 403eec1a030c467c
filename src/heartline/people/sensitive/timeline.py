"""How protecting and opening a record reads on a timeline. Shown to staff to whom it is open, and to the patient."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from heartline.kernel.models import Event
from heartline.people.sensitive import looks  # noqa: F401 - says what an opening is called
from heartline.people.sensitive.models import Opening, Protection
from heartline.people.timeline.rules import Wording, wording

_JUDGED = {"right": gettext_lazy("It was right"), "follow_up": gettext_lazy("Is followed up")}


@wording("record.protected", "record.unprotected")
def protected(event: Event) -> Wording:
    if event.kind == "record.unprotected":
        return Wording(_("Record no longer protected"), icon="shield-off")
    kind = dict(Protection.Kind.choices).get(event.data.get("kind", ""), "")
    return Wording(_("Record protected"), text=kind, icon="shield")


@wording("record.opened")
def opened(event: Event) -> Wording:
    reason = dict(Opening.Reason.choices).get(event.data.get("reason", ""), "")
    return Wording(_("Protected record opened"), text=reason, icon="shield-alert", badge_kind="warning")


@wording("record.opening_judged")
def judged(event: Event) -> Wording:
    words = _JUDGED.get(event.data.get("verdict", ""), "")
    return Wording(_("The privacy officer looked at an opening"), text=words, icon="shield-check")
