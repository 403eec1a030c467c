"""A manager sets the comfort limit, asks for calmer hours, and adopts or discards what is proposed."""

from datetime import date, time, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from heartline.kernel import actor, clock, dates, idempotency, ledger
from heartline.kernel.errors import Refused
from heartline.people.models import Site
from heartline.scheduling.availability import actions as availability
from heartline.scheduling.availability.models import WorkingPattern
from heartline.scheduling.flow import proposing, queries
from heartline.scheduling.flow.models import ComfortLimit, HoursProposal
from heartline.scheduling.words import STAYS_AS_IT_WAS


def set_limit(site: Site, people: int) -> None:
    """More than `people` in house at once are too many. Raises Refused for less than one."""
    if people < 1:
        raise Refused(_("At least one person has to fit."), kept=STAYS_AS_IT_WAS)
    with transaction.atomic():
        ComfortLimit.objects.update_or_create(site=site, defaults={"people": people})
        ledger.record("flow.limit_set", subject_id=site.pk, site_id=site.pk, data={"people": people})


def propose(site: Site) -> HoursProposal:
    """Find hours that flatten weeks like the last ones, simulate both, and keep it for a manager to decide."""
    today = dates.local(clock.now(), site.time_zone).date()
    limit, _set = queries.limit_of(site)
    found = proposing.propose(site, today - timedelta(days=today.weekday()), limit)
    with transaction.atomic():
        proposal = HoursProposal.objects.create(
            site=site,
            limit=limit,
            changes=found.changes,
            before=found.before,
            after=found.after,
            services=found.services,
            created_at=clock.now(),
            created_by=actor.current().label,
        )
        _record("flow.proposed", proposal, changes=len(found.changes))
        return proposal


def adopt(proposal: HoursProposal, valid_from: date, key: str = "") -> None:
    """Let the proposed hours hold for weeks from `valid_from`. Visits already booked stay where they are.

    Raises Refused when it was decided before, when the date is not to come, or when hours have changed since.
    """

    def happen() -> UUID:
        locked = _open(proposal)
        today = dates.local(clock.now(), locked.site.time_zone).date()
        if valid_from <= today:
            raise Refused(_("Choose a day that is still to come."), kept=STAYS_AS_IT_WAS)
        for change in locked.changes:
            _apply(change, valid_from)
        _decide(locked, HoursProposal.State.ADOPTED, valid_from)
        return locked.pk

    with transaction.atomic():
        idempotency.once("flow.adopt", f"{proposal.pk}:{key}" if key else "", happen)


def discard(proposal: HoursProposal) -> None:
    """Leave the hours as they are. Raises Refused when it was decided before."""
    with transaction.atomic():
        _decide(_open(proposal), HoursProposal.State.DISCARDED, None)


def _apply(change: dict[str, Any], valid_from: date) -> None:
    pattern = WorkingPattern.objects.select_related("resource", "site").filter(pk=str(change["pattern"])).first()
    was, becomes = tuple(change["from"]), change["to"]
    same = (
        pattern is not None
        and (pattern.weekday, f"{pattern.starts:%H:%M}", f"{pattern.ends:%H:%M}") == was
        and (pattern.valid_until is None or pattern.valid_until >= valid_from)
    )
    if pattern is None or not same:
        raise Refused(
            _("The hours of %(name)s have changed since.") % {"name": change["clinician"]},
            kept=STAYS_AS_IT_WAS,
            next_step=_("Ask for a new proposal."),
        )
    last = pattern.valid_until
    availability.stop_working(pattern, valid_from - timedelta(days=1))
    availability.work(
        pattern.resource,
        pattern.site,
        int(becomes[0]),
        time.fromisoformat(becomes[1]),
        time.fromisoformat(becomes[2]),
        valid_from=valid_from,
        valid_until=last,
        modes=pattern.modes,
    )


def _open(proposal: HoursProposal) -> HoursProposal:
    locked = HoursProposal.objects.select_for_update(of=("self",)).select_related("site").get(pk=proposal.pk)
    if locked.state != HoursProposal.State.PROPOSED:
        raise Refused(_("This has been decided already."), kept=STAYS_AS_IT_WAS)
    return locked


def _decide(proposal: HoursProposal, state: str, valid_from: date | None) -> None:
    proposal.state, proposal.valid_from = state, valid_from
    proposal.decided_at, proposal.decided_by = clock.now(), actor.current().label
    proposal.save(update_fields=["state", "valid_from", "decided_at", "decided_by"])
    _record(f"flow.{state}", proposal, valid_from=valid_from.isoformat() if valid_from else "")


def _record(kind: str, proposal: HoursProposal, **facts: object) -> None:
    ledger.record(kind, subject_id=proposal.pk, site_id=proposal.site_id, data=facts)
