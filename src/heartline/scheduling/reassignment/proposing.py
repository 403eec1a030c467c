"""A proposal for everyone: found, weighed, solved together, and written down with its reasons."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any
from uuid import UUID

import numpy as np

from heartline.scheduling.reassignment import rules
from heartline.scheduling.reassignment.gathering import Gathered, cap_of, gather, minutes, pool, too_young_or_old
from heartline.scheduling.reassignment.models import ReassignedVisit
from heartline.scheduling.reassignment.solving import Limits, Option, solve

FEW, MANY = 36, 400  # times considered for a visit; many only for whom nothing was left among the few
SHOWN = 6  # alternatives kept for choosing by hand


def propose(items: Sequence[ReassignedVisit], kept: Sequence[ReassignedVisit], lift: Iterable[UUID], own: UUID) -> None:
    """Fill in the proposal of each of `items` (not saved). `kept` have theirs and keep it; `own` is who is away."""
    if not items:
        return
    known = gather(items, list(lift), {item.site_id for item in kept if item.site_id})
    fits = [_fits(item, visit, known) for item, visit in zip(items, known.visits, strict=True)]
    costs = [rules.costs(visit, known.slots[visit.service], known.clinicians) for visit in known.visits]
    most = [FEW] * len(items)
    standing = _standing(kept, known, items)
    chosen: dict[int, Option] = {}
    for _turn in range(2):
        options = [o for n in range(len(items)) for o in _options(n, known, costs[n], fits[n], most[n])]
        unplaced = {visit.key: rules.UNPLACED[visit.urgency] for visit in known.visits}
        limits = Limits(known.rooms, known.caps)
        chosen = solve([*options, *standing], unplaced | {o.visit: 10**9 for o in standing}, limits).chosen
        short = [n for n in range(len(items)) if n not in chosen and fits[n].sum() > most[n]]
        if not short:
            break
        for n in short:
            most[n] = MANY
    for number, item in enumerate(items):
        _write(item, number, chosen.get(number), known, costs[number], fits[number], own)


def _fits(item: ReassignedVisit, visit: rules.Visit, known: Gathered) -> rules.Flags:
    slots = known.slots[visit.service]
    fits = rules.allowed(visit, slots, known.clinicians, known.near, known.now)
    days = slots.clocks[visit.zone][0]
    for day in np.unique(days[fits]):
        if too_young_or_old(item, date.fromordinal(int(day))):
            fits &= days != day
    return fits


def _options(number: int, known: Gathered, cost: rules.Ints, fits: rules.Flags, most: int) -> list[Option]:
    visit = known.visits[number]
    slots, times = known.slots[visit.service], known.free[visit.service]
    service = known.services[visit.service]
    made = []
    for index in rules.shortlist(cost, fits, slots, most):
        start, day = int(slots.start[index]), times[index].local_start.toordinal()
        made.append(
            Option(
                visit=number,
                slot=index,
                clinician=int(slots.clinician[index]),
                day=day,
                taken=(start - slots.before, start + slots.length + slots.after),
                seen=(start, start + slots.length),
                cost=int(cost[index]),
                patient=visit.patient,
                pool=pool(service, times[index].site_id, visit.mode),
                cap=cap_of(service, times[index].clinician_id, day),
            )
        )
    return made


def _standing(kept: Sequence[ReassignedVisit], known: Gathered, items: Sequence[ReassignedVisit]) -> list[Option]:
    """Proposals that stay as they are, as options that have no other."""
    place = {key: n for n, key in enumerate(known.resources)}
    made = []
    for number, item in enumerate((each for each in kept if each.starts_at and each.clinician_id), start=len(items)):
        service, start = item.appointment.service, minutes(item.starts_at)  # type: ignore[arg-type]
        length = int(service.duration.total_seconds() // 60)
        before, after = (int(b.total_seconds() // 60) for b in (service.buffer_before, service.buffer_after))
        made.append(
            Option(
                visit=number,
                slot=-1,
                clinician=place.get(item.clinician_id, -number),  # type: ignore[arg-type]
                day=0,
                taken=(start - before, start + length + after),
                seen=(start, start + length),
                cost=0,
                patient=-number,
                pool=pool(service, item.site_id, item.appointment.mode),  # type: ignore[arg-type]
            )
        )
    return made


def _write(
    item: ReassignedVisit, number: int, option: Option | None, known: Gathered, cost: rules.Ints, fits: rules.Flags,
    own: UUID,
) -> None:  # fmt: skip
    visit = known.visits[number]
    slots, times = known.slots[visit.service], known.free[visit.service]
    own_number = known.resources.index(own) if own in known.resources else -1

    def told(index: int) -> dict[str, Any]:
        time = times[index]
        return {
            "clinician": str(time.clinician_id),
            "name": time.clinician_name,
            "site": str(time.site_id),
            "site_name": time.site_name,
            "starts_at": time.starts_at.isoformat(),
            "cost": int(cost[index]),
            "why": rules.reasons(visit, slots, index, known.clinicians, own_number),
        }

    best = rules.shortlist(cost, fits, slots, SHOWN)
    best = sorted(best, key=lambda index: int(cost[index]))[:SHOWN]
    if option is not None and option.slot not in best:
        best = [option.slot, *best[: SHOWN - 1]]
    item.options = [told(index) for index in best]
    item.by_hand = False
    if option is None:
        item.clinician_id = item.site_id = item.starts_at = None
        item.why = []
        item.why_call = _why_call(item, visit, slots, fits)
        return
    time = times[option.slot]
    item.clinician_id, item.site_id, item.starts_at = time.clinician_id, time.site_id, time.starts_at
    item.why, item.why_call = told(option.slot)["why"], ""


def _why_call(item: ReassignedVisit, visit: rules.Visit, slots: rules.Slots, fits: rules.Flags) -> str:
    """What stands in the way, as a code for wording."""
    if item.patient.deceased_on is not None:
        return "closed"
    if fits.any():
        return "full"
    if not len(slots) or not slots.modes.get(visit.mode, np.zeros(0, dtype=bool)).any():
        return "nobody"
    return "new" if visit.new else "late"
