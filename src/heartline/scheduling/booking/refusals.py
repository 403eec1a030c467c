"""What a booking can be refused for, in words for the person who asked."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING
from uuid import UUID

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from heartline.kernel import dates
from heartline.kernel.errors import Refused, Words
from heartline.kernel.text import translated
from heartline.scheduling.availability.rules import FreeTime

if TYPE_CHECKING:
    from heartline.scheduling.booking.models import Appointment


class TimeTaken(Refused):
    """The time is not free (any more). `alternatives` are the nearest `FreeTime`s."""

    def __init__(self, alternatives: Sequence[FreeTime] = (), kept: Words = "") -> None:
        super().__init__(
            message=_("That time was just taken."),
            kept=kept or _("Nothing was booked."),
            next_step=_("These times are close to it.") if alternatives else _("Please choose another time."),
            alternatives=list(alternatives),
        )


class PatientClash(Refused):
    """The patient is elsewhere at that time. `appointment` is the other visit, for the page to link to."""

    def __init__(self, appointment: "Appointment", alternatives: Sequence[FreeTime] = (), kept: Words = "") -> None:
        super().__init__(
            message=_("You already have another visit at that time."),
            kept=kept or _("Nothing was booked."),
            next_step=_("Move or cancel the other visit, or choose one of these times.")
            if alternatives
            else _("Move or cancel the other visit, or choose another time."),
            alternatives=list(alternatives),
        )
        self.appointment = appointment


class ChangedMeanwhile(Refused):
    """Somebody else was quicker with this `visit`: who asks has not seen it as it is now."""

    def __init__(self, visit: "Appointment") -> None:
        when = dates.say(visit.period.lower, visit.site.time_zone)
        super().__init__(
            message=_("Somebody else has changed this visit meanwhile. It is now on %(when)s.") % {"when": when},
            kept=_("It stays there."),
            next_step=_("Look whether that is right, or choose a time again."),
        )
        self.visit = visit


class SomeChanged(Refused):
    """Somebody else was quicker with some of several visits: who moves them together has not seen `visits` as they are now."""

    def __init__(self, visits: "Sequence[Appointment]") -> None:
        super().__init__(
            message=_("Somebody else has changed these visits meanwhile: %(visits)s.")
            % {"visits": "; ".join(_as_it_is(visit) for visit in visits)},
            kept=_("All visits stay as they are."),
            next_step=_("Look whether that is right, or choose a time again."),
        )
        self.visits = list(visits)


def _as_it_is(visit: "Appointment") -> str:
    words = {"visit": translated(visit.service.name), "when": dates.say(visit.period.lower, visit.site.time_zone)}
    if visit.status == "cancelled":
        return gettext("%(visit)s on %(when)s is cancelled") % words
    return gettext("%(visit)s is now on %(when)s") % words


class NotBookable(Refused):
    """This patient cannot book this visit in this way, whatever the time."""

    def __init__(self, message: Words, next_step: Words = "", kept: Words = "") -> None:
        super().__init__(
            message=message,
            kept=kept or _("Nothing was booked."),
            next_step=next_step or _("Please call us. We will find a way."),
        )


class NotChangeable(Refused):
    """The visit is not in a state in which this can be done to it."""

    def __init__(self, message: Words, next_step: Words = "") -> None:
        super().__init__(message=message, kept=_("Nothing was changed."), next_step=next_step)


class TimeInUse(Refused):
    """Time that staff want to block has visits in it. `alternatives` are those visits' `Appointment`s."""

    def __init__(self, appointments: "Sequence[Appointment]" = ()) -> None:
        super().__init__(
            message=_("There are visits in this time."),
            kept=_("Nothing was blocked."),
            next_step=_("Move these visits first, or block another time."),
            alternatives=list(appointments),
        )


class ManyRefused(Refused):
    """Several visits were to be moved or booked in one step, and some cannot be. `refused`: which (by id or place), why."""

    def __init__(self, refused: Mapping[UUID, Words], kept: Words = "") -> None:
        super().__init__(
            message=_("Not all of these visits can be moved there."),
            kept=kept or _("All visits stay as they are."),
            next_step=_("Choose other times for those that are marked."),
        )
        self.refused = dict(refused)


class SomeTaken(Refused):
    """Of several visits that were to be booked together, some cannot be. `missing`: which (by number from 0), and why."""

    def __init__(self, missing: Mapping[int, Words]) -> None:
        super().__init__(
            message=_("Not all of these times are free any more."),
            kept=_("Nothing was booked."),
            next_step=_("Choose another time for the visits that are marked."),
        )
        self.missing = dict(missing)


class PlanBroken(Refused):
    """The new time does not fit with the other visits of its plan. `visit` is the one that was to move."""

    def __init__(self, visit: "Appointment") -> None:
        super().__init__(
            message=_("This time does not fit with the visits that belong to it."),
            kept=_("Your visits stay as they are."),
            next_step=_("Move them together, or choose another time."),
        )
        self.visit = visit
