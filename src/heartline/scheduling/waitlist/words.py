"""What the waitlist says in plain words: why somebody is asked, what they wish, where they stand."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, time
from typing import Any
from uuid import UUID

from babel.dates import get_day_names
from babel.lists import format_list
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from heartline.kernel import dates
from heartline.kernel.errors import Words
from heartline.scheduling.catalogue.models import Mode
from heartline.scheduling.waitlist.rules import Why, Wishes

PASSED_OVER: dict[str, Words] = {
    "asked_already": gettext_lazy("asked about another time just now"),
    "had_it": gettext_lazy("was offered this time before"),
    "paused": gettext_lazy("did not answer several times, and is asked whether they still wait"),
    "hour": gettext_lazy("needs more notice than is left"),
    "ineligible": gettext_lazy("cannot have this visit"),
    "elsewhere": gettext_lazy("is elsewhere at that time, or new to a clinician who takes nobody new"),
}


def because(reasons: Iterable[Mapping[str, Any]], *, own: bool = False, asked: bool = True) -> str:
    """One sentence of why this is their turn, or (not `asked` yet) their place. `own`: said to the patient themselves."""
    parts = [said for reason in reasons if (said := _part(reason["why"], int(reason["days"]), own=own))]
    joined = format_list(parts, locale=dates.locale())
    if not asked:
        return _("This place because %(reasons)s.") % {"reasons": joined}
    return (_("You are asked because %(reasons)s.") if own else _("Asked because %(reasons)s.")) % {"reasons": joined}


def reason_rows(reasons: Iterable[Mapping[str, Any]]) -> list[tuple[str, int]]:
    """What a place is made of, for staff: in words, and for how many days it counts."""
    return [(_part(reason["why"], int(reason["days"]), own=False), int(reason["days"])) for reason in reasons]


def passed_over(counts: Mapping[str, int]) -> list[tuple[int, str]]:
    """How many came before and were not asked, and why."""
    return [(count, str(PASSED_OVER.get(why, why))) for why, count in counts.items()]


def line(before: int) -> str:
    """Where somebody stands, without a promise: what counts in the end is which time is free."""
    if before == 0:
        return _("You are first in line.")
    return ngettext("%(n)s person is in line before you.", "%(n)s people are in line before you.", before) % {
        "n": before
    }


def wishes_said(
    wishes: Wishes, clinicians: Mapping[UUID, str], sites: Mapping[UUID, str], *, brief: bool = False
) -> list[str]:
    """What suits somebody, a piece each; a single "any time" where everything does."""
    said: list[str] = []
    if wishes.weekdays:
        said.append(days_said(sorted(wishes.weekdays), brief=brief))
    if wishes.starts or wishes.ends:
        said.append(hours_said(wishes.starts, wishes.ends))
    said += [clinicians[each] for each in wishes.clinicians if each in clinicians]
    said += [sites[each] for each in wishes.sites if each in sites]
    said += [str(dict(Mode.choices)[mode]) for mode in sorted(wishes.modes) if mode in dict(Mode.choices)]
    if wishes.first:
        said.append(_("from %(day)s") % {"day": dates.say_short(wishes.first)})
    if wishes.until:
        said.append(_("until %(day)s") % {"day": dates.say_short(wishes.until)})
    return said or [_("any time")]


def days_said(weekdays: Sequence[int], *, brief: bool = False) -> str:
    """ "Monday and Tuesday": CLDR's own words. Only its standard list is there in every language."""
    names = get_day_names("abbreviated" if brief else "wide", "stand-alone", dates.locale())
    return format_list([names[day - 1] for day in weekdays], locale=dates.locale())


def hours_said(starts: time | None, ends: time | None) -> str:
    """ "8:00 AM to 12:00 PM"."""
    if starts and ends:
        return _("%(from)s to %(to)s") % {"from": _clock(starts), "to": _clock(ends)}
    if starts:
        return _("from %(time)s on") % {"time": _clock(starts)}
    return _("until %(time)s") % {"time": _clock(ends)} if ends else ""


def _clock(moment: time) -> str:
    return dates.say_time(datetime.combine(datetime(2000, 1, 1, tzinfo=UTC), moment, UTC), UTC)


def _part(why: str, days: int, *, own: bool) -> str:
    if why == Why.WAITED:
        if days == 0:
            return _("you joined today") if own else _("they joined today")
        if own:
            return ngettext("you have waited %(n)s day", "you have waited %(n)s days", days) % {"n": days}
        return ngettext("they have waited %(n)s day", "they have waited %(n)s days", days) % {"n": days}
    said: dict[str, tuple[Words, Words]] = _REASONS
    return str(said[why][0 if own else 1]) if why in said else ""


# Reason → to the patient, to staff.
_REASONS: dict[str, tuple[Words, Words]] = {
    Why.URGENCY: (gettext_lazy("your visit should be soon"), gettext_lazy("staff set it as soon or urgent")),
    Why.DAYS: (gettext_lazy("you asked for this day"), gettext_lazy("they asked for this day")),
    Why.HOURS: (gettext_lazy("you asked for this time of day"), gettext_lazy("they asked for this time of day")),
    Why.CLINICIAN: (gettext_lazy("you asked for this clinician"), gettext_lazy("they asked for this clinician")),
    Why.SITE: (gettext_lazy("you asked for this place"), gettext_lazy("they asked for this place")),
    Why.MODE: (gettext_lazy("you asked for this way to meet"), gettext_lazy("they asked for this way to meet")),
    Why.OWN_CLINICIAN: (gettext_lazy("you know this clinician"), gettext_lazy("they know this clinician")),
}
