"""What attendance says, in words: what raises a chance, and what was done for somebody."""

from collections.abc import Sequence

from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

NOT_COMING = gettext_lazy("This visit is over, or was cancelled.")

# What can be done for somebody, each an event "attendance.<what>": the button, what the timeline says, the icon.
HELP = {
    "called": (gettext_lazy("Called"), gettext_lazy("Called about a visit"), "phone"),
    "left_message": (gettext_lazy("Left a message"), gettext_lazy("Left a message about a visit"), "voicemail"),
    "needs_ride": (gettext_lazy("Needs a ride"), gettext_lazy("Needs a ride to a visit"), "car"),
    "offered_earlier": (
        gettext_lazy("Offered an earlier time"),
        gettext_lazy("Offered an earlier time"),
        "calendar-arrow-up",
    ),
}


def say(evidence: Sequence[Sequence[float | str]]) -> list[str]:
    """Each piece of evidence as a short sentence; what a later version wrote and this one does not know is left out."""
    return [words for each in evidence if (words := _say(str(each[0]), [float(number) for number in each[1:]]))]


def _say(what: str, numbers: list[float]) -> str:
    if what == "missed" and len(numbers) == 2:
        misses, visits = int(numbers[0]), int(numbers[1])
        return ngettext("Missed %(misses)s of %(visits)s earlier visit", "Missed %(misses)s of %(visits)s earlier visits", visits) % {
            "misses": misses, "visits": visits,
        }  # fmt: skip
    if what == "ahead" and numbers:
        days = int(numbers[0])
        return ngettext("Booked %(days)s day ahead", "Booked %(days)s days ahead", days) % {"days": days}
    if what == "since" and numbers:
        months = max(3, round(numbers[0] / 30.4))
        return ngettext("Last here %(months)s month before", "Last here %(months)s months before", months) % {
            "months": months
        }
    if what == "hour" and numbers:
        minutes = round(numbers[0] * 60)
        return _("Starts at %(time)s") % {"time": f"{minutes // 60}:{minutes % 60:02}"}
    if what == "weekday" and numbers:
        return _("On a %(day)s") % {"day": WEEKDAYS[int(numbers[0]) - 1]}
    plain = {
        "new": _("First visit here"),
        "service": _("This kind of visit is missed more often"),
        "mode": _("Visits in this way are missed more often"),
        "door": _("Visits booked in this way are missed more often"),
    }
    return plain.get(what, "")
