"""How help with coming to a visit reads on a timeline."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils.translation import gettext_lazy

from heartline.kernel import dates
from heartline.kernel.models import Event
from heartline.people.timeline.rules import Wording, group, wording
from heartline.scheduling.attendance.words import HELP

group("attendance", gettext_lazy("Help with coming"), "attendance")


@wording(*(f"attendance.{what}" for what in HELP))
def helped(event: Event) -> Wording:
    """What was done, for which visit. The chance that led to it is not told: it is nobody's to keep."""
    _label, said, icon = HELP[event.kind.removeprefix("attendance.")]
    starts_at = datetime.fromisoformat(event.data["starts_at"])
    return Wording(str(said), text=dates.say(starts_at, ZoneInfo(event.data["time_zone"])), icon=icon)
