"""Cancelling one of several visits asks what becomes of the rest."""

from django.utils.translation import gettext_lazy as _

from heartline.kernel.errors import Words
from heartline.scheduling.booking.actions import cancel as cancel_one
from heartline.scheduling.booking.models import Appointment
from heartline.scheduling.plans import actions as plans
from heartline.scheduling.series import actions as series
from heartline.scheduling.siblings.queries import PLAN, Family

ONE, FOLLOWING, ALL = "one", "following", "all"


def choices(family: Family | None) -> list[tuple[str, Words]]:
    """What can be chosen; nothing where the visit stands alone or is the last."""
    if family is None or not family.others:
        return []
    if family.kind == PLAN:
        return [(ALL, _("All visits that belong together")), (ONE, _("Only this visit"))]
    return [
        (ONE, _("Only this visit")),
        (FOLLOWING, _("This visit and those after it")),
        (ALL, _("All visits of this series that are still to come")),
    ]


def cancel(visit: Appointment, which: str, reason: str, *, note: str = "", key: str = "") -> list[Appointment]:
    """Cancel this visit and what was chosen of the rest, all or none. Raises as booking.actions.cancel."""
    if visit.plan_booking_id:
        return plans.cancel(visit, reason, whole=which == ALL, note=note, key=key)
    if visit.series_id:
        return series.cancel(visit, which, reason, note=note, key=key)
    return [cancel_one(visit, reason, note=note, key=key)]
