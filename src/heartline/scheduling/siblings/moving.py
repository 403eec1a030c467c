"""Where visits that belong together could go when one of them moves, and moving them there."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.utils.translation import gettext_lazy as _

from heartline.scheduling.booking.many import Move, Moved
from heartline.scheduling.booking.models import Appointment
from heartline.scheduling.booking.refusals import NotBookable
from heartline.scheduling.picking.rules import Choice
from heartline.scheduling.plans import actions as plans
from heartline.scheduling.plans.queries import Combination, choices_of, find_around, of_plan
from heartline.scheduling.series import actions as series
from heartline.scheduling.series import forms
from heartline.scheduling.series.queries import find_moves, movable
from heartline.scheduling.words import STAYS

FOLLOWING, ALL = "following", "all"


@dataclass(slots=True)
class Proposal:
    """For a plan: `ways`, each with the visits' old times; for a series: `rows`, one for each visit."""

    visit: Appointment
    choice: Choice
    which: str
    standing: list[Appointment] = field(default_factory=list)
    ways: list[Combination] = field(default_factory=list)
    rows: list[dict[str, object]] = field(default_factory=list)

    @property
    def possible(self) -> bool:
        return bool(self.ways or self.rows)


def propose(
    visit: Appointment, choice: Choice, sent: Mapping[str, str], *, holder: str = "", online: bool = True
) -> Proposal:
    """What moving `visit` to `choice` would mean for the visits it belongs to. A handful of queries."""
    which = ALL if sent.get("which") == ALL else FOLLOWING
    if visit.plan_booking_id:
        ways = find_around(visit, choice, holder=holder, online=online)
        return Proposal(visit, choice, which, standing=of_plan(visit), ways=ways)
    found = find_moves(visit, movable(visit, which), choice, holder=holder, online=online)
    return Proposal(visit, choice, which, rows=forms.choose(found, sent))


def perform(visit: Appointment, sent: Mapping[str, str], *, holder: str = "", online: bool = True) -> Moved:
    """Move what was sent, all or none. Raises ManyRefused, NotBookable, NotAllowed."""
    key = sent.get("key", "")[:64]
    if visit.plan_booking_id:
        choices = choices_of(sent.get("way", ""))
        if choices is None:
            raise NotBookable(_("Choose a time first."), kept=STAYS)
        return plans.move_together(visit, choices, key=key, holder=holder, online=online)
    which = ALL if sent.get("which") == ALL else FOLLOWING
    moves = []
    for each in [visit, *movable(visit, which)]:
        choice = Choice.parse(sent.get(f"visit-{each.pk}", ""))
        if choice is not None and (choice.clinician_id, choice.starts_at) != (each.clinician_id, each.period.lower):
            moves.append(Move(each.pk, choice.clinician_id, choice.starts_at, anywhere=True))
    return series.move(moves, key=key, holder=holder, online=online)
