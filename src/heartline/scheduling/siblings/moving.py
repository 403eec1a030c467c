"""Where visits that belong together could go when one of them moves, and moving them there."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

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
from heartline.scheduling.series.rules import MOST
from heartline.scheduling.words import STAYS

FOLLOWING, ALL = "following", "all"
SHOWN = re.compile(r"(?P<visit>[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}):(?P<sequence>\d{1,9})")
LONGEST = 50 * MOST


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
    def seen(self) -> str:
        """What of the visits is shown, as the form sends it back: which, and which version of each."""
        shown = [row["occurrence"].visit for row in self.rows] if self.rows else self.standing  # type: ignore[attr-defined]
        return " ".join(f"{each.pk}:{each.sequence}" for each in shown)

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
    """Move what was sent, all or none. Raises SomeChanged, ManyRefused, NotBookable, NotAllowed."""
    key, seen = sent.get("key", "")[:64], _seen(sent.get("seen", ""))
    if visit.plan_booking_id:
        choices = choices_of(sent.get("way", ""))
        if choices is None:
            raise NotBookable(_("Choose a time first."), kept=STAYS)
        return plans.move_together(visit, choices, key=key, holder=holder, online=online, seen=seen)
    which = ALL if sent.get("which") == ALL else FOLLOWING
    moves = []
    for each in [visit, *movable(visit, which)]:
        choice = Choice.parse(sent.get(f"visit-{each.pk}", ""))
        if choice is not None and (choice.clinician_id, choice.starts_at) != (each.clinician_id, each.period.lower):
            moves.append(Move(each.pk, choice.clinician_id, choice.starts_at, anywhere=True))
    return series.move(moves, key=key, holder=holder, online=online, seen=seen)


def _seen(text: str) -> dict[UUID, int]:
    """Visit → the version of it that was shown. What cannot be read was not shown."""
    pairs = (SHOWN.fullmatch(each) for each in text[:LONGEST].split())
    return {UUID(pair["visit"]): int(pair["sequence"]) for pair in pairs if pair}
