"""How help with coming to a visit reads on a timeline."""

from django.utils.translation import gettext_lazy

from heartline.kernel.models import Event
from heartline.people.timeline.rules import Wording, group, wording
from heartline.scheduling.attendance.words import HELP
from heartline.scheduling.booking.timeline import moment

group("attendance", gettext_lazy("Help with coming"), "attendance")


@wording(*(f"attendance.{what}" for what in HELP))
def helped(event: Event) -> Wording:
    """What was done, for which visit. The chance that led to it is not told: it is nobody's to keep."""
    _label, said, icon = HELP[event.kind.removeprefix("attendance.")]
    return Wording(str(said), text=moment(event.data.get("starts_at"), event.data), icon=icon)
