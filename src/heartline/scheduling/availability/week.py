"""Setting a clinician's week as a whole. Visits that are booked stay, also outside of the new hours: staff move them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from heartline.kernel import clock, dates, idempotency, ledger
from heartline.kernel.errors import Refused
from heartline.kernel.revising import differing
from heartline.people.models import Site
from heartline.people.places.queries import zones
from heartline.scheduling.availability import actions
from heartline.scheduling.availability.models import PatternException, WorkingPattern
from heartline.scheduling.availability.week_rules import (
    Block,
    Booked,
    Changes,
    Extra,
    after,
    changes,
    crossing,
    outside,
)
from heartline.scheduling.booking.models import Appointment
from heartline.scheduling.catalogue.models import Resource
from heartline.scheduling.words import ENDS_BEFORE_START

KEPT = _("Everything stays as it was. What you filled in is still here.")


@dataclass(frozen=True, slots=True)
class Outlook:
    """What a change of hours would mean for visits that are booked."""

    before: int  # outside of the hours as they are
    outside: list[Booked]  # outside of the hours as they would be

    @property
    def newly(self) -> int:
        return max(len(self.outside) - self.before, 0)


def today_here() -> date:
    """The date on the clock of the first site. One query."""
    return dates.local(clock.now(), zones()[0]).date()


def week_of(resource: Resource, today: date) -> list[Block]:
    """The hours that hold today or later, in the order of the week. One query."""
    found = resource.patterns.filter(Q(valid_until=None) | Q(valid_until__gte=today))
    blocks = [
        Block(p.weekday, p.site_id, p.starts, p.ends, p.valid_from, p.valid_until, tuple(p.modes), p.pk) for p in found
    ]
    return sorted(blocks, key=lambda block: (block.weekday, block.starts, block.valid_from))


def week_now(blocks: Sequence[Block]) -> dict[str, Any]:
    """As marks are made of it (kernel.revising): a pattern's id → what it says."""
    return {str(block.id or f"new {place}"): _plain(block) for place, block in enumerate(blocks)}


def look(resource: Resource, wanted: Sequence[Block], on: date) -> Outlook:
    """What `set_week` would leave outside. Four queries."""
    now = week_of(resource, today_here())
    visits, extra = _booked(resource, on), _extra(resource, on)
    then = after(now, changes(now, wanted, on))
    return Outlook(len(outside(visits, now, extra)), outside(visits, then, extra))


def left_outside(resource: Resource, today: date) -> list[Booked]:
    """The booked visits that lie outside of the hours that there are. Three queries."""
    return outside(_booked(resource, today), week_of(resource, today), _extra(resource, today))


def set_week(
    resource: Resource, wanted: Sequence[Block], on: date, *, key: str = "", sealed: str | None = None
) -> None:
    """Let the week be `wanted` from `on`. Raises Stale, and Refused for hours that cross or end before they start.

    Hours that were worked before `on` stay as they were; hours that hold the same are left alone.
    """

    def happen() -> UUID:
        Resource.objects.select_for_update().get(pk=resource.pk)
        today = today_here()
        now = week_of(resource, today)
        # Blocks that are new have no mark yet: what is compared is what was there.
        change = changes(now, wanted, on)
        if change:
            differing(week_now(now), dict.fromkeys(week_now(now)) | week_now(wanted), sealed)
            _check(wanted, on, today, after(now, change))
            _write(resource, change)
        return resource.pk

    with transaction.atomic():
        idempotency.once("hours.week", f"{resource.pk}:{key}" if key else "", happen)


def differ(
    resource: Resource,
    on: date,
    *,
    works: bool,
    site: Site | None = None,
    starts: time | None = None,
    ends: time | None = None,
    reason: str = "",
    key: str = "",
) -> None:
    """One day that is not like the week: more hours (with a site and both times), or away. Raises Refused."""

    def happen() -> UUID:
        if not works:
            return actions.be_away(resource, on, starts=starts, ends=ends, site=site, reason=reason).pk
        if site is None or starts is None or ends is None:
            raise Refused(_("More hours need a site, a beginning and an end."), kept=KEPT)
        return actions.add_hours(resource, site, on, starts, ends).pk

    if on < today_here():
        raise Refused(_("That day is over."), kept=KEPT)
    if (starts is None) is not (ends is None):
        raise Refused(_("Say both times, or none for the whole day."), kept=KEPT)
    with transaction.atomic():
        idempotency.once("hours.day", f"{resource.pk}:{key}" if key else "", happen)


def as_the_week(exception: PatternException) -> None:
    """That day is like any other after all."""
    (actions.drop_hours if exception.works else actions.be_back)(exception)


def _check(wanted: Sequence[Block], on: date, today: date, then: Sequence[Block]) -> None:
    worked = Refused(_("Hours that were worked stay as they were: choose today or a day to come."), kept=KEPT)
    if on < today:
        raise worked
    for block in [*wanted, *then]:  # what begins with the change may end before it
        if block.ends <= block.starts:
            raise Refused(ENDS_BEFORE_START, kept=KEPT)
        if block.valid_until and block.valid_until < block.valid_from:
            past = block not in wanted and block.valid_until < today
            raise worked if past else Refused(_("The last day is before the first."), kept=KEPT)
    if pair := crossing(then):
        said = {"one": _times(pair[0]), "other": _times(pair[1])}
        raise Refused(_("%(one)s and %(other)s on the same weekday lie over each other.") % said, kept=KEPT)


def _write(resource: Resource, change: Changes) -> None:
    patterns = {pattern.pk: pattern for pattern in resource.patterns.select_related("resource", "site")}
    sites = {site.pk: site for site in Site.objects.filter(pk__in={b.site_id for b in [*change.begins, *change.kept]})}
    for pattern_id, last in change.ends:
        actions.stop_working(patterns[pattern_id], last)
    for pattern_id in change.dropped:
        pattern = patterns[pattern_id]
        _tell("hours.dropped", pattern, {"weekday": pattern.weekday, "from": pattern.valid_from.isoformat()})
        pattern.delete()
    for block in change.kept:
        assert block.id
        pattern = patterns[block.id]
        for name in ("weekday", "site_id", "starts", "ends", "valid_from", "valid_until"):
            setattr(pattern, name, getattr(block, name))
        pattern.modes = list(block.modes)
        pattern.save()
        _tell("hours.changed", pattern, _plain(block))
    for block in change.begins:
        actions.work(
            resource, sites[block.site_id], block.weekday, block.starts, block.ends,
            valid_from=block.valid_from, valid_until=block.valid_until, modes=list(block.modes),
        )  # fmt: skip


def _booked(resource: Resource, on: date) -> list[Booked]:
    found = Appointment.objects.filter(
        clinician=resource, status=Appointment.Status.BOOKED, period__startswith__gt=clock.now()
    ).select_related("site")
    visits = []
    for visit in found.order_by("period", "pk"):
        starts, ends = (moment.astimezone(visit.site.zone) for moment in (visit.period.lower, visit.period.upper))
        visits.append(Booked(starts.date(), starts.time(), ends.time(), visit.site_id, visit.mode))
    return [visit for visit in visits if visit.on >= on]


def _extra(resource: Resource, on: date) -> list[Extra]:
    found = PatternException.objects.filter(resource=resource, works=True, date__gte=on, starts__isnull=False)
    return [
        Extra(each.date, each.starts, each.ends, each.site_id)  # type: ignore[arg-type]
        for each in found.exclude(ends=None)
    ]


def _times(block: Block) -> str:
    return f"{dates.say_clock(block.starts)}–{dates.say_clock(block.ends)}"


def _plain(block: Block) -> dict[str, Any]:
    return {
        "weekday": block.weekday,
        "site": str(block.site_id),
        "starts": f"{block.starts:%H:%M}",
        "ends": f"{block.ends:%H:%M}",
        "from": block.valid_from.isoformat(),
        "until": block.valid_until.isoformat() if block.valid_until else "",
        "modes": sorted(block.modes),
    }


def _tell(kind: str, pattern: WorkingPattern, facts: dict[str, Any]) -> None:
    ledger.record(
        kind, subject_id=pattern.pk, site_id=pattern.site_id, data={"resource": pattern.resource.name, **facts}
    )
