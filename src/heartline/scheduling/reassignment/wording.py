"""The codes of a plan in words for its reader."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext, gettext_lazy, ngettext

from heartline.kernel.errors import Words
from heartline.kernel.templatetags.facts import language_name
from heartline.scheduling.reassignment.models import Reassignment
from heartline.scheduling.reassignment.rules import State, Urgency

STATES: dict[State, tuple[Words, str, str]] = {  # what it is called, the badge's kind and icon
    State.PROPOSED: (gettext_lazy("Proposed"), "info", "calendar-clock"),
    State.CALL: (gettext_lazy("Call them"), "warning", "phone"),
    State.MOVED: (gettext_lazy("Moved"), "info", "calendar-check"),
    State.TOLD: (gettext_lazy("Told"), "info", "send"),
    State.UNREACHED: (gettext_lazy("Moved. Call them"), "warning", "phone"),
    State.KEEPS: (gettext_lazy("Keeps it"), "success", "check"),
    State.OTHER: (gettext_lazy("Chose another time"), "success", "calendar-check"),
    State.WANTS_CALL: (gettext_lazy("Wants a call"), "warning", "phone"),
    State.CALLED: (gettext_lazy("Called"), "success", "phone"),
    State.CANCELLED: (gettext_lazy("Cancelled"), "neutral", "x"),
    State.CHANGED: (gettext_lazy("Changed before"), "neutral", "calendar"),
    State.STAYS: (gettext_lazy("Stays"), "success", "check"),
}
URGENCIES: dict[str, Words] = {
    Urgency.SOON: gettext_lazy("Wanted soon"),
    Urgency.NORMAL: gettext_lazy("Normal"),
    Urgency.ROUTINE: gettext_lazy("Can wait"),
}
WHY_CALL: dict[str, Words] = {
    "": gettext_lazy("Nothing has been proposed yet."),
    "full": gettext_lazy("Everybody who could see them in time is full."),
    "nobody": gettext_lazy("Nobody else gives this visit in this way."),
    "late": gettext_lazy("There is no free time soon enough."),
    "new": gettext_lazy("No one takes new patients for this visit soon enough."),
    "closed": gettext_lazy("This record is closed."),
    "by_hand": gettext_lazy("Somebody decided to call."),
}


def sentence(why: Iterable[Iterable[Any]]) -> str:
    """Reasons as one line: "also speaks Vietnamese, same site, 40 minutes later"."""
    return ", ".join(said for code, *facts in why if (said := _said(code, facts)))


def _said(code: str, facts: list[Any]) -> str:
    plain = {
        "own": gettext("the clinician they know, once back"),
        "known": gettext("has seen them before"),
        "same_site": gettext("same site"),
        "other_site": gettext("another site"),
        "same_time": gettext("same time"),
    }
    if code in plain:
        return plain[code]
    fact: Any = facts[0] if facts else 0
    if code == "gender":
        words = {"female": gettext("a woman this time"), "male": gettext("a man this time")}
        return words.get(str(fact), "")
    if code == "speaks":
        return gettext("speaks %(language)s") % {"language": language_name(fact)}
    if code == "lacks":
        return gettext("does not speak %(language)s") % {"language": language_name(fact)}
    if code == "interpreter":
        return gettext("needs an interpreter for %(language)s") % {"language": language_name(fact)}
    if code == "days":
        if fact < 0:
            return ""
        return ngettext("%(count)d day later", "%(count)d days later", fact) % {"count": fact}
    hours, minutes = divmod(int(fact), 60)
    length = (
        gettext("%(h)d h %(m)02d min") % {"h": hours, "m": minutes}
        if hours
        else (ngettext("%(count)d minute", "%(count)d minutes", minutes) % {"count": minutes})
    )
    if code == "later":
        return gettext("%(length)s later") % {"length": length}
    return gettext("%(length)s earlier") % {"length": length} if code == "earlier" else ""


def clinics_reason(reason: str, name: str) -> str:
    """Why, as patients are told: the clinic's reason, and nothing of anybody's health."""
    words = {
        Reassignment.Reason.AWAY: gettext("%(name)s cannot be here that day."),
        Reassignment.Reason.TRAINING: gettext("%(name)s has been called to other work that day."),
        Reassignment.Reason.ROOM: gettext("There is a problem in our building that day."),
    }
    return words[Reassignment.Reason(reason)] % {"name": name}
