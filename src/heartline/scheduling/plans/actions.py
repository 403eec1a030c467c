"""Booking all visits of a plan in one step or none, moving them together, cancelling what remains."""

from collections.abc import Mapping, Sequence
from uuid import UUID, uuid4

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from heartline.kernel import actor, clock, idempotency, ledger
from heartline.people.models import Patient
from heartline.scheduling.availability.queries import offered_each
from heartline.scheduling.availability.rules import Wanted
from heartline.scheduling.booking import confiding, eligibility
from heartline.scheduling.booking.actions import cancel as cancel_one
from heartline.scheduling.booking.belonging import gap_of
from heartline.scheduling.booking.many import TAKEN, Move, Moved, move_many
from heartline.scheduling.booking.models import Appointment
from heartline.scheduling.booking.queries import visits as every_visit
from heartline.scheduling.booking.refusals import NotBookable, SomeChanged, SomeTaken
from heartline.scheduling.booking.together import Wish, book_together
from heartline.scheduling.catalogue.models import Service
from heartline.scheduling.picking.rules import Choice
from heartline.scheduling.plans.models import Plan, PlanBooking
from heartline.scheduling.plans.queries import mode_of, of_plan
from heartline.scheduling.plans.rules import keeps, placed

DO_NOT_FIT = _("These times do not fit together any more.")


def book_plan(
    patient: Patient,
    plan: Plan,
    choices: Sequence[Choice],
    *,
    key: str,
    reason: str = "",
    holder: str = "",
    online: bool = True,
) -> PlanBooking:
    """Book a visit for each step, in the plan's order, or nothing. The same `key` for the same patient books once.

    Raises SomeTaken (which step cannot be had, by number), NotBookable when the times break the plan's rules, NotAllowed.
    """
    steps = list(plan.steps.select_related("service").order_by("place"))
    who, now = actor.current(), clock.now()

    def happen() -> UUID:
        if len(choices) != len(steps) or (online and plan.online == Service.Online.NOBODY) or not plan.active:
            raise NotBookable(DO_NOT_FIT)
        wanted = [
            Wanted(n, step.service_id, choice.clinician_id, choice.starts_at, None, mode_of(step.service), patient.pk)
            for n, (step, choice) in enumerate(zip(steps, choices, strict=True))
        ]
        times = offered_each(wanted, holder=holder, online=online)
        if missing := [n for n in range(len(steps)) if n not in times]:
            raise SomeTaken(dict.fromkeys(missing, TAKEN))
        if not keeps([gap_of(step) for step in steps], [placed(times[n]) for n in range(len(steps))]):
            raise NotBookable(DO_NOT_FIT, _("Please choose again."))
        confidential = any(
            confiding.by_default(patient, step.service, choice.starts_at.date())
            for step, choice in zip(steps, choices, strict=True)
        )
        booking = PlanBooking.objects.create(
            id=uuid4(), plan=plan, patient=patient, booked_at=now, booked_by=who.label, booked_door=who.door,
            confidential=confidential,
        )  # fmt: skip
        wishes = [
            Wish(
                step.service, choice.clinician_id, choice.starts_at, mode_of(step.service), times[n].site_id, step.place
            )
            for n, (step, choice) in enumerate(zip(steps, choices, strict=True))
        ]
        visits = book_together(patient, wishes, online=online, holder=holder, reason=reason, plan_booking_id=booking.pk)
        ledger.record(
            "plan.booked",
            patient_id=patient.pk,
            subject_id=booking.pk,
            site_id=visits[0].site_id,
            data={
                "plan_name": plan.name,
                "visits": len(visits),
                "time_zone": visits[0].site.time_zone,
                "first": visits[0].period.lower.isoformat(),
                "last": visits[-1].period.lower.isoformat(),
            },
            confidential=booking.confidential,
        )
        return booking.pk

    with transaction.atomic():
        eligibility.require_arranger(patient)
        done, _new = idempotency.once("plan.book", f"{patient.pk}:{key}" if key else "", happen)
        return PlanBooking.objects.get(pk=done)


def move_together(
    visit: Appointment,
    choices: Sequence[Choice],
    *,
    key: str,
    holder: str = "",
    online: bool = True,
    seen: Mapping[UUID, int] | None = None,
) -> Moved:
    """Move all visits of this one's plan that are still to come, in the plan's order, or none. `seen` as in move_many.

    Raises SomeChanged, ManyRefused with what cannot move and why, NotAllowed, NotBookable.
    """
    standing = of_plan(visit)
    if len(choices) != len(standing):
        if changed := [
            each for each in every_visit().filter(pk__in=seen or {}) if each.sequence != (seen or {})[each.pk]
        ]:
            raise SomeChanged(changed)
        raise NotBookable(DO_NOT_FIT, _("Please choose again."), kept=_("Your visits stay as they are."))
    moves = [
        Move(each.pk, choice.clinician_id, choice.starts_at, site_id=None, anywhere=True)
        for each, choice in zip(standing, choices, strict=True)
    ]
    return move_many(moves, key=key, reason="plan", holder=holder, online=online, seen=seen)


def cancel(visit: Appointment, reason: str, *, whole: bool, note: str = "", key: str = "") -> list[Appointment]:
    """Cancel this visit or, with `whole`, all of its plan that are still to come."""
    others = [each for each in of_plan(visit) if each.pk != visit.pk] if whole else []
    with transaction.atomic():
        return [cancel_one(each, reason, note=note, key=f"{key}:{each.pk}" if key else "") for each in [visit, *others]]
