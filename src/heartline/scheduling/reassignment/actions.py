"""A clinician cannot come: block, propose, choose by hand, move all, tell, hear the answers, come back early."""

from collections.abc import Collection
from datetime import date, datetime, timedelta
from time import perf_counter
from uuid import UUID, uuid4

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from heartline.kernel import actor, clock, idempotency, ledger, live
from heartline.kernel.errors import Refused
from heartline.scheduling.availability import actions as availability
from heartline.scheduling.availability.models import PatternException
from heartline.scheduling.availability.queries import offered
from heartline.scheduling.availability.rules import Filters
from heartline.scheduling.booking.refusals import TimeTaken
from heartline.scheduling.catalogue.models import Resource
from heartline.scheduling.reassignment import queries, rules
from heartline.scheduling.reassignment.models import ReassignedVisit, Reassignment
from heartline.scheduling.reassignment.moving import SomeTaken, move
from heartline.scheduling.reassignment.proposing import propose as fill_in
from heartline.scheduling.reassignment.rules import State
from heartline.scheduling.words import ENDS_BEFORE_START, STAYS_AS_IT_WAS

LONGEST = 60  # days of one absence


def begin(clinician: Resource, first: date, last: date, *, reason: str, key: str) -> Reassignment:
    """Block the clinician on these dates at once, and list whom it concerns. The same `key` begins one plan.

    Raises Refused when it ends before it starts, or is longer than LONGEST days.
    """
    if last < first:
        raise Refused(ENDS_BEFORE_START, kept=STAYS_AS_IT_WAS)
    if (last - first).days >= LONGEST:
        raise Refused(_("That is too long for one plan."), kept=STAYS_AS_IT_WAS, next_step=_("End it within 60 days."))
    made: list[Reassignment] = []

    def happen() -> UUID:
        days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
        away = [availability.be_away(clinician, day) for day in days]
        plan = Reassignment.objects.create(
            clinician=clinician,
            first=first,
            last=last,
            reason=Reassignment.Reason(reason).value,
            exceptions=[each.pk for each in away],
            created_at=clock.now(),
            created_by=actor.current().label,
        )
        ReassignedVisit.objects.bulk_create(
            ReassignedVisit(
                reassignment=plan,
                patient=visit.patient,
                appointment=visit,
                confidential=visit.confidential,
                from_clinician=clinician,
                from_start=visit.starts_at,
                urgency=rules.urgency(visit.booked_at, visit.starts_at, visit.service.category),
                told_reason=plan.reason,
            )
            for visit in queries.concerned(clinician, first, last, clock.now())
        )
        _record("reassignment.began", plan, visits=plan.visits.count())
        made.append(plan)
        return plan.pk

    with transaction.atomic():
        done, _new = idempotency.once("reassignment.begin", key, happen)
        return made[0] if made else Reassignment.objects.select_related("clinician").get(pk=done)


def propose(plan: Reassignment, only: Collection[UUID] | None = None) -> None:
    """Find everybody who waits for one a new time; with `only`, just these lines, around what the others have."""
    began = perf_counter()
    with transaction.atomic():
        plan = _locked(plan)
        # As many lines as the plan has; those that were moved or changed meanwhile are no longer its business.
        waiting = [i for i in queries.whole_items(plan) if queries.state_of(i) in (State.PROPOSED, State.CALL)]
        items = [item for item in waiting if only is None or item.pk in only]
        kept = [item for item in waiting if only is not None and item.pk not in only and item.starts_at]
        fill_in(items, kept, [item.appointment_id for item in waiting], plan.clinician_id)
        for item in items:
            item.taken = only is not None
        ReassignedVisit.objects.bulk_update(
            items,
            ["clinician", "site", "starts_at", "why", "why_call", "options", "by_hand", "taken"],
            batch_size=100,
        )
        plan.proposed_at, plan.solved_ms = clock.now(), round((perf_counter() - began) * 1000)
        plan.save(update_fields=["proposed_at", "solved_ms"])
        _record("reassignment.proposed", plan, visits=len(items))


def choose(item: ReassignedVisit, clinician_id: UUID, starts_at: datetime) -> ReassignedVisit:
    """Take another time for this line by hand. Raises TimeTaken when it is not free, Refused when it has moved already.

    That two lines want one time is let pass here, for somebody may be about to change the other too: both are marked,
    and `move_all` refuses until they are apart.
    """
    with transaction.atomic():
        plan = _locked(item.reassignment)
        item = queries.whole_items().get(pk=item.pk)
        _require_open(item)
        waiting = plan.visits.filter(moved_at=None).values_list("appointment_id", flat=True)
        visit = item.appointment
        filters = Filters(mode=visit.mode, online=False, moving=list(waiting), patient_id=item.patient_id)
        free = offered(visit.service, clinician_id, starts_at, filters)
        if free is None:
            raise TimeTaken(kept=_("The proposal stays as it was."))
        known = next((o for o in item.options if _is(o, clinician_id, starts_at)), None)
        item.clinician_id, item.site_id, item.starts_at = free.clinician_id, free.site_id, free.starts_at
        item.why, item.why_call, item.taken, item.by_hand = known["why"] if known else [], "", False, True
        item.save(update_fields=["clinician", "site", "starts_at", "why", "why_call", "taken", "by_hand"])
        _wake(plan.pk)
        return item


def leave_to_call(item: ReassignedVisit) -> ReassignedVisit:
    """Take the proposal away: somebody calls this patient instead. Raises Refused when it has moved already."""
    with transaction.atomic():
        plan = _locked(item.reassignment)
        item = queries.whole_items().get(pk=item.pk)
        _require_open(item)
        item.clinician_id = item.site_id = item.starts_at = None
        item.why, item.why_call, item.by_hand, item.taken = [], "by_hand", True, False
        item.save(update_fields=["clinician", "site", "starts_at", "why", "why_call", "taken", "by_hand"])
        _wake(plan.pk)
        return item


def move_all(plan: Reassignment, *, key: str, address: str) -> int:
    """Move every visit that has a proposal, in one step; each patient is told by a reaction. Returns how many moved.

    `address` is where the portal is found ("https://clinic.example/"). Raises SomeTaken (nothing has moved; there are
    new proposals for those), Refused when two lines want the same time. The same `key` moves once.
    """
    moved = 0

    def happen() -> UUID:
        nonlocal moved
        lines = [item for item in queries.whole_items(plan) if queries.state_of(item) is State.PROPOSED]
        if clash := rules.conflicts([place(item) for item in lines]):
            raise Refused(
                _("Two patients have the same time."),
                kept=_("No visit has moved yet."),
                next_step=_("Choose another time for one of each pair that is marked."),
                alternatives=list(clash),
            )
        move(lines, f"{plan.pk}:{key or uuid4()}")
        now = clock.now()
        ReassignedVisit.objects.filter(pk__in=[item.pk for item in lines]).update(moved_at=now, taken=False)
        for item in lines:
            _record_visit("reassignment.moved_visit", item, address=address, clinician=item.from_clinician.name)
        Reassignment.objects.filter(pk=plan.pk).update(moved_at=now)
        _record("reassignment.moved", plan, visits=len(lines))
        moved = len(lines)
        return plan.pk

    try:
        with transaction.atomic():
            _locked(plan)
            idempotency.once("reassignment.move", f"{plan.pk}:{key}" if key else "", happen)
    except SomeTaken as refusal:
        propose(plan, refusal.taken)
        raise
    return moved


def told(item: ReassignedVisit, by: str) -> None:
    """The message went out (`by`: email or sms), or there is no way to write (empty) and somebody has to call."""
    with transaction.atomic():
        item.told_at, item.told_by = clock.now(), by
        item.save(update_fields=["told_at", "told_by"])
        if by:
            _record_visit("reassignment.told", item, by=by)
        _wake(item.reassignment_id)


def answer(item: ReassignedVisit, what: str) -> None:
    """The patient keeps the new time, or asks for a call. Saying it twice changes nothing; a change of mind is taken."""
    what = ReassignedVisit.Answer(what).value
    with transaction.atomic():
        locked = ReassignedVisit.objects.select_for_update().get(pk=item.pk)
        if locked.answer == what:
            return
        ReassignedVisit.objects.filter(pk=item.pk).update(answer=what, answered_at=clock.now())
        _record_visit(f"reassignment.{'kept' if what == 'keeps' else 'call_asked'}", item)
        _wake(item.reassignment_id)


def called(item: ReassignedVisit) -> None:
    """Staff have spoken with them. Pressed twice it happens once."""
    with transaction.atomic():
        locked = ReassignedVisit.objects.select_for_update().get(pk=item.pk)
        if locked.called_at is not None:
            return
        locked.called_at, locked.called_by = clock.now(), actor.current().label
        locked.save(update_fields=["called_at", "called_by"])
        _record_visit("reassignment.called", item)
        _wake(item.reassignment_id)


def come_back(plan: Reassignment, on: date) -> int:
    """The clinician works again from `on`: later days are open again, and visits of those days that have not moved stay.

    Returns how many stay. Raises Refused for a date outside of the absence.
    """
    with transaction.atomic():
        plan = _locked(plan)
        if not plan.first <= on <= plan.last:
            raise Refused(_("That day is not in this absence."), kept=STAYS_AS_IT_WAS)
        for exception in PatternException.objects.filter(pk__in=plan.exceptions, date__gte=on):
            availability.be_back(exception)
        stay = [
            item
            for item in queries.whole_items(plan)
            if queries.state_of(item) in (State.PROPOSED, State.CALL)
            and item.from_start.astimezone(item.appointment.site.zone).date() >= on
        ]
        ReassignedVisit.objects.filter(pk__in=[item.pk for item in stay]).update(stays_at=clock.now())
        plan.back_on = on
        plan.save(update_fields=["back_on"])
        _record("reassignment.returned", plan, on=on.isoformat(), visits=len(stay))
        return len(stay)


def place(item: ReassignedVisit) -> rules.Place:
    """The proposal of a line as time taken."""
    if item.starts_at is None or item.clinician_id is None:
        raise ValueError("a line without a proposal takes no time")
    return place_at(item, item.clinician_id, item.starts_at)


def place_at(item: ReassignedVisit, clinician_id: UUID, start: datetime) -> rules.Place:
    """What this line would take if it were proposed there."""
    service = item.appointment.service
    seen = (start, start + service.duration)
    taken = (seen[0] - service.buffer_before, seen[1] + service.buffer_after)
    return rules.Place(item.pk, clinician_id, item.patient.person_id, taken, seen)


def _require_open(item: ReassignedVisit) -> None:
    if queries.state_of(item) not in (State.PROPOSED, State.CALL):
        raise Refused(_("This visit has been moved or changed already."), kept=STAYS_AS_IT_WAS)


def _is(option: dict[str, object], clinician_id: UUID, starts_at: datetime) -> bool:
    return option["clinician"] == str(clinician_id) and datetime.fromisoformat(str(option["starts_at"])) == starts_at


def _locked(plan: Reassignment) -> Reassignment:
    return Reassignment.objects.select_for_update(of=("self",)).select_related("clinician").get(pk=plan.pk)


def _record(kind: str, plan: Reassignment, **facts: object) -> None:
    data = {"clinician": plan.clinician.name, "first": plan.first.isoformat(), "last": plan.last.isoformat()} | facts
    ledger.record(kind, subject_id=plan.pk, data=data)
    _wake(plan.pk)


def _record_visit(kind: str, item: ReassignedVisit, **facts: object) -> None:
    ledger.record(
        kind,
        patient_id=item.patient_id,
        subject_id=item.appointment_id,
        site_id=item.site_id or item.appointment.site_id,
        data={"plan": str(item.reassignment_id), "reason": item.told_reason, **facts},
        confidential=item.confidential,
    )


def _wake(plan_id: UUID) -> None:
    live.notify(f"plan:{plan_id}")
